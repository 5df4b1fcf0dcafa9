import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { gathered } from './gathered';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('many who ask within the wait are one look', () => {
  const work = vi.fn();
  const ask = gathered(700, 5_000, work);
  ask();
  vi.advanceTimersByTime(600);
  ask();
  expect(work).not.toHaveBeenCalled();
  vi.advanceTimersByTime(100);
  expect(work).toHaveBeenCalledTimes(1);
});

test('who asks again soon is answered when the rest is over, and after a silence soon', () => {
  const work = vi.fn();
  const ask = gathered(700, 5_000, work);
  ask();
  vi.advanceTimersByTime(700);
  ask();
  vi.advanceTimersByTime(4_999);
  expect(work).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(work).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(60_000);
  ask();
  vi.advanceTimersByTime(700);
  expect(work).toHaveBeenCalledTimes(3);
});
