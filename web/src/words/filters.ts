// A filter as a view keeps it: like the address of the page says it, in one order.
export type Filter = Record<string, string | undefined>;

export function textOfFilter(filter: Filter): string {
  const said = Object.entries(filter).filter((e): e is [string, string] => Boolean(e[1]));
  return new URLSearchParams(said.sort(([a], [b]) => (a < b ? -1 : 1))).toString();
}

export const filterOfText = (text: string): Filter => Object.fromEntries(new URLSearchParams(text));
