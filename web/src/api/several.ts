// Several cards are changed at once, and the same is taken back.
import { api } from './client';
import { refreshCards } from './cards';
import { answerOf } from './problem';
import type { Card, CardChange } from './types';

const AT_ONCE = 100; // of one request

// What is to become of one card.
export interface OneChange {
  card: Card;
  version: number;
  change: CardChange;
}

// What came of it: how to take back what was changed, and what was refused.
export interface Came {
  back: OneChange[];
  refused: { card: Card; code: string; detail: string }[];
}

// before is the change that takes another one back.
export function before(card: Card, change: CardChange): CardChange {
  return {
    ...(change.owner_id !== undefined ? { owner_id: card.owner_id ?? '' } : {}),
    ...(change.tier !== undefined ? { tier: card.tier } : {}),
    ...(change.tags !== undefined ? { tags: card.tags } : {}),
  };
}

// withTag is a card's tags with another, and without it.
export const withTag = (card: Card, tag: string) => [...card.tags.filter((x) => x !== tag), tag];
export const withoutTag = (card: Card, tag: string) => card.tags.filter((x) => x !== tag);

// changeSeveral sends the changes, telling how many have been answered; a
// request that fails as a whole is told as refused for each of its cards.
export async function changeSeveral(changes: OneChange[], onDone: (done: number) => void): Promise<Came> {
  const came: Came = { back: [], refused: [] };
  for (let at = 0; at < changes.length; at += AT_ONCE) {
    const some = changes.slice(at, at + AT_ONCE);
    const of = new Map(some.map((x) => [x.card.id, x]));
    const items = some.map(({ card, version, change }) => ({ id: card.id, version, change }));
    const { changed, refused } = await answerOf(api.POST('/cards/changes', { body: { items } }));
    for (const { id, version } of changed) {
      const one = of.get(id);
      if (one) came.back.push({ card: { ...one.card, ...(one.change as Partial<Card>) }, version, change: before(one.card, one.change) });
    }
    for (const { id, code, detail } of refused) {
      const one = of.get(id);
      if (one) came.refused.push({ card: one.card, code, detail });
    }
    onDone(Math.min(at + AT_ONCE, changes.length));
  }
  refreshCards();
  return came;
}
