import { afterEach, expect, test, vi } from 'vitest';
import { serverNow, setServerTime } from './clock';

afterEach(() => void vi.useRealTimers());

test("a machine whose clock is wrong counts by the server's", () => {
  vi.useFakeTimers({ now: Date.parse('2026-01-01T08:00:00Z') });
  const asked = Date.now();
  vi.setSystemTime(asked + 200); // the answer was under way for 0.2 s
  setServerTime('2026-11-28T10:00:00Z', asked, Date.now());
  expect(new Date(serverNow()).toISOString()).toBe('2026-11-28T10:00:00.100Z');
  vi.setSystemTime(asked + 60_200);
  expect(new Date(serverNow()).toISOString()).toBe('2026-11-28T10:01:00.100Z');
});

test('a time that is none changes nothing', () => {
  vi.useFakeTimers();
  const before = serverNow();
  setServerTime('yesterday', Date.now(), Date.now());
  expect(serverNow()).toBe(before);
});
