import { describe, expect, test } from 'vitest';
import type { Agent, Call, DeskEvent, DeskNow, Policy, Today } from '../api/types';
import { after } from './reduce';

const policy = { ring_timeout_ms: 5_000, wrapup_ms: 180_000, version: 3 } as Policy;
const today = { since: '2026-11-23T00:00:00Z', offered: 4, answered: 3, missed: 1, service_level: 0.75, average_wait_ms: 4_000 };

const agent = (id: string, over: Partial<Agent> = {}): Agent => ({
  id,
  name: id,
  extension: '101',
  level: 'regular',
  level_by_rule: false,
  hours_id: null,
  state: 'available',
  state_since: '2026-11-23T10:00:00Z',
  state_until: null,
  reason: null,
  next_pause: null,
  call_id: null,
  phone_up: true,
  misses: 0,
  extended: 0,
  version: 1,
  ...over,
});

const call = (id: string, over: Partial<Call> = {}): Call =>
  ({ id, direction: 'inbound', state: 'waiting', started_at: '2026-11-23T10:00:00Z', offers: [], ...over }) as Call;

const desk = (over: Partial<DeskNow> = {}): DeskNow => ({
  at: '2026-11-23T10:00:00Z',
  agents: [],
  calls: [],
  today: today as Today,
  policy,
  problem: null,
  ...over,
});

const play = (from: DeskNow, events: DeskEvent[]) => events.reduce(after, from);

test('a call from its arrival to its end leaves the picture a fresh snapshot would show', () => {
  const before = desk({ agents: [agent('anna'), agent('bela')] });
  const played = play(before, [
    { type: 'call', call: call('c1') },
    { type: 'agent', agent: agent('bela', { state: 'claimed', call_id: 'c1', version: 2 }) },
    { type: 'call', call: call('c1', { state: 'ringing', agent_id: 'bela' }) },
    { type: 'agent', agent: agent('bela', { state: 'ringing', call_id: 'c1', version: 3 }) },
    { type: 'call', call: call('c2', { started_at: '2026-11-23T09:59:00Z' }) },
    { type: 'agent', agent: agent('bela', { state: 'talking', call_id: 'c1', version: 4 }) },
    { type: 'call', call: call('c1', { state: 'talking', agent_id: 'bela' }) },
    { type: 'call', call: call('c1', { state: 'ended' }) },
    { type: 'agent', agent: agent('bela', { state: 'wrapup', version: 5 }) },
    { type: 'call_gone', call_id: 'c1' },
  ]);
  expect(played).toEqual(
    desk({
      agents: [agent('anna'), agent('bela', { state: 'wrapup', version: 5 })],
      calls: [call('c2', { started_at: '2026-11-23T09:59:00Z' })],
    }),
  );
});

test('calls stand oldest first, agents by name, whatever order they come in', () => {
  const got = play(desk(), [
    { type: 'call', call: call('late', { started_at: '2026-11-23T10:02:00Z' }) },
    { type: 'call', call: call('early', { started_at: '2026-11-23T10:01:00Z' }) },
    { type: 'agent', agent: agent('zita') },
    { type: 'agent', agent: agent('adam') },
  ]);
  expect(got.calls.map((c) => c.id)).toEqual(['early', 'late']);
  expect(got.agents.map((a) => a.id)).toEqual(['adam', 'zita']);
});

describe('what comes late or twice', () => {
  test('an older agent does not undo a newer one', () => {
    const now = desk({ agents: [agent('anna', { state: 'talking', version: 7 })] });
    expect(after(now, { type: 'agent', agent: agent('anna', { state: 'ringing', version: 6 }) })).toBe(now);
  });
  test('the same publication twice is the same as once', () => {
    const event: DeskEvent = { type: 'call', call: call('c1') };
    expect(play(desk(), [event, event])).toEqual(play(desk(), [event]));
  });
  test('the end of a call that is not shown changes nothing', () => {
    const now = desk();
    expect(after(now, { type: 'call', call: call('gone', { state: 'ended' }) })).toBe(now);
  });
  test('an older policy does not undo a newer one', () => {
    const now = desk();
    expect(after(now, { type: 'policy', policy: { ...policy, version: 2 } })).toBe(now);
  });
});

test('a removed agent is gone, a publication of an unknown kind harmless', () => {
  const now = desk({ agents: [agent('anna'), agent('bela')] });
  expect(after(now, { type: 'agent_gone', agent_id: 'anna' }).agents.map((a) => a.id)).toEqual(['bela']);
  expect(after(now, { type: 'weather' } as unknown as DeskEvent)).toBe(now);
  expect(after(now, { type: 'agent' })).toBe(now);
});
