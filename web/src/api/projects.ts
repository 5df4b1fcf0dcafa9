import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from './client';
import { answerOf } from './problem';
import { queries } from './queries';
import type { components } from './schema';

export type Project = components['schemas']['Project'];
type ProjectChange = components['schemas']['ProjectChange'];

export const projectsQuery = infiniteQueryOptions({
  queryKey: ['projects', 'list'],
  queryFn: ({ pageParam, signal }) => answerOf(api.GET('/projects', { params: { query: { limit: 50, cursor: pageParam } }, signal })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next_cursor ?? undefined,
});

export const projectQuery = (id: string) =>
  queryOptions({
    queryKey: ['projects', 'one', id],
    queryFn: ({ signal }) => answerOf(api.GET('/projects/{id}', { params: { path: { id } }, signal })),
  });

const refreshProjects = () => queries.invalidateQueries({ queryKey: ['projects'] });

export async function makeProject(title: string): Promise<Project> {
  const made = await answerOf(api.POST('/projects', { body: { title } }));
  await refreshProjects();
  return made;
}

// changeProject sends a change with the version that was seen.
export async function changeProject(project: Project, body: ProjectChange): Promise<Project> {
  const saved = await answerOf(
    api.PATCH('/projects/{id}', { params: { path: { id: project.id }, header: { 'If-Match': `"${project.version}"` } }, body }),
  );
  await refreshProjects();
  return saved;
}
