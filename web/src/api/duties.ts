// What the page asks the server about calls back that are owed.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from './client';
import { answerOf } from './problem';
import { queries } from './queries';

export interface DutyFilter {
  state: 'open' | 'closed';
  card_id?: string;
  owner_id?: string;
}

export const dutiesQuery = (filter: DutyFilter) =>
  infiniteQueryOptions({
    queryKey: ['duties', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      answerOf(api.GET('/duties', { params: { query: { ...filter, limit: 50, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

export const dutyCountQuery = queryOptions({
  queryKey: ['duties', 'count'],
  queryFn: ({ signal }) => answerOf(api.GET('/duties/count', { signal })),
  refetchInterval: 60_000, // what becomes late does so by itself
});

const refreshDuties = () => queries.invalidateQueries({ queryKey: ['duties'] });

// closeDuty says why a customer is not called back.
export async function closeDuty(id: string, reason: string) {
  await answerOf(api.POST('/duties/{id}/close', { params: { path: { id } }, body: { reason } }));
  void refreshDuties();
}

// reopenDuty takes that back.
export async function reopenDuty(id: string) {
  await answerOf(api.POST('/duties/{id}/reopen', { params: { path: { id } } }));
  void refreshDuties();
}
