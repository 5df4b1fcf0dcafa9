import { queryOptions } from '@tanstack/react-query';
import { api } from './client';
import { send } from './files';
import { answerOf } from './problem';
import { queries } from './queries';
import type { components } from './schema';

export type Prompt = components['schemas']['Prompt'];

export const promptsQuery = queryOptions({
  queryKey: ['prompts'],
  queryFn: ({ signal }) => answerOf(api.GET('/prompts', { signal })),
});

const refresh = () => queries.invalidateQueries({ queryKey: promptsQuery.queryKey });

export async function uploadPrompt(id: string, file: File) {
  await send(`/prompts/${id}`, file, () => undefined).done;
  await refresh();
}

export async function removePrompt(id: string) {
  await answerOf(api.DELETE('/prompts/{id}', { params: { path: { id } } }));
  await refresh();
}

// audioOf is the address of what callers hear; it differs once it was replaced.
export const audioOf = (p: Prompt) => `/api/v1/prompts/${p.id}/audio?own=${p.own}`;
