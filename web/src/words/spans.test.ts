import { expect, test } from 'vitest';
import { readDates, readSpans, writeDates, writeSpans } from './spans';

test('hours are written and read back', () => {
  const spans = [{ from: 540, to: 720 }, { from: 1320, to: 120 }];
  expect(writeSpans(spans)).toBe('9:00–12:00, 22:00–2:00');
  expect(readSpans(writeSpans(spans))).toEqual(spans);
  expect(readSpans('9-17')).toEqual([{ from: 540, to: 1020 }]);
  expect(readSpans('0:00-24:00')).toEqual([{ from: 0, to: 1440 }]);
  expect(readSpans(' ')).toEqual([]);
});

test.each(['nine to five', '9:00', '9-9', '25-26', '9:60-10', '9-12 13-17'])('%s is not understood', (text) => expect(readSpans(text)).toBeNull());

test('days have hours of their own, or none', () => {
  const dates = { '2026-12-24': [{ from: 540, to: 720 }], '2026-12-25': [] };
  expect(writeDates(dates)).toBe('2026-12-24 9:00–12:00\n2026-12-25');
  expect(readDates(writeDates(dates)).dates).toEqual(dates);
  expect(readDates('2026-12-25\nChristmas').wrong).toBe('Christmas');
});
