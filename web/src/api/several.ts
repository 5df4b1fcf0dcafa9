// Several cards, or deals, are changed at once, and the same is taken back.
import { refreshCards } from './cards';
import { api } from './client';
import { refreshDeals } from './deals';
import { answerOf, asProblem } from './problem';
import type { components } from './schema';
import type { Card, CardChange, Deal, DealChange } from './types';

const AT_ONCE = 100; // of one request

// What is to become of one thing, of which a version was seen.
export interface OneChange<T, C> {
  thing: T;
  version: number;
  change: C;
}

export interface OneRefused<T> {
  thing: T;
  code: string;
  detail: string;
  pointer?: string;
}

// What came of it: how to take back what was changed, and what was refused.
export interface Came<T, C> {
  back: OneChange<T, C>[];
  refused: OneRefused<T>[];
}

// How things of a kind are changed.
interface Kind<T, C> {
  send: (some: OneChange<T, C>[]) => Promise<components['schemas']['SeveralChanged']>;
  before: (thing: T, change: C) => C; // the change that takes another one back
  refresh: () => void;
}

// changeSeveral sends the changes, telling how many have been answered; a
// request that fails as a whole is told as refused for each of its things.
export async function changeSeveral<T extends { id: string }, C>(kind: Kind<T, C>, changes: OneChange<T, C>[], onDone: (done: number) => void): Promise<Came<T, C>> {
  const came: Came<T, C> = { back: [], refused: [] };
  for (let at = 0; at < changes.length; at += AT_ONCE) {
    const some = changes.slice(at, at + AT_ONCE);
    const of = new Map(some.map((x) => [x.thing.id, x]));
    try {
      const { changed, refused } = await kind.send(some);
      for (const { id, version } of changed) {
        const one = of.get(id);
        if (one) came.back.push({ thing: one.thing, version, change: kind.before(one.thing, one.change) });
      }
      for (const { id, ...why } of refused) {
        const one = of.get(id);
        if (one) came.refused.push({ thing: one.thing, ...why });
      }
    } catch (err) {
      const { code, message } = asProblem(err);
      came.refused.push(...some.map(({ thing }) => ({ thing, code, detail: message })));
    }
    onDone(Math.min(at + AT_ONCE, changes.length));
  }
  kind.refresh();
  return came;
}

export const severalCards: Kind<Card, CardChange> = {
  send: (some) => answerOf(api.POST('/cards/changes', { body: { items: some.map(({ thing, version, change }) => ({ id: thing.id, version, change })) } })),
  before: (card, change) => ({
    ...(change.owner_id !== undefined ? { owner_id: card.owner_id ?? '' } : {}),
    ...(change.tier !== undefined ? { tier: card.tier } : {}),
    ...(change.tags !== undefined ? { tags: card.tags } : {}),
  }),
  refresh: refreshCards,
};

// withTag is a card's tags with another, and without it.
export const withTag = (card: Card, tag: string) => [...card.tags.filter((x) => x !== tag), tag];
export const withoutTag = (card: Card, tag: string) => card.tags.filter((x) => x !== tag);

// A step from stage to stage is taken back as a step; all else by a change.
export type DealStep = { change: DealChange } | { step_back: true };

export const severalDeals: Kind<Deal, DealStep> = {
  send: (some) => answerOf(api.POST('/deals/changes', { body: { items: some.map(({ thing, version, change }) => ({ id: thing.id, version, ...change })) } })),
  before: (deal, step) => ('change' in step && step.change.stage === undefined ? { change: { owner_id: deal.owner_id ?? '' } } : { step_back: true }),
  refresh: refreshDeals,
};
