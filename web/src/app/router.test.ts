import { expect, test } from 'vitest';
import { router } from './router';

// searched is what an address says to its page.
function searched(path: string, said: Record<string, unknown>): unknown {
  const route = Object.values(router.routesByPath).find((r) => r.fullPath === path);
  const read = route?.options.validateSearch;
  if (typeof read !== 'function') throw new Error(`${path} takes no search`);
  return JSON.parse(JSON.stringify(read(said as never)));
}

test('a log-in leads to an address of our own, and nowhere else', () => {
  expect(searched('/login', { next: '/calls?period=today' })).toEqual({ next: '/calls?period=today' });
  for (const next of ['//example.invalid', '/\\example.invalid', 'desk', '', 7]) {
    expect(searched('/login', { next })).toEqual({});
  }
});

test('filters stand in the address, and what is no filter is left out', () => {
  expect(searched('/calls', { agent: 'a', result: 'abandoned', period: 'week', talk: 3, outcome: 'missing' })).toEqual({
    agent: 'a', result: 'abandoned', period: 'week', talk: 3, outcome: 'missing',
  });
  expect(searched('/calls', { agent: 7, result: 'lovely', period: 'aeon', talk: -1, outcome: 'any' })).toEqual({});
  expect(searched('/duties', { state: 'closed', whose: 'mine' })).toEqual({ state: 'closed', whose: 'mine' });
  expect(searched('/duties', { state: 'open', whose: 'hers' })).toEqual({});
});

test('a search of digits alone is a text, too', () => {
  expect(searched('/cards', { q: 301234567, tier: 'key', sort: 'name' })).toEqual({ q: '301234567', tier: 'key', sort: 'name' });
  expect(searched('/cards', { q: '', tier: 'golden', sort: 'colour' })).toEqual({});
});
