import { expect, test } from 'vitest';
import { changeSeveral, severalCards, severalDeals, withoutTag, withTag } from './several';
import type { Card, Deal } from './types';

const card = { owner_id: null, tier: 'key', tags: ['vat', 'bútor'] } as Card;

test('a change is taken back to what stood there, and nothing else is touched', () => {
  expect(severalCards.before(card, { owner_id: 'anna' })).toEqual({ owner_id: '' });
  expect(severalCards.before(card, { tier: 'normal', tags: [] })).toEqual({ tier: 'key', tags: ['vat', 'bútor'] });
});

test('a step of a deal is taken back as a step, its owner by a change', () => {
  const deal = { owner_id: null, stage: 'lead' } as Deal;
  expect(severalDeals.before(deal, { change: { stage: 'refused', reason: 'Too dear' } })).toEqual({ step_back: true });
  expect(severalDeals.before(deal, { change: { owner_id: 'anna' } })).toEqual({ change: { owner_id: '' } });
});

test('what one request changed can be taken back though the next one fails', async () => {
  const things = Array.from({ length: 150 }, (_, i) => ({ id: String(i) }));
  const kind = {
    send: (some: { thing: { id: string } }[]) =>
      some.length === 100 ? Promise.resolve({ changed: some.slice(1).map(({ thing }) => ({ id: thing.id, version: 2 })), refused: [{ id: '0', code: 'not_found', detail: '' }] }) : Promise.reject(new Error('away')),
    before: () => 'back',
    refresh: () => undefined,
  };
  const told: number[] = [];
  const came = await changeSeveral(kind, things.map((thing) => ({ thing, version: 1, change: 'on' })), (n) => told.push(n));
  expect(came.back).toHaveLength(99);
  expect(came.back[0]).toEqual({ thing: { id: '1' }, version: 2, change: 'back' });
  expect(came.refused.map((r) => r.thing.id)).toHaveLength(51);
  expect(told).toEqual([100, 150]);
});

test('a tag stands on a card once', () => {
  expect(withTag(card, 'vat')).toEqual(['bútor', 'vat']);
  expect(withTag(card, 'new')).toEqual(['vat', 'bútor', 'new']);
  expect(withoutTag(card, 'vat')).toEqual(['bútor']);
});
