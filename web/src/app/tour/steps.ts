// What the tour shows: the first five of these that stand on the page of whoever
// is shown around.
export interface Stop {
  word: 'day' | 'desk' | 'state' | 'cards' | 'deals' | 'tasks' | 'search';
  at: string; // where it stands
}

const stops: Stop[] = [
  { word: 'day', at: 'nav a[href="/day"]' },
  { word: 'desk', at: 'nav a[href="/desk"]' },
  { word: 'state', at: 'header [data-chip]' },
  { word: 'cards', at: 'nav a[href="/cards"]' },
  { word: 'deals', at: 'nav a[href="/deals"]' },
  { word: 'tasks', at: 'nav a[href="/tasks"]' },
  { word: 'search', at: 'header button[aria-keyshortcuts]' },
];

const LENGTH = 5;

// stopsOn are the stops of the tour, given what there is; the search, by which all
// else is found, is always the last of them.
export function stopsOn(stands: (at: string) => boolean): Stop[] {
  const here = stops.filter((s) => stands(s.at));
  const last = here.filter((s) => s.word === 'search');
  return [...here.filter((s) => s.word !== 'search').slice(0, LENGTH - last.length), ...last];
}

// beside is where a card of that size stands so that it is seen and covers not
// what it tells of: below it, or above, or at its right.
export function beside(at: { left: number; top: number; right: number; bottom: number }, card: { width: number; height: number }, page: { width: number; height: number }) {
  const gap = 10;
  const within = (x: number, size: number, room: number) => Math.max(gap, Math.min(x, room - size - gap));
  if (at.right + gap + card.width < page.width && at.right < page.width / 3) {
    return { left: at.right + gap, top: within(at.top, card.height, page.height) };
  }
  const below = at.bottom + gap + card.height < page.height;
  return { left: within(at.left, card.width, page.width), top: below ? at.bottom + gap : Math.max(gap, at.top - gap - card.height) };
}
