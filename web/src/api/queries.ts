// What the page asks the server for. Keys begin with the thing they hold, so
// that everything about calls can be marked old at once.
import { infiniteQueryOptions, QueryClient, queryOptions } from '@tanstack/react-query';
import { api } from './client';
import { answerOf, Problem } from './problem';
import type { Disposition, Tier } from './types';

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal stays a refusal; only a server that is away is asked again.
      retry: (failures, err) => failures < 2 && (!(err instanceof Problem) || err.status === 0 || err.status === 503),
    },
  },
});

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => answerOf(api.GET('/me', { signal })),
  staleTime: Infinity,
});

export const agentsQuery = queryOptions({
  queryKey: ['agents'],
  queryFn: ({ signal }) => answerOf(api.GET('/agents', { signal })),
  staleTime: 60_000,
});

// lastHourQuery begins like the desk's: what has the desk read again has it too.
export const lastHourQuery = queryOptions({
  queryKey: ['desk', 'last-hour'],
  queryFn: ({ signal }) => answerOf(api.GET('/desk/last-hour', { signal })),
  staleTime: Infinity,
});

export interface CallFilter {
  agent_id?: string;
  card_id?: string;
  disposition?: Disposition;
  min_talk_ms?: number;
  since?: string;
}

export const latelyQuery = queryOptions({
  queryKey: ['calls', 'lately'],
  queryFn: ({ signal }) => answerOf(api.GET('/calls', { params: { query: { limit: 8 } }, signal })),
});

// answeredQuery is the last call that was answered.
export const answeredQuery = queryOptions({
  queryKey: ['calls', 'lately', 'answered'],
  queryFn: ({ signal }) => answerOf(api.GET('/calls', { params: { query: { limit: 1, disposition: 'answered' } }, signal })),
});

export const callsQuery = (filter: CallFilter) =>
  infiniteQueryOptions({
    queryKey: ['calls', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      answerOf(api.GET('/calls', { params: { query: { ...filter, limit: 50, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

// missedQuery is the calls that rang at an agent's phone in vain.
export const missedQuery = (agent: string, since: string) =>
  queryOptions({
    queryKey: ['calls', 'missed', agent, since],
    queryFn: ({ signal }) => answerOf(api.GET('/calls', { params: { query: { missed_by: agent, since, limit: 50 } }, signal })),
  });

// loadQuery is the calls that came in last, of which is reckoned how many come
// in an hour and how long one talks.
export const loadQuery = queryOptions({
  queryKey: ['calls', 'load'],
  queryFn: ({ signal }) => answerOf(api.GET('/calls', { params: { query: { limit: 200 } }, signal })),
  staleTime: 5 * 60_000,
});

export const callQuery = (id: string) =>
  queryOptions({
    queryKey: ['calls', 'one', id],
    queryFn: ({ signal }) => answerOf(api.GET('/calls/{id}', { params: { path: { id } }, signal })),
  });

// searchesQuery is whom a call considered. An ended call considers nobody any
// more.
export const searchesQuery = (call: string) =>
  queryOptions({
    queryKey: ['calls', 'searches', call],
    queryFn: ({ signal }) => answerOf(api.GET('/calls/{id}/searches', { params: { path: { id: call } }, signal })),
  });

export interface CardFilter {
  q?: string;
  owner_id?: string;
  tier?: Tier;
  tag?: string;
  sort?: 'name' | '-last_contact' | '-updated_at';
}

// So many pages of cards are read anew when a card has changed; who has scrolled
// further down keeps what they see.
const AFRESH = 3;

export const cardsQuery = (filter: CardFilter) => {
  const queryKey = ['cards', 'list', filter] as const;
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam, signal }) => answerOf(api.GET('/cards', { params: { query: { ...filter, limit: 200, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    enabled: ({ state }) => (state.data?.pages.length ?? 0) <= AFRESH,
  });
};

export const cardQuery = (id: string) =>
  queryOptions({
    queryKey: ['cards', 'one', id],
    queryFn: ({ signal }) => answerOf(api.GET('/cards/{id}', { params: { path: { id } }, signal })),
  });

// timelineQuery is the story of a card; of only some kinds, where they are named.
export const timelineQuery = (id: string, kind?: string) =>
  infiniteQueryOptions({
    queryKey: ['cards', 'timeline', id, ...(kind ? [kind] : [])],
    queryFn: ({ pageParam, signal }) =>
      answerOf(
        api.GET('/cards/{id}/timeline', { params: { path: { id }, query: { kind, limit: 30, cursor: pageParam } }, signal }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    // A recording that is still being written will be ready soon.
    refetchInterval: (query) =>
      query.state.data?.pages.some((p) => p.items.some((i) => i.call?.recording?.state === 'pending')) ? 3_000 : false,
  });

export const policyQuery = queryOptions({
  queryKey: ['policy'],
  queryFn: ({ signal }) => answerOf(api.GET('/policy', { signal })),
});
