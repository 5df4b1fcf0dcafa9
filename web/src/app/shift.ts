// What an agent can do about their own state.
import type { Agent, Policy } from '../api/types';

// canReady reports whether there is anything that Ready would end.
export const canReady = (a: Agent) => a.state === 'wrapup' || a.state === 'paused' || a.next_pause !== null;

// offersReady reports whether that is the agent's to do: a pause that was forced
// is ended by whoever forced it.
export const offersReady = (a: Agent, forced: (reason: string | null) => boolean) => canReady(a) && !(a.state === 'paused' && forced(a.reason));

// mayExtend reports whether the wrap-up may be made longer yet.
export const mayExtend = (a: Agent, policy: Policy) => a.state === 'wrapup' && a.extended < policy.max_extensions;

// extensionMinutes is by how many minutes it is made longer.
export const extensionMinutes = (policy: Policy) => Math.round(policy.extension_ms / 6_000) / 10;
