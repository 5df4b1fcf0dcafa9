import type { Agent } from '../api/types';

// byPresence are the colleagues who are at work, those who are free first, by
// name; oneself left out.
export function byPresence(agents: Agent[], self: string | null): Agent[] {
  return agents
    .filter((a) => a.id !== self && a.state !== 'offline')
    .sort((a, b) => Number(b.state === 'available') - Number(a.state === 'available') || a.name.localeCompare(b.name));
}
