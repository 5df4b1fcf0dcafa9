import { expect, test } from 'vitest';
import type { Card } from './types';
import { before, withoutTag, withTag } from './several';

const card = { owner_id: null, tier: 'key', tags: ['vat', 'bútor'] } as Card;

test('a change is taken back to what stood there, and nothing else is touched', () => {
  expect(before(card, { owner_id: 'anna' })).toEqual({ owner_id: '' });
  expect(before(card, { tier: 'normal', tags: [] })).toEqual({ tier: 'key', tags: ['vat', 'bútor'] });
});

test('a tag stands on a card once', () => {
  expect(withTag(card, 'vat')).toEqual(['bútor', 'vat']);
  expect(withTag(card, 'new')).toEqual(['vat', 'bútor', 'new']);
  expect(withoutTag(card, 'vat')).toEqual(['bútor']);
});
