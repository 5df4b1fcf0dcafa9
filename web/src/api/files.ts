import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from './client';
import { answerOf, Problem } from './problem';
import { queries } from './queries';
import type { components } from './schema';

type Schemas = components['schemas'];
export type StoredFile = Schemas['File'];
export type FileKind = Schemas['FileKind'];
export type FileVersion = Schemas['FileVersion'];

export const kinds: FileKind[] = ['offer', 'contract', 'invoice', 'other'];

// waits reports whether the server is still looking at a version: what is held
// will be free, or a picture will have its thumbnail, soon.
const waits = (v: FileVersion) => v.state === 'pending' || (v.thumbnail === 'pending' && v.state !== 'infected' && v.state !== 'failed');

// Folder is what files lie with.
export interface Folder {
  of: 'cards' | 'deals' | 'tasks';
  id: string;
}

export const filesQuery = ({ of, id }: Folder, state: 'current' | 'archived' | 'deleted') =>
  infiniteQueryOptions({
    queryKey: ['files', 'list', of, id, state],
    queryFn: ({ pageParam, signal }) => {
      const ask = { params: { path: { id }, query: { state, limit: 30, cursor: pageParam } }, signal };
      if (of === 'deals') return answerOf(api.GET('/deals/{id}/files', ask));
      return answerOf(of === 'tasks' ? api.GET('/tasks/{id}/files', ask) : api.GET('/cards/{id}/files', ask));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: (query) => (query.state.data?.pages.some((p) => p.items.some((f) => waits(f.current))) ? 3_000 : false),
  });

export const fileQuery = (id: string) =>
  queryOptions({
    queryKey: ['files', 'one', id],
    queryFn: ({ signal }) => answerOf(api.GET('/files/{id}', { params: { path: { id } }, signal })),
  });

// refreshFiles has what shows files read again: one lies in several folders.
export function refreshFiles() {
  void queries.invalidateQueries({ queryKey: ['files'] });
  void queries.invalidateQueries({ queryKey: ['cards', 'timeline'] });
}

export const contentOf = (id: string, version: number) => `/api/v1/files/${id}/content?version=${version}`;
export const thumbnailOf = (id: string, version: number) => `/api/v1/files/${id}/thumbnail?version=${version}`;

// send uploads a file with what is said of it, and tells how far it has come,
// from 0 to 1. stop gives it up, and then nothing of it is kept.
export function send(
  path: string,
  file: File,
  progress: (part: number) => void,
  more: Record<string, string> = {},
): { done: Promise<unknown>; stop: () => void } {
  const request = new XMLHttpRequest();
  const done = new Promise<unknown>((resolve, reject) => {
    request.upload.onprogress = (e) => e.lengthComputable && progress(e.loaded / e.total);
    request.onerror = () => reject(new Problem(0));
    request.onabort = () => reject(new DOMException('given up', 'AbortError'));
    request.onload = () => {
      let body = {};
      try {
        body = JSON.parse(request.responseText) as object;
      } catch {
        // A proxy in between answers with something that is no problem.
      }
      if (request.status < 300) return resolve(body);
      reject(new Problem(request.status, body));
    };
    const form = new FormData();
    for (const [name, value] of Object.entries(more)) form.append(name, value);
    form.append('file', file);
    request.open('POST', `/api/v1${path}`);
    request.setRequestHeader('Accept-Language', document.documentElement.lang);
    request.send(form);
  });
  return { done, stop: () => request.abort() };
}
