import { expect, test } from 'vitest';
import { activityOf } from './activity';

const now = new Date(2026, 10, 27, 15, 20).getTime();
const at = (...when: [number, number, number, number]) => new Date(when[0], when[1], when[2], when[3]).toISOString();

test('what a deal waits for goes by when the next task is due', () => {
  expect(activityOf(undefined, now)).toBe('none');
  expect(activityOf(at(2026, 10, 27, 15), now)).toBe('overdue');
  expect(activityOf(at(2026, 10, 26, 23), now)).toBe('overdue');
  expect(activityOf(at(2026, 10, 27, 23), now)).toBe('today');
  expect(activityOf(at(2026, 10, 28, 0), now)).toBe('later');
});
