// Whether, and by how many minutes, a wrap-up may be made longer.
import type { Agent, Policy } from '../api/types';

export const mayExtend = (agent: Agent, policy: Policy) => agent.state === 'wrapup' && agent.extended < policy.max_extensions;

export const extensionMinutes = (policy: Policy) => Math.round(policy.extension_ms / 6_000) / 10;
