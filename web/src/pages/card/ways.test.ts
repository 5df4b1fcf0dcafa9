import { expect, test } from 'vitest';
import type { Card } from '../../api/types';
import { changeOf, first, put, waysOf, without } from './ways';

const a = { text: '+361', label: 'office' };
const b = { text: '+362', extension: '12', contact_id: 'k1' };

test('numbers are read with what belongs to them, and written as they were read', () => {
  const card = { phones: ['+361', '+362'], numbers: [{ phone: '+361', label: 'office' }, { phone: '+362', extension: '12', contact_id: 'k1' }] } as Card;
  expect(waysOf(card, 'numbers')).toEqual([a, b]);
  expect(changeOf('numbers', [a, b])).toEqual({ numbers: card.numbers });
  expect(waysOf({ phones: ['+361'] } as Card, 'numbers')).toEqual([{ text: '+361' }]);
  expect(changeOf('mails', [{ text: 'a@b.hu', extension: '1' }])).toEqual({ mails: [{ mail: 'a@b.hu' }] });
});

test('a way is added, changed, taken away, and made the main one', () => {
  expect(put([a], -1, b)).toEqual([a, b]);
  expect(put([a, b], 0, { text: '+363' })).toEqual([{ text: '+363' }, b]);
  expect(without([a, b], 0)).toEqual([b]);
  expect(first([a, b], 1)).toEqual([b, a]);
});
