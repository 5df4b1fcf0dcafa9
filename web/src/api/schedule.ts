// What the page asks the server about what is done by itself: jobs, and tasks by
// rule.
import { queryOptions } from '@tanstack/react-query';
import { api } from './client';
import { answerOf } from './problem';
import { queries } from './queries';
import type { components } from './schema';

export const jobsQuery = queryOptions({
  queryKey: ['jobs'],
  queryFn: ({ signal }) => answerOf(api.GET('/jobs', { signal })),
  refetchInterval: 5_000, // they go on without anybody's doing
});

export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: ({ signal }) => answerOf(api.GET('/health', { signal })),
  refetchInterval: 5_000,
});

const of = (name: string) => ({ params: { path: { name } } });
const again = () => queries.invalidateQueries({ queryKey: jobsQuery.queryKey });

export const runJob = (name: string) => answerOf(api.POST('/jobs/{name}/run', of(name))).then(again);
export const pauseJob = (name: string) => answerOf(api.POST('/jobs/{name}/pause', of(name))).then(again);
export const resumeJob = (name: string) => answerOf(api.POST('/jobs/{name}/resume', of(name))).then(again);

export const pauseQueue = (name: string) => answerOf(api.POST('/queues/{name}/pause', of(name))).then(again);
export const resumeQueue = (name: string) => answerOf(api.POST('/queues/{name}/resume', of(name))).then(again);

export const undeliveredQuery = queryOptions({
  queryKey: ['undelivered'],
  queryFn: ({ signal }) => answerOf(api.GET('/undelivered', { signal })),
  refetchInterval: 15_000,
});

// sendUndelivered has sent once more what was given up.
export async function sendUndelivered(id: string) {
  await answerOf(api.POST('/undelivered/{id}/again', { params: { path: { id } } }));
  await queries.invalidateQueries({ queryKey: undeliveredQuery.queryKey });
}

export const followUpRulesQuery = queryOptions({
  queryKey: ['follow-up-rules'],
  queryFn: ({ signal }) => answerOf(api.GET('/follow-up-rules', { signal })),
});

const rulesAgain = () => queries.invalidateQueries({ queryKey: followUpRulesQuery.queryKey });

// putFollowUpRule makes a rule, or changes the one that was seen.
export async function putFollowUpRule(body: components['schemas']['FollowUpRulePut']) {
  try {
    await answerOf(api.PUT('/follow-up-rules', { body }));
  } finally {
    await rulesAgain();
  }
}

export const removeFollowUpRule = (id: string) => answerOf(api.DELETE('/follow-up-rules/{id}', { params: { path: { id } } })).then(rulesAgain);

export const followUpsQuery = (card: string) =>
  queryOptions({
    queryKey: ['follow-ups', card],
    queryFn: ({ signal }) => answerOf(api.GET('/cards/{id}/follow-ups', { params: { path: { id: card } }, signal })),
  });

// comingQuery is what rules will raise for an agent until then, soonest first.
export const comingQuery = (agent: string, until: string) =>
  queryOptions({
    queryKey: ['follow-ups', 'coming', agent, until],
    queryFn: ({ signal }) => answerOf(api.GET('/follow-ups', { params: { query: { owner_id: agent, until, limit: 50 } }, signal })),
  });

const comingAgain = () => queries.invalidateQueries({ queryKey: ['follow-ups'] });

export const skipFollowUp = (id: string) => answerOf(api.DELETE('/follow-ups/{id}', { params: { path: { id } } })).then(comingAgain);

// restoreFollowUp takes that back.
export const restoreFollowUp = (id: string) => answerOf(api.POST('/follow-ups/{id}/restore', { params: { path: { id } } })).then(comingAgain);
