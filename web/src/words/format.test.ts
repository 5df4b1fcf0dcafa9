import { describe, expect, test } from 'vitest';
import { dayEnds, ago, countdown, duration, moment, percent } from './format';

describe('duration', () => {
  test.each([
    [0, '0:00'],
    [999, '0:00'],
    [5_000, '0:05'],
    [61_000, '1:01'],
    [252_400, '4:12'],
    [3_599_999, '59:59'],
    [3_600_000, '1:00:00'],
    [36_061_000, '10:01:01'],
    [-4_000, '0:00'],
  ])('%d ms is %s', (ms, words) => expect(duration(ms)).toBe(words));

  test('what is not known is a dash', () => {
    expect(duration(null)).toBe('–');
    expect(duration(undefined)).toBe('–');
    expect(duration(Number.NaN)).toBe('–');
  });
});

test('a countdown shows the second that has begun and ends at zero', () => {
  expect(countdown(180_000, 0)).toBe('3:00');
  expect(countdown(180_000, 1)).toBe('3:00');
  expect(countdown(180_000, 179_500)).toBe('0:01');
  expect(countdown(180_000, 180_000)).toBe('0:00');
  expect(countdown(180_000, 500_000)).toBe('0:00');
});

describe('moment', () => {
  const now = new Date(2026, 10, 23, 14, 30).getTime();
  test('today is the time alone', () => expect(moment(new Date(2026, 10, 23, 9, 5).getTime(), now, 'en')).toBe('09:05'));
  test('yesterday is named, in each language', () => {
    const at = new Date(2026, 10, 22, 23, 59).getTime();
    expect(moment(at, now, 'en')).toBe('yesterday 23:59');
    expect(moment(at, now, 'hu')).toBe('tegnap 23:59');
    expect(moment(at, now, 'ru')).toBe('вчера 23:59');
  });
  test('an older one has its date, another year its year', () => {
    expect(moment(new Date(2026, 1, 3, 8, 0).getTime(), now, 'en')).toBe('Feb 3 08:00');
    expect(moment(new Date(2025, 1, 3, 8, 0).getTime(), now, 'en')).toBe('Feb 3, 2025 08:00');
  });
});

test('ago takes the largest unit that fits, and is now for a minute', () => {
  const now = 1_000_000_000_000;
  expect(ago(now - 59_000, now, 'en')).toBe('now');
  expect(ago(now - 240_000, now, 'en')).toBe('4 min. ago');
  expect(ago(now - 7_200_000, now, 'en')).toBe('2 hr. ago');
  expect(ago(now + 5_000, now, 'en')).toBe('now'); // a clock that runs ahead
});

test('a share is a whole percentage, none is a dash', () => {
  expect(percent(0.923, 'en')).toBe('92%');
  expect(percent(null, 'en')).toBe('–');
});

test('a day ends at the midnight that follows, by the clock on the wall', () => {
  expect(dayEnds(new Date(2026, 11, 31, 23, 59, 59).getTime())).toBe(new Date(2027, 0, 1).getTime());
  expect(dayEnds(new Date(2026, 2, 29).getTime())).toBe(new Date(2026, 2, 30).getTime());
});
