// What the page asks the server about the views of lists that one has saved.
import { queryOptions } from '@tanstack/react-query';
import { api } from './client';
import { answerOf } from './problem';
import { queries } from './queries';
import type { components } from './schema';

export type SavedView = components['schemas']['SavedView'];

export const viewsQuery = queryOptions({
  queryKey: ['views'],
  queryFn: ({ signal }) => answerOf(api.GET('/me/views', { signal })),
  staleTime: 60_000,
});

async function andRead<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } finally {
    await queries.invalidateQueries({ queryKey: viewsQuery.queryKey });
  }
}

export const addView = (page: 'cards' | 'deals', name: string, query: string) => andRead(answerOf(api.POST('/me/views', { body: { page, name, query } })));

export const changeView = (id: string, body: { name?: string; query?: string }) =>
  andRead(answerOf(api.PATCH('/me/views/{id}', { params: { path: { id } }, body })));

export const removeView = (id: string) => andRead(answerOf(api.DELETE('/me/views/{id}', { params: { path: { id } } })));
