import { expect, test } from 'vitest';
import { partOf } from './windowed';

test('only rows near the screen are drawn', () => {
  expect(partOf(100_000, 33, 200, 900)).toEqual({ first: 0, last: 34, above: 0, below: (100_000 - 34) * 33 });
  const middle = partOf(100_000, 33, -33_000, 900);
  expect([middle.first, middle.last, middle.above]).toEqual([988, 1040, 988 * 33]);
});

test('room above, rows and room below are always the whole list', () => {
  for (const top of [900, 0, -1, -5_000, -3_299_000, -9_999_999]) {
    const { first, last, above, below } = partOf(100_000, 33, top, 700);
    expect(above + (last - first) * 33 + below).toBe(3_300_000);
    expect(first).toBeLessThanOrEqual(last);
  }
});
