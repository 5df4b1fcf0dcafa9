// The phones of an agent: those that register, and outside ones.
import { queryOptions } from '@tanstack/react-query';
import { api } from './client';
import { answerOf } from './problem';
import { queries } from './queries';
import type { components } from './schema';

type Schemas = components['schemas'];
export type Phone = Schemas['Phone'];

// phonesQuery is asked again when a phone comes or goes, of which the pages are
// told.
export const phonesQuery = (agent: string) =>
  queryOptions({
    queryKey: ['phones', agent],
    queryFn: ({ signal }) => answerOf(api.GET('/agents/{id}/phones', { params: { path: { id: agent } }, signal })),
  });

const again = (agent: string) => queries.invalidateQueries({ queryKey: ['phones', agent] });
const path = (agent: string, phone: Phone) => ({ params: { path: { id: agent, phone: phone.id } } });

export async function addPhone(agent: string, body: Schemas['PhoneNew']) {
  const made = await answerOf(api.POST('/agents/{id}/phones', { params: { path: { id: agent } }, body }));
  await again(agent);
  return made;
}

export async function changePhone(agent: string, phone: Phone, body: Schemas['PhoneChange']) {
  await answerOf(api.PATCH('/agents/{id}/phones/{phone}', { ...path(agent, phone), body }));
  await again(agent);
}

export async function renewPhone(agent: string, phone: Phone) {
  const renewed = await answerOf(api.POST('/agents/{id}/phones/{phone}/renew', path(agent, phone)));
  await again(agent);
  return renewed;
}

export async function removePhone(agent: string, phone: Phone) {
  await answerOf(api.DELETE('/agents/{id}/phones/{phone}', path(agent, phone)));
  await again(agent);
}
