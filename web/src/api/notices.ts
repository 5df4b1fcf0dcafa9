// What the page asks the server about what one is to know of.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { serverNow } from '../live/clock';
import { api } from './client';
import { answerOf } from './problem';
import { queries } from './queries';
import type { NoticeChoicesPut } from './types';

export type NoticeState = 'current' | 'snoozed';

const LOOK = 60_000; // ms; what becomes due does so by itself

export const noticeCountQuery = queryOptions({
  queryKey: ['notices', 'count'],
  queryFn: ({ signal }) => answerOf(api.GET('/me/notices/count', { signal })),
  // One that was put off comes back to the second.
  refetchInterval: ({ state }) => {
    const next = state.data?.next_at;
    return next ? Math.min(LOOK, Math.max(1000, Date.parse(next) - serverNow() + 500)) : LOOK;
  },
});

export const noticesQuery = (state: NoticeState) =>
  infiniteQueryOptions({
    queryKey: ['notices', 'list', state],
    queryFn: ({ pageParam, signal }) => answerOf(api.GET('/me/notices', { params: { query: { state, limit: 30, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

const refreshNotices = () => queries.invalidateQueries({ queryKey: ['notices'] });

// readNotice marks one as read.
export async function readNotice(id: string) {
  await answerOf(api.POST('/me/notices/{id}/read', { params: { path: { id } } }));
  await refreshNotices();
}

// unreadNotices takes back that some were read or put off.
export async function unreadNotices(ids: string[]) {
  await Promise.all(ids.map((id) => answerOf(api.POST('/me/notices/{id}/unread', { params: { path: { id } } }))));
  await refreshNotices();
}

// readNotices marks those as read that were raised up to then.
export async function readNotices(upTo: string) {
  await answerOf(api.POST('/me/notices/read', { body: { up_to: upTo } }));
  await refreshNotices();
}

// snoozeNotice puts one off.
export async function snoozeNotice(id: string, until: Date) {
  await answerOf(api.POST('/me/notices/{id}/snooze', { params: { path: { id } }, body: { until: until.toISOString() } }));
  await refreshNotices();
}

// noticeChoicesQuery is how one is told, beside the page.
export const noticeChoicesQuery = queryOptions({
  queryKey: ['me', 'notice-choices'],
  queryFn: ({ signal }) => answerOf(api.GET('/me/notice-choices', { signal })),
});

// putNoticeChoices says how.
export async function putNoticeChoices(choices: NoticeChoicesPut) {
  queries.setQueryData(noticeChoicesQuery.queryKey, await answerOf(api.PUT('/me/notice-choices', { body: choices })));
}
