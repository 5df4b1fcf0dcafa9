import { expect, test } from 'vitest';
import { fromInput, money, toInput } from './money';

test('amounts are read as people write them', () => {
  for (const [typed, currency, amount] of [
    ['1 250 000', 'HUF', 125_000_000],
    ['12,5', 'EUR', 1250],
    ['12.50', 'EUR', 1250],
    ['1\u00a0000', 'JPY', 1000],
    ['0', 'EUR', 0],
    ['12.505', 'EUR', null],
    ['1.5', 'JPY', null],
    ['-1', 'EUR', null],
    ['1e3', 'EUR', null],
    ['١٢', 'EUR', null],
    ['99999999999999999', 'EUR', null],
    ['', 'EUR', null],
  ] as const) {
    expect([typed, fromInput(typed, currency)]).toEqual([typed, amount]);
  }
});

test('what is written can be read again', () => {
  for (const amount of [0, 1, 99, 100, 125_000_000]) expect(fromInput(toInput(amount, 'EUR'), 'EUR')).toBe(amount);
});

test('a whole amount has no cents', () => {
  expect(money(125_000_000, 'HUF', 'en')).toMatch(/1,250,000$/);
  expect(money(1250, 'EUR', 'en')).toBe('€12.50');
  expect(money(1250, 'NO CURRENCY', 'en')).toBe('12.5 NO CURRENCY');
});
