// The next steps that are offered with one press, as local times.

const two = (n: number) => String(n).padStart(2, '0');

// localOf writes a moment as a local time: "2026-11-27T10:00".
export function localOf(d: Date): string {
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}T${two(d.getHours())}:${two(d.getMinutes())}`;
}

export type Quick = 'hour' | 'tomorrow' | 'fortnight' | 'year';
export const quicks: Quick[] = ['hour', 'tomorrow', 'fortnight', 'year'];

// quickDue is when a quick step is due: in an hour, tomorrow at ten, at ten in
// two weeks or a year.
export function quickDue(step: Quick, now: Date): string {
  const d = new Date(now);
  if (step === 'hour') {
    d.setHours(d.getHours() + 1);
    return localOf(d);
  }
  if (step === 'tomorrow') d.setDate(d.getDate() + 1);
  if (step === 'fortnight') d.setDate(d.getDate() + 14);
  if (step === 'year') d.setFullYear(d.getFullYear() + 1);
  d.setHours(10, 0, 0, 0);
  return localOf(d);
}
