import { describe, expect, test } from 'vitest';
import { agentsNeeded, erlangs, serviceLevel, waiting } from './erlang';

// Chances of waiting as tables of Erlang C print them.
test.each([
  [10, 11, 0.6821],
  [10, 12, 0.4494],
  [10, 13, 0.2853],
  [10, 14, 0.1741],
  [10, 15, 0.1020],
  [1, 2, 0.3333],
  [2, 3, 0.4444],
  [5, 8, 0.1673],
  [0.5, 1, 0.5],
])('%s erlangs, %s agents: %s wait', (traffic, agents, want) => expect(waiting(traffic, agents)).toBeCloseTo(want, 4));

test('with as many agents as erlangs, or fewer, everybody waits', () => {
  expect(waiting(10, 10)).toBe(1);
  expect(waiting(10, 3)).toBe(1);
  expect(serviceLevel({ perHour: 200, talk: 180, wrapup: 0 }, 10, 20)).toBe(0);
});

// The textbook's example: 200 calls an hour of 3 min are 10 erlangs; 14 agents
// answer 88.8 % within 20 s, and 13 do not reach 80 %.
describe('200 calls an hour of 180 s', () => {
  const load = { perHour: 200, talk: 180, wrapup: 0 };
  test('are 10 erlangs', () => expect(erlangs(load)).toBe(10));
  test('14 agents: 88.8 %', () => expect(serviceLevel(load, 14, 20)).toBeCloseTo(0.888, 3));
  test('need 14 agents for 80 % in 20 s', () => expect(agentsNeeded(load, { within: 20, share: 0.8 })).toBe(14));
  test('count the same where part of the 180 s is wrap-up', () =>
    expect(agentsNeeded({ perHour: 200, talk: 60, wrapup: 120 }, { within: 20, share: 0.8 })).toBe(14));
});

test.each([
  ['no calls', { perHour: 0, talk: 180, wrapup: 180 }, 0],
  ['one call now and then', { perHour: 1, talk: 60, wrapup: 0 }, 1],
  ['nothing typed', { perHour: NaN, talk: 180, wrapup: 180 }, null],
  ['a slip of the keyboard', { perHour: 1e9, talk: 180, wrapup: 180 }, null],
] as const)('%s', (_, load, want) => expect(agentsNeeded(load, { within: 20, share: 0.8 })).toBe(want));

test('a thousand erlangs are no trouble, and what is needed is the least that is enough', () => {
  const load = { perHour: 20_000, talk: 180, wrapup: 0 };
  const agents = agentsNeeded(load, { within: 20, share: 0.8 }) ?? 0;
  expect(agents).toBeGreaterThan(1000);
  expect(serviceLevel(load, agents, 20)).toBeGreaterThanOrEqual(0.8);
  expect(serviceLevel(load, agents - 1, 20)).toBeLessThan(0.8);
});
