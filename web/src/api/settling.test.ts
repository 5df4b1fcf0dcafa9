import { expect, test } from 'vitest';
import { Problem } from './problem';
import { clashes, settling, without } from './settling';

const card = { version: 1, name: 'Szabó', owner_id: null as string | null, tier: 'normal', tags: ['a'], fields: { vat: '1' }, consents: {}, assignees: [{ id: 'anna' }] };

test('what only one touched is no clash', () => {
  expect(clashes(card, { ...card, tier: 'key' }, { name: 'Szabo' })).toEqual([]);
  expect(clashes(card, { ...card, name: 'Szabo' }, { name: 'Szabo' })).toEqual([]);
  expect(clashes(card, { ...card, fields: { vat: '1', city: 'Pécs' } }, { fields: { vat: '2' } })).toEqual([]);
});

test('where both touched the same, it is named', () => {
  expect(clashes(card, { ...card, name: 'Szabo' }, { name: 'SZABÓ', tier: 'key' })).toEqual(['name']);
  expect(clashes(card, { ...card, owner_id: 'anna' }, { owner_id: 'bela' })).toEqual(['owner_id']);
  expect(clashes(card, { ...card, fields: { vat: '3' } }, { fields: { vat: '2', city: 'Pécs' } })).toEqual(['fields.vat']);
  expect(clashes(card, { ...card, assignees: [{ id: 'bela' }] }, { assignee_ids: ['csaba'] })).toEqual(['assignee_ids']);
});

test('nothing and empty are the same', () => {
  expect(clashes({ ...card, owner_id: 'anna' }, card, { owner_id: '' })).toEqual([]);
});

test('a field left to them takes its companion along', () => {
  expect(without({ stage: 'refused', reason: 'dear', title: 'x' }, ['stage'])).toEqual({ title: 'x' });
  expect(without({ fields: { vat: '1', city: 'x' } }, ['fields.vat'])).toEqual({ fields: { city: 'x' } });
  expect(without({ fields: { vat: '1' } }, ['fields.vat'])).toEqual({});
});

test('a change of another field is sent again by itself, with the new version', async () => {
  const sent: unknown[] = [];
  const saved = await settling('card', card, { name: 'Szabo' }, (body, version) => {
    sent.push([body, version]);
    if (version === 1) return Promise.reject(new Problem(412, { code: 'changed_since', current: { ...card, tier: 'key', version: 2 } } as never));
    return Promise.resolve({ ...card, ...body, tier: 'key', version: 3 });
  });
  expect(sent).toEqual([[{ name: 'Szabo' }, 1], [{ name: 'Szabo' }, 2]]);
  expect(saved.version).toBe(3);
});
