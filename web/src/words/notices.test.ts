import { expect, test } from 'vitest';
import { snoozeUntil } from './notices';

test('a notice is put off to a moment ahead', () => {
  const friday = new Date(2026, 10, 27, 15, 20);
  expect(snoozeUntil('hour', friday)).toEqual(new Date(2026, 10, 27, 16, 20));
  expect(snoozeUntil('tomorrow', friday)).toEqual(new Date(2026, 10, 28, 10, 0));
  expect(snoozeUntil('week', friday)).toEqual(new Date(2026, 10, 30, 10, 0));
  expect(snoozeUntil('week', new Date(2026, 10, 29, 9))).toEqual(new Date(2026, 10, 30, 10, 0)); // a Sunday
  expect(snoozeUntil('week', new Date(2026, 10, 30, 9))).toEqual(new Date(2026, 11, 7, 10, 0)); // a Monday
});
