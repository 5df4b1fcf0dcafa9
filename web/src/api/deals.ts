// What the page asks the server about deals.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from './client';
import { answerOf } from './problem';
import { queries } from './queries';
import { settling } from './settling';
import { zone } from './zone';
import type { Span } from '../words/activity';
import type { Deal, DealChange } from './types';

// DealFilter narrows the deals, on a board as in a list.
export interface DealFilter {
  pipeline?: string;
  owner_id?: string;
  team_id?: string;
  due?: Span;
  q?: string;
}

export interface DealListFilter extends DealFilter {
  card_id?: string;
  stage?: string;
  sort?: 'created_at' | '-created_at' | 'amount' | '-amount' | 'stage_since' | 'expected_close' | '-expected_close';
}

export const pipelinesQuery = queryOptions({
  queryKey: ['pipelines'],
  queryFn: ({ signal }) => answerOf(api.GET('/pipelines', { signal })),
  staleTime: 60_000,
});

export const hashtagsQuery = queryOptions({
  queryKey: ['hashtags'],
  queryFn: ({ signal }) => answerOf(api.GET('/hashtags', { signal })),
  staleTime: 60_000,
});

// FEW deals of each column are shown at first, and MOST when more are asked for.
export const FEW = 50;
export const MOST = 200;

interface BoardFilter extends DealFilter {
  limit: number;
}

export const boardQuery = (filter: BoardFilter) =>
  queryOptions({
    queryKey: ['deals', 'board', filter],
    queryFn: ({ signal }) => answerOf(api.GET('/board', { params: { query: { ...filter, zone } }, signal })),
  });

export const deadlinesQuery = ({ due: _, ...filter }: BoardFilter) =>
  queryOptions({
    queryKey: ['deals', 'deadlines', filter],
    queryFn: ({ signal }) => answerOf(api.GET('/board/deadlines', { params: { query: { ...filter, zone } }, signal })),
  });

export const dealsQuery = (filter: DealListFilter) =>
  infiniteQueryOptions({
    queryKey: ['deals', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      answerOf(api.GET('/deals', { params: { query: { ...filter, zone, limit: 50, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

// refreshDeals reads again what shows deals.
export function refreshDeals() {
  void queries.invalidateQueries({ queryKey: ['deals'] });
  void queries.invalidateQueries({ queryKey: ['cards', 'timeline'] });
}

// changeDeal sends a change with the version that was seen, and settles it with
// what others have changed meanwhile.
export const changeDeal = (deal: Deal, body: DealChange) =>
  settling('deal', deal, body, (change, version) =>
    answerOf(api.PATCH('/deals/{id}', { params: { path: { id: deal.id }, header: { 'If-Match': `"${version}"` } }, body: change })),
  );

// takeBack undoes the last step of a deal.
export async function takeBack(deal: string): Promise<Deal | undefined> {
  const { items } = await answerOf(api.GET('/deals/{id}/moves', { params: { path: { id: deal } } }));
  const last = items[0];
  return last && undoMove(deal, last.id);
}

export const undoMove = (id: string, move: string) =>
  answerOf(api.POST('/deals/{id}/moves/{move}/undo', { params: { path: { id, move } } }));
