// Activity is what a deal waits for: something overdue, due today, due later, or
// nothing at all.
export type Activity = 'overdue' | 'today' | 'later' | 'none';

// activityOf tells it from when the next task is due.
export function activityOf(due: string | null | undefined, now: number): Activity {
  if (!due) return 'none';
  const at = Date.parse(due);
  if (at < now) return 'overdue';
  return new Date(at).toDateString() === new Date(now).toDateString() ? 'today' : 'later';
}
