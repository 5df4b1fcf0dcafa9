import { expect, test } from 'vitest';
import { keepDraft, readDraft, sweepDrafts } from './drafts';

function store() {
  const all = new Map<string, string>();
  return {
    getItem: (k: string) => all.get(k) ?? null,
    setItem: (k: string, v: string) => void all.set(k, v),
    removeItem: (k: string) => void all.delete(k),
    key: (i: number) => [...all.keys()][i] ?? null,
    get length() {
      return all.size;
    },
  };
}

test('a draft is kept until it is forgotten', () => {
  const kept = store();
  keepDraft(kept, 'anna.call.1', { note: 'half a' }, 1_000);
  expect(readDraft(kept, 'anna.call.1')).toEqual({ note: 'half a' });
  expect(readDraft(kept, 'bela.call.1')).toBeUndefined();
  keepDraft(kept, 'anna.call.1', undefined, 2_000);
  expect(readDraft(kept, 'anna.call.1')).toBeUndefined();
});

test('what is no draft is nothing', () => {
  const kept = store();
  kept.setItem('vonal.draft.anna.card.1', '{"at":');
  expect(readDraft(kept, 'anna.card.1')).toBeUndefined();
});

test('what nobody came back to in a month goes, and nothing else', () => {
  const kept = store();
  const day = 86_400_000;
  keepDraft(kept, 'anna.call.1', 'old', 0);
  keepDraft(kept, 'anna.call.2', 'new', 20 * day);
  kept.setItem('vonal.scheme', 'dark');
  kept.setItem('vonal.draft.broken', 'x');
  sweepDrafts(kept, 31 * day);
  expect(readDraft(kept, 'anna.call.1')).toBeUndefined();
  expect(readDraft(kept, 'anna.call.2')).toBe('new');
  expect(kept.getItem('vonal.scheme')).toBe('dark');
  expect(kept.length).toBe(2);
});

test('a browser that keeps nothing loses only the draft', () => {
  const full = { ...store(), setItem: () => { throw new Error('full'); } };
  expect(() => keepDraft(full, 'anna.call.1', 'x', 0)).not.toThrow();
});
