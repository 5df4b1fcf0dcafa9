import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { queries } from '../api/queries';
import { changed } from './changed';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  queries.clear();
});

// readAgain tells which of what is shown is read again, once changes are gathered.
function readAgain(shown: string[][], tell: () => void): string[] {
  for (const key of shown) queries.setQueryData(key, {});
  tell();
  vi.runAllTimers();
  return shown.filter((key) => queries.getQueryState(key)?.isInvalidated).map((key) => key.join('/'));
}

test('what was changed is read again, and nothing else', () => {
  expect(readAgain([['cards', 'list'], ['numbers'], ['me']], () => changed('numbers'))).toEqual(['numbers']);
});

test('a page of one thing looks only when that was changed', () => {
  const shown = [['cards', 'one', 'anna'], ['cards', 'one', 'bela'], ['cards', 'list']];
  expect(readAgain(shown, () => changed('cards', 'anna'))).toEqual(['cards/one/anna', 'cards/list']);
});

test('one change of many that names nothing may have been of any', () => {
  expect(readAgain([['cards', 'one', 'anna'], ['cards', 'one', 'bela']], () => changed('cards'))).toEqual(['cards/one/anna', 'cards/one/bela']);
});

test('a task stands on cards and deals, and may have been a notice', () => {
  expect(readAgain([['tasks'], ['cards', 'timeline'], ['deals'], ['notices'], ['absences']], () => changed('tasks', 'one'))).toEqual([
    'tasks', 'cards/timeline', 'deals', 'notices',
  ]);
});

test('many changes in a row are one look', () => {
  const looks = vi.spyOn(queries, 'invalidateQueries');
  for (let i = 0; i < 20; i++) changed('tasks', String(i));
  vi.runAllTimers();
  expect(looks).toHaveBeenCalledTimes(1);
});
