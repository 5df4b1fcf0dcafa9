// What a task's coming again is called; others are kept as they are.
export const recurrences = [
  { rule: '', word: 'once' },
  { rule: 'FREQ=DAILY', word: 'daily' },
  { rule: 'FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR', word: 'workdays' },
  { rule: 'FREQ=WEEKLY', word: 'weekly' },
  { rule: 'FREQ=MONTHLY', word: 'monthly' },
  { rule: 'FREQ=YEARLY', word: 'yearly' },
] as const;
