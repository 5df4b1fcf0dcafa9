// The last hour minute by minute, as it moves on.
import type { LastHourMinute } from '../api/types';

const MINUTE = 60_000;
const MINUTES = 60;

export type Minute = Omit<LastHourMinute, 'at'> & { at: number };

// lastHour is the sixty minutes of which the last is the present one, those in
// which nobody called too. What was told of older ones has gone by.
export function lastHour(told: LastHourMinute[], present: number): Minute[] {
  const known = new Map(told.map((m) => [Date.parse(m.at), m]));
  return Array.from({ length: MINUTES }, (_, i) => {
    const at = present - (MINUTES - 1 - i) * MINUTE;
    const m = known.get(at);
    return m ? { ...m, at } : { at, answered: 0, in_time: 0, missed: 0, gave_up_soon: 0, wait_median_ms: null, wait_longest_ms: null };
  });
}

// service is how those of all these minutes were served. The level is that in
// time of all that were answered or missed, but for who gave up in time; null
// where there is nobody to take a share of.
export function service(minutes: Minute[]) {
  const sum = (what: 'answered' | 'in_time' | 'missed' | 'gave_up_soon') => minutes.reduce((n, m) => n + m[what], 0);
  const whole = { answered: sum('answered'), in_time: sum('in_time'), missed: sum('missed'), gave_up_soon: sum('gave_up_soon') };
  const of = whole.answered + whole.missed - whole.gave_up_soon;
  return { ...whole, level: of > 0 ? whole.in_time / of : null };
}
