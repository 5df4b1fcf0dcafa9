import type { DaySpan } from '../api/numbers';

// Hours of a day as people write them: "9:00–12:00, 13:00–17:00".

const clock = (minutes: number) => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;

// writeSpans is the parts of a day in words; nothing for a day that is closed.
export function writeSpans(spans: DaySpan[]): string {
  return spans.map((s) => `${clock(s.from)}–${clock(s.to)}`).join(', ');
}

// readSpans reads them back; null where they are not understood. A dash of any
// kind parts the two ends.
export function readSpans(text: string): DaySpan[] | null {
  if (text.trim() === '') return [];
  const spans: DaySpan[] = [];
  for (const part of text.split(/[,;]/)) {
    const m = part.trim().match(/^(\d{1,2})(?::(\d{2}))?\s*[-–—]\s*(\d{1,2})(?::(\d{2}))?$/);
    if (!m) return null;
    const from = Number(m[1]) * 60 + Number(m[2] ?? 0);
    const to = Number(m[3]) * 60 + Number(m[4] ?? 0);
    if (from > 1439 || to > 1440 || from === to || Number(m[2] ?? 0) > 59 || Number(m[4] ?? 0) > 59) return null;
    spans.push({ from, to: to === 0 ? 1440 : to });
  }
  return spans;
}

// readDates reads days on which other hours hold, one in a line: the day, and
// its hours if it has any. The first line that is not understood is answered.
export function readDates(text: string): { dates: Record<string, DaySpan[]>; wrong?: string } {
  const dates: Record<string, DaySpan[]> = {};
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const m = line.trim().match(/^(\d{4}-\d{2}-\d{2})\s*(.*)$/);
    const spans = m ? readSpans(m[2] ?? '') : null;
    if (!m?.[1] || !spans) return { dates, wrong: line.trim() };
    dates[m[1]] = spans;
  }
  return { dates };
}

export const writeDates = (dates: Record<string, DaySpan[]>) =>
  Object.keys(dates)
    .sort()
    .map((d) => `${d} ${writeSpans(dates[d] ?? [])}`.trim())
    .join('\n');
