import { expect, test } from 'vitest';
import { quickDue } from './quick';

test('quick steps are local times', () => {
  const now = new Date(2026, 10, 27, 15, 20);
  expect(quickDue('hour', now)).toBe('2026-11-27T16:20');
  expect(quickDue('tomorrow', now)).toBe('2026-11-28T10:00');
  expect(quickDue('fortnight', now)).toBe('2026-12-11T10:00');
  expect(quickDue('year', now)).toBe('2027-11-27T10:00');
});
