import { expect, test } from 'vitest';
import { ruleOf, textOf } from './rule';

test('a rule is written as it was read', () => {
  for (const text of [
    'FREQ=DAILY',
    'FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH',
    'FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=12',
    'FREQ=YEARLY;INTERVAL=3;UNTIL=20310131T235959',
  ]) {
    const rule = ruleOf(text);
    expect(rule && textOf(rule)).toBe(text);
  }
});

test('a rule that says more than the page can show is left alone', () => {
  for (const text of ['FREQ=MONTHLY;BYDAY=2TU', 'FREQ=MONTHLY;BYMONTHDAY=1,15', 'FREQ=HOURLY', 'BYDAY=MO', 'FREQ=YEARLY;BYMONTH=3', 'FREQ=DAILY;UNTIL=20310131T120000Z', '']) {
    expect(ruleOf(text)).toBeNull();
  }
});

test('what another way of coming again cannot mean is not written', () => {
  expect(textOf({ freq: 'YEARLY', interval: 1, days: ['MO'], monthDay: 3, until: '', count: null })).toBe('FREQ=YEARLY');
});
