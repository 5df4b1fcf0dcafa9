import { describe, expect, it } from 'vitest';
import type { Agent, Policy } from '../api/types';
import { canReady, extensionMinutes, mayExtend, offersReady } from './shift';

const agent = (more: Partial<Agent>) => ({ state: 'available', reason: null, next_pause: null, extended: 0, ...more }) as Agent;
const ordered = (reason: string | null) => reason === 'ordered';

describe('what an agent can do about their own state', () => {
  it('there is something to end in a wrap-up, in a pause and before a pause', () => {
    expect(canReady(agent({ state: 'wrapup' }))).toBe(true);
    expect(canReady(agent({ state: 'paused', reason: 'lunch' }))).toBe(true);
    expect(canReady(agent({ state: 'talking', next_pause: 'lunch' }))).toBe(true);
    expect(canReady(agent({ state: 'talking' }))).toBe(false);
  });

  it('a pause that was ordered is not offered to be ended', () => {
    expect(offersReady(agent({ state: 'paused', reason: 'ordered' }), ordered)).toBe(false);
    expect(offersReady(agent({ state: 'paused', reason: 'lunch' }), ordered)).toBe(true);
    expect(offersReady(agent({ state: 'wrapup' }), ordered)).toBe(true);
  });

  it('a wrap-up is made longer as often as the policy allows, by so many minutes', () => {
    const policy = { max_extensions: 2, extension_ms: 90_000 } as Policy;
    expect(mayExtend(agent({ state: 'wrapup', extended: 1 }), policy)).toBe(true);
    expect(mayExtend(agent({ state: 'wrapup', extended: 2 }), policy)).toBe(false);
    expect(mayExtend(agent({ state: 'talking' }), policy)).toBe(false);
    expect(extensionMinutes(policy)).toBe(1.5);
  });
});
