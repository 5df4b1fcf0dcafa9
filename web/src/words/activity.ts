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

// spans are when the next task of a deal is due, in the order of a calendar.
export const spans = ['overdue', 'today', 'week', 'next_week', 'later', 'none'] as const;
export type Span = (typeof spans)[number];
