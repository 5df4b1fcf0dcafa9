// How busy it has been, from the calls that came in last. Pure.
import type { Call } from '../api/types';

// busiestHour is how many calls came in within the busiest hour of the clock,
// and how many seconds one talked on the average; null where nothing is known.
export function busiestHour(calls: Pick<Call, 'direction' | 'started_at' | 'talk_ms'>[]): { perHour: number; talk: number } | null {
  const hours = new Map<string, number>();
  const talks: number[] = [];
  for (const c of calls) {
    if (c.direction !== 'inbound') continue;
    const hour = c.started_at.slice(0, 13);
    hours.set(hour, (hours.get(hour) ?? 0) + 1);
    if (c.talk_ms) talks.push(c.talk_ms / 1000);
  }
  if (talks.length === 0) return null;
  return { perHour: Math.max(...hours.values()), talk: Math.round(talks.reduce((a, b) => a + b) / talks.length) };
}
