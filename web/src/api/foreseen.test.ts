import { expect, test } from 'vitest';
import { foreseen, relinked, reversal } from './foreseen';
import type { Card } from './types';

const card: Card = {
  id: 'c1', kind: 'customer', name: 'Szabó', phones: ['+3630'], numbers: [{ phone: '+3630', label: 'office' }], owner_id: null, tier: 'normal', form: 'person', language: null,
  time_zone: null, tags: ['vat'], addresses: [], contacts: [{ id: 'k1', name: 'Kati' }], mails: [], consents: {}, fields: { fleet: '3' }, last_contact_at: null,
  created_at: '2026-01-01T00:00:00Z', changed_at: '2026-01-01T00:00:00Z', version: 1,
};

test('a change shows before it is saved', () => {
  expect(foreseen(card, { owner_id: 'anna', form: '', fields: { fleet: null, since: '2020' } })).toMatchObject({ owner_id: 'anna', form: null, fields: { since: '2020' }, name: 'Szabó' });
  expect(foreseen(card, { fields: { fleet: null } }).fields).toEqual({});
  expect(foreseen(card, { numbers: [{ phone: '+3670' }, { phone: '+3630' }] }).phones).toEqual(['+3670', '+3630']);
  expect(foreseen({ ...card, tier_now: { tier: 'key', rule: null } as unknown as Card['tier_now'] }, { tier: 'important' }).tier_now).toBeUndefined();
  expect(foreseen(card, { consents: { recording: false } }).consents.recording?.given).toBe(false);
});

test('what takes a change back says what stood there before, and nothing else', () => {
  const there = (change: Parameters<typeof foreseen>[1]) => reversal(card, change, foreseen(card, change));
  expect(there({ name: 'Other', owner_id: 'anna' })).toEqual({ name: 'Szabó', owner_id: '' });
  expect(there({ fields: { fleet: '4', since: '2020' } })).toEqual({ fields: { fleet: '3', since: null } });
  expect(there({ consents: { marketing: true } })).toEqual({ consents: { marketing: null } });
  expect(there({ numbers: [], language: 'hu' })).toEqual({ numbers: card.numbers, language: '' });
});

test('a contact who is gone comes back as a new one', () => {
  expect(reversal(card, { contacts: [] }, { ...card, contacts: [] })).toEqual({ contacts: [{ name: 'Kati' }] });
  expect(reversal(card, { contacts: [{ id: 'k1', name: 'Kata' }] }, { ...card, contacts: [{ id: 'k1', name: 'Kata' }] })).toEqual({ contacts: [{ id: 'k1', name: 'Kati' }] });
});

test('a contact who is back gets the numbers that were theirs', () => {
  const before = { ...card, numbers: [{ phone: '+3630', contact_id: 'k1' }, { phone: '+361', contact_id: null }] };
  const restored = { ...card, contacts: [{ id: 'k2', name: 'Kati' }], numbers: [{ phone: '+3630', contact_id: null }, { phone: '+361', contact_id: null }] };
  expect(relinked(before, restored)).toEqual({ numbers: [{ phone: '+3630', contact_id: 'k2' }, { phone: '+361', contact_id: null }] });
  expect(relinked(card, card)).toEqual({});
});

test('a name cannot be taken off a card', () => {
  expect(reversal({ ...card, name: '' }, { name: 'New' }, { ...card, name: 'New' })).toEqual({});
});
