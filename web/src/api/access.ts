// What the page asks about people: who may log in, and what they may do.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from './client';
import { answerOf } from './problem';
import type { components } from './schema';

type Schemas = components['schemas'];
export type User = Schemas['User'];
export type RoleSheet = Schemas['RoleSheet'];
export type FactorRule = Schemas['FactorRule'];
export type Team = Schemas['Team'];
export type Session = Schemas['Session'];
export type TokenSheet = Schemas['TokenSheet'];
export type AuditLine = Schemas['AuditLine'];
export type Scope = 'own' | 'team' | 'all';

export const waysQuery = queryOptions({
  queryKey: ['ways'],
  queryFn: ({ signal }) => answerOf(api.GET('/sessions/ways', { signal })),
  staleTime: Infinity,
});

export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: async ({ signal }) => {
    const all: User[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await answerOf(api.GET('/users', { params: { query: { limit: 200, cursor } }, signal }));
      all.push(...page.items);
      if (!page.next_cursor) return all;
      cursor = page.next_cursor;
    }
  },
});

export const rolesQuery = queryOptions({
  queryKey: ['roles'],
  queryFn: ({ signal }) => answerOf(api.GET('/roles', { signal })),
});

export const teamsQuery = queryOptions({
  queryKey: ['teams'],
  queryFn: ({ signal }) => answerOf(api.GET('/teams', { signal })),
});

export const mySessionsQuery = queryOptions({
  queryKey: ['account', 'sessions'],
  queryFn: ({ signal }) => answerOf(api.GET('/me/sessions', { signal })),
});

export const myTokensQuery = queryOptions({
  queryKey: ['account', 'tokens'],
  queryFn: ({ signal }) => answerOf(api.GET('/me/tokens', { signal })),
});

export const factorQuery = queryOptions({
  queryKey: ['account', 'factor'],
  queryFn: ({ signal }) => answerOf(api.GET('/me/second-factor', { signal })),
});

export interface AuditFilter {
  user_id?: string;
  what?: string;
  outcome?: 'done' | 'refused';
  from?: string;
}

export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam, signal }) => answerOf(api.GET('/audit', { params: { query: { ...filter, limit: 50, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
