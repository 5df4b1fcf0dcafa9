import { expect, test } from 'vitest';
import type { TimelineItem } from '../api/types';
import { kindsIn, told } from './story';

let n = 0;
const line = (kind: TimelineItem['kind'], by: string | null = 'Anna', at = '2026-11-09T10:00:00', changes = 1): TimelineItem => ({
  id: String(++n), kind, by, at, call_id: null, call: null, outcome: null, changes: Array.from({ length: changes }, () => ({ field: 'name', from: 'a', to: 'b' })),
});

test('a view asks for its kinds, all for every one', () => {
  expect(kindsIn('all')).toBeUndefined();
  expect(kindsIn('files')).toBe('file_added,file_changed,file_removed,file_restored,file_infected');
  expect(kindsIn('changes')?.split(',')).toContain('deal_moved');
  for (const view of ['calls', 'notes', 'files', 'changes'] as const) expect(kindsIn(view)?.length).toBeLessThanOrEqual(200); // what the server takes
});

test('changes that follow each other are told as one, with how much was changed', () => {
  const run = [line('changed', 'Anna', undefined, 3), line('deal_changed'), line('task_changed', 'Anna', undefined, 0)];
  const note = line('note');
  expect(told([note, ...run, note])).toEqual([note, { of: run, count: 5 }, note]);
});

test('two are told one by one, and so is what another did, on another day, or what moves the story', () => {
  const apart = [
    line('changed'), line('changed'), line('changed', 'Boris'), line('changed', null), line('changed', null, '2026-11-08T10:00:00'), line('deal_moved', null, '2026-11-08T10:00:00'),
    line('changed', null, '2026-11-08T10:00:00'), line('deal_moved'), line('deal_moved'), line('deal_moved'),
  ];
  expect(told(apart)).toEqual(apart);
  expect(told([])).toEqual([]);
});
