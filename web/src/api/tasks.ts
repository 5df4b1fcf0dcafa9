// What the page asks the server about tasks and outcomes.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from './client';
import { answerOf } from './problem';
import { queries } from './queries';
import { settling } from './settling';
import type { Task, TaskChange } from './types';
import { zone } from './zone';

export interface TaskFilter {
  card_id?: string;
  project_id?: string;
  assignee_id?: string;
  state?: Task['state'];
  bucket?: 'overdue' | 'today' | 'later' | 'none';
  sort?: '-updated_at';
  q?: string;
}

export const outcomesQuery = queryOptions({
  queryKey: ['outcomes'],
  queryFn: ({ signal }) => answerOf(api.GET('/outcomes', { signal })),
  staleTime: 60_000,
});

export const tasksQuery = (filter: TaskFilter) =>
  infiniteQueryOptions({
    queryKey: ['tasks', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      answerOf(api.GET('/tasks', { params: { query: { ...filter, zone, limit: 50, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

export const workloadsQuery = queryOptions({
  queryKey: ['workloads'],
  queryFn: ({ signal }) => answerOf(api.GET('/workloads', { signal })),
  refetchInterval: 60_000, // what becomes late does so by itself
});

export const taskQuery = (id: string) =>
  queryOptions({
    queryKey: ['tasks', 'one', id],
    queryFn: ({ signal }) => answerOf(api.GET('/tasks/{id}', { params: { path: { id } }, signal })),
  });

export const historyQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['tasks', 'history', id],
    queryFn: ({ pageParam, signal }) =>
      answerOf(api.GET('/tasks/{id}/history', { params: { path: { id }, query: { limit: 8, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

export const commentsQuery = (of: 'tasks' | 'projects', id: string) =>
  queryOptions({
    queryKey: [of, 'comments', id],
    queryFn: ({ signal }) => {
      const ask = { params: { path: { id } }, signal };
      return answerOf(of === 'tasks' ? api.GET('/tasks/{id}/comments', ask) : api.GET('/projects/{id}/comments', ask));
    },
  });

export const say = (of: 'tasks' | 'projects', id: string, text: string) => {
  const ask = { params: { path: { id } }, body: { text } };
  return answerOf(of === 'tasks' ? api.POST('/tasks/{id}/comments', ask) : api.POST('/projects/{id}/comments', ask));
};

export const countsQuery = (assignee?: string) =>
  queryOptions({
    queryKey: ['tasks', 'counts', assignee],
    queryFn: ({ signal }) => answerOf(api.GET('/task_counts', { params: { query: { assignee_id: assignee, zone } }, signal })),
  });

export function refreshTasks() {
  void queries.invalidateQueries({ queryKey: ['projects'] });
  void queries.invalidateQueries({ queryKey: ['tasks'] });
  void queries.invalidateQueries({ queryKey: ['cards', 'timeline'] });
}

// changeTask sends a change with the version that was seen, and settles it with
// what others have changed meanwhile.
export async function changeTask(task: Task, body: TaskChange): Promise<Task> {
  const saved = await settling('task', task, body, (change, version) =>
    answerOf(api.PATCH('/tasks/{id}', { params: { path: { id: task.id }, header: { 'If-Match': `"${version}"` } }, body: change })),
  );
  refreshTasks();
  return saved;
}
