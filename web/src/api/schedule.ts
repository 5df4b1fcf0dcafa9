// What the page asks the server about its regular work.
import { queryOptions } from '@tanstack/react-query';
import { api } from './client';
import { answerOf } from './problem';
import { queries } from './queries';

export const jobsQuery = queryOptions({
  queryKey: ['jobs'],
  queryFn: ({ signal }) => answerOf(api.GET('/jobs', { signal })),
  refetchInterval: 5_000, // they go on without anybody's doing
});

const of = (name: string) => ({ params: { path: { name } } });
const again = () => queries.invalidateQueries({ queryKey: jobsQuery.queryKey });

export const runJob = (name: string) => answerOf(api.POST('/jobs/{name}/run', of(name))).then(again);
export const pauseJob = (name: string) => answerOf(api.POST('/jobs/{name}/pause', of(name))).then(again);
export const resumeJob = (name: string) => answerOf(api.POST('/jobs/{name}/resume', of(name))).then(again);
