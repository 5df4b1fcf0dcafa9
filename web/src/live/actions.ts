// What an agent's buttons ask of the server. The answer is shown at once; the
// publication that follows says the same.
import { api } from '../api/client';
import { answerOf } from '../api/problem';
import { queries } from '../api/queries';
import type { Agent, Card } from '../api/types';
import { deskQuery } from './desk';
import { after } from './reduce';

function show(agent: Agent): Agent {
  queries.setQueryData(deskQuery.queryKey, (desk) => desk && after(desk, { type: 'agent', agent }));
  return agent;
}

const of = (id: string) => ({ params: { path: { id } } });

export const ready = async (id: string) => show(await answerOf(api.POST('/agents/{id}/ready', of(id))));
export const extend = async (id: string) => show(await answerOf(api.POST('/agents/{id}/extend', of(id))));
export const pause = async (id: string, reason: string) =>
  show(await answerOf(api.POST('/agents/{id}/pause', { ...of(id), body: { reason } })));

export const logInToShift = async (id: string) => show(await answerOf(api.POST('/agents/{id}/login', of(id))));
export const logOutOfShift = async (id: string) => show(await answerOf(api.POST('/agents/{id}/logout', of(id))));

// showCard puts a changed card where pages read it.
export function showCard(card: Card) {
  queries.setQueryData(['cards', 'one', card.id], card);
  void queries.invalidateQueries({ queryKey: ['cards', 'timeline', card.id] });
  void queries.invalidateQueries({ queryKey: ['cards', 'list'] });
}
