import { expect, test } from 'vitest';
import { read, write } from './units';

test('milliseconds are written in their unit and read back unchanged', () => {
  for (const [ms, unit, words] of [
    [5_000, 's', '5'],
    [1_500, 's', '1.5'],
    [14_400_000, 'min', '240'],
    [2, 'times', '2'],
  ] as const) {
    expect(write(ms, unit)).toBe(words);
    expect(read(words, unit)).toBe(ms);
  }
});

test('a comma is a decimal point too', () => expect(read('1,5', 's')).toBe(1_500));

test('what is no number is refused, a wrong number is for the server to judge', () => {
  expect(read('', 's')).toBeNull();
  expect(read('five', 's')).toBeNull();
  expect(read('1e9', 's')).toBeNull();
  expect(read('2.5', 'times')).toBeNull();
  expect(read('-3', 's')).toBe(-3_000);
});
