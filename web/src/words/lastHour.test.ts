import { expect, it } from 'vitest';
import { lastHour, service } from './lastHour';

const present = Date.parse('2026-11-28T10:30:00Z');
const minute = (at: string, answered: number, in_time: number, missed = 0, gave_up_soon = 0) => ({
  at, answered, in_time, missed, gave_up_soon, wait_median_ms: answered ? 4_000 : null, wait_longest_ms: answered ? 9_000 : null,
});

it('the hour is sixty minutes, and those in which nobody called are among them', () => {
  const hour = lastHour([minute('2026-11-28T10:29:00Z', 2, 1)], present);
  expect(hour).toHaveLength(60);
  expect(hour[58]).toMatchObject({ at: present - 60_000, answered: 2, wait_longest_ms: 9_000 });
  expect(hour[59]).toMatchObject({ at: present, answered: 0, wait_median_ms: null });
});

it('what is older than an hour has gone by', () => {
  const told = [minute('2026-11-28T09:30:00Z', 5, 5), minute('2026-11-28T09:31:00Z', 1, 1)];
  expect(service(lastHour(told, present)).answered).toBe(1);
  expect(service(lastHour(told, present + 60_000)).level).toBeNull();
});

it('who gave up in time is no failure of service', () => {
  expect(service(lastHour([minute('2026-11-28T10:29:00Z', 3, 2, 2, 1)], present))).toEqual({ answered: 3, in_time: 2, missed: 2, gave_up_soon: 1, level: 0.5 });
});
