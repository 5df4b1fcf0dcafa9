// Cards as tables: out of the house, and into it.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from './client';
import { send } from './files';
import { answerOf, Problem } from './problem';
import { type CardFilter, queries } from './queries';
import type { components, operations } from './schema';

type ExportQuery = NonNullable<operations['exportCards']['parameters']['query']>;
export type TableFormat = NonNullable<ExportQuery['format']>;

// cardCountQuery is how many cards an export would have.
export const cardCountQuery = ({ sort: _, ...filter }: CardFilter) =>
  queryOptions({
    queryKey: ['cards', 'count', filter],
    queryFn: ({ signal }) => answerOf(api.GET('/cards/count', { params: { query: filter }, signal })),
  });

// exportCards has the browser save the table.
export async function exportCards(query: ExportQuery): Promise<void> {
  const { data, error, response } = await api.GET('/cards/export', { params: { query }, parseAs: 'blob' });
  if (!data) throw new Problem(response.status, error ?? {});
  const name = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1];
  saveAs(data as unknown as Blob, name ?? `cards.${query.format ?? 'csv'}`);
}

// saveAs hands a file to the browser as if it had been downloaded.
function saveAs(content: Blob, name: string) {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

export type Import = components['schemas']['Import'];
export type ImportRule = components['schemas']['ImportRule'];
export type ImportRow = components['schemas']['ImportRow'];
export const rules: ImportRule[] = ['fill', 'overwrite', 'skip'];

// works reports whether the server is at it just now.
export const works = (i: Import) => ['checking', 'running', 'undoing', 'cancelling'].includes(i.state);

export const importsQuery = infiniteQueryOptions({
  queryKey: ['imports', 'list'],
  queryFn: ({ pageParam, signal }) => answerOf(api.GET('/imports', { params: { query: { limit: 30, cursor: pageParam } }, signal })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next_cursor ?? undefined,
  refetchInterval: (query) => (query.state.data?.pages.some((p) => p.items.some(works)) ? 2_000 : false),
});

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['imports', 'one', id],
    queryFn: ({ signal }) => answerOf(api.GET('/imports/{id}', { params: { path: { id } }, signal })),
    refetchInterval: (query) => (query.state.data && works(query.state.data) ? 700 : false),
  });

export const refusedQuery = (id: string, version: string) =>
  queryOptions({
    queryKey: ['imports', 'refused', id, version],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/imports/{id}/rows', { params: { path: { id }, query: { result: 'refused', limit: 50 } }, signal })),
  });

// showImport has an import, as the server has just told it, on the page.
export function showImport(now: Import) {
  queries.setQueryData(importQuery(now.id).queryKey, now);
  void queries.invalidateQueries({ queryKey: ['imports', 'list'] });
}

export const checkImport = async (id: string, columns: string[], rule: ImportRule) =>
  showImport(await answerOf(api.POST('/imports/{id}/check', { params: { path: { id } }, body: { columns, rule } })));

export const runImport = async (id: string) => showImport(await answerOf(api.POST('/imports/{id}/run', { params: { path: { id } } })));

export const cancelImport = async (id: string) => showImport(await answerOf(api.POST('/imports/{id}/cancel', { params: { path: { id } } })));

export const undoImport = async (id: string) => showImport(await answerOf(api.POST('/imports/{id}/undo', { params: { path: { id } } })));

export async function dropImport(id: string) {
  await answerOf(api.DELETE('/imports/{id}', { params: { path: { id } } }));
  queries.removeQueries({ queryKey: ['imports', 'one', id] });
  await queries.invalidateQueries({ queryKey: ['imports', 'list'] });
}

// given are the files of this visit, by the import each became: to read one
// otherwise it is sent again.
const given = new Map<string, File>();
export const fileOf = (id: string) => given.get(id);

// uploadTable sends a table, to be read as it is said here.
export async function uploadTable(file: File, as: Record<string, string>, progress: (part: number) => void): Promise<Import> {
  const made = (await send('/imports', file, progress, as).done) as Import;
  given.set(made.id, file);
  showImport(made);
  return made;
}

export const refusedOf = (id: string) => `/api/v1/imports/${id}/refused`;
