// What the page asks the server about what a card holds, merges and the
// company's own fields.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { showCard } from '../live/actions';
import { api } from './client';
import { answerOf } from './problem';
import { foreseen } from './foreseen';
import { cardQuery, queries } from './queries';
import { settling } from './settling';
import type { Card, CardChange } from './types';

export const fieldsQuery = queryOptions({
  queryKey: ['fields'],
  queryFn: ({ signal }) => answerOf(api.GET('/fields', { signal })),
  staleTime: 60_000,
});

export const duplicatesQuery = infiniteQueryOptions({
  queryKey: ['duplicates'],
  queryFn: ({ pageParam, signal }) => answerOf(api.GET('/duplicates', { params: { query: { limit: 50, cursor: pageParam } }, signal })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next_cursor ?? undefined,
});

export const mergesQuery = (id: string) =>
  queryOptions({
    queryKey: ['cards', 'merges', id],
    queryFn: ({ signal }) => answerOf(api.GET('/cards/{id}/merges', { params: { path: { id } }, signal })),
  });

// changeCard sends a change with the version that was seen, settles it with what
// others have changed meanwhile, and shows the card as it then is. It shows at
// once; what is refused is gone again.
export async function changeCard(card: Card, body: CardChange): Promise<Card> {
  return (await changeCardBy(card, body)).card;
}

// changeCardBy is changeCard, and tells by what change it came about: where two
// people changed the same, that is less than was asked.
export async function changeCardBy(card: Card, body: CardChange): Promise<{ card: Card; by: CardChange }> {
  const { queryKey } = cardQuery(card.id);
  await queries.cancelQueries({ queryKey });
  const stood = queries.getQueryData(queryKey);
  const expected = foreseen(stood ?? card, body);
  if (stood) queries.setQueryData(queryKey, expected);
  let by: CardChange = {};
  try {
    const saved = await settling('card', card, body, async (change, version) => {
      const answer = await answerOf(api.PATCH('/cards/{id}', { params: { path: { id: card.id }, header: { 'If-Match': `"${version}"` } }, body: change }));
      by = change;
      return answer;
    });
    showCard(saved);
    return { card: saved, by };
  } catch (err) {
    queries.setQueryData(queryKey, (now) => (now === expected ? stood : now));
    void queries.invalidateQueries({ queryKey }); // what was not read in the meantime
    throw err;
  }
}

export const mergeCards = (kept: string, other: string, take: string[], preview: boolean) =>
  answerOf(api.POST('/cards/{id}/merge', { params: { path: { id: kept } }, body: { other_id: other, take, preview } }));

// undoMerge takes two cards apart, and reads everything anew that shows cards.
export async function undoMerge(id: string) {
  await answerOf(api.POST('/merges/{id}/undo', { params: { path: { id } } }));
  refreshCards();
}

export function refreshCards() {
  for (const kind of ['cards', 'deals', 'duplicates', 'calls']) void queries.invalidateQueries({ queryKey: [kind] });
}
