// How times and lengths are written. Pure: the present is always given.

// A formatter is dear to make and lists use many: each is made once.
const made = new Map<string, unknown>();
function once<F, O>(make: new (lang: string, options: O) => F, lang: string, options: O): F {
  const key = `${make.name} ${lang} ${JSON.stringify(options)}`;
  if (!made.has(key)) made.set(key, new make(lang, options));
  return made.get(key) as F;
}

const two = (n: number) => String(n).padStart(2, '0');

// duration writes milliseconds as m:ss, from one hour on as h:mm:ss. What is
// not known is a dash.
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return '–';
  const s = Math.floor(Math.max(0, ms) / 1000);
  const [h, m] = [Math.floor(s / 3600), Math.floor(s / 60) % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`;
}

// countdown writes what is left until a moment; a second that has begun still
// counts, so that it ends at 0:00 and not a second early.
export function countdown(until: number, now: number): string {
  return duration(Math.ceil(Math.max(0, until - now) / 1000) * 1000);
}

const DAY = 86_400_000;

function dayOf(ms: number): number {
  const d = new Date(ms);
  return Math.round(new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime() / DAY);
}

// moment writes when something was: the time alone for today, "yesterday" and
// the time, else the date and the time.
export function moment(at: string | number, now: number, lang: string): string {
  const ms = typeof at === 'number' ? at : Date.parse(at);
  const time = once(Intl.DateTimeFormat, lang, { hour: '2-digit', minute: '2-digit', hour12: false }).format(ms);
  const days = dayOf(now) - dayOf(ms);
  if (days === 0) return time;
  if (days === 1) return `${once(Intl.RelativeTimeFormat, lang, { numeric: 'auto' }).format(-1, 'day')} ${time}`;
  const sameYear = new Date(ms).getFullYear() === new Date(now).getFullYear();
  const date = once(Intl.DateTimeFormat, lang, {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(ms);
  return `${date} ${time}`;
}

// dayEnds is the midnight that follows, as the clock on the wall shows it.
export function dayEnds(now: number): number {
  const d = new Date(now);
  return new Date(d.getFullYear(), d.getMonth(), d.getDate() + 1).getTime();
}

// day writes a day of the calendar, such as 2026-12-24.
export function day(date: string, lang: string): string {
  return once(Intl.DateTimeFormat, lang, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(Date.parse(`${date}T00:00:00Z`));
}

// exact writes a moment to the second, for whoever hovers over it.
export function exact(at: string | number, lang: string): string {
  return once(Intl.DateTimeFormat, lang, { dateStyle: 'full', timeStyle: 'medium' }).format(new Date(at));
}

// ago writes how long ago something was, in words. Within the first minute it
// is now: seconds that tick in a list would be noise.
export function ago(at: string | number, now: number, lang: string): string {
  const s = Math.max(0, Math.round((now - (typeof at === 'number' ? at : Date.parse(at))) / 1000));
  const words = once(Intl.RelativeTimeFormat, lang, { numeric: 'auto', style: 'short' });
  if (s < 60) return words.format(0, 'second');
  if (s < 3600) return words.format(-Math.floor(s / 60), 'minute');
  if (s < 86_400) return words.format(-Math.floor(s / 3600), 'hour');
  if (s < 30 * 86_400) return words.format(-Math.floor(s / 86_400), 'day');
  if (s < 365 * 86_400) return words.format(-Math.floor(s / (30 * 86_400)), 'month');
  return words.format(-Math.floor(s / (365 * 86_400)), 'year');
}

// span writes a length in its largest unit: minutes, hours or days.
export function span(ms: number, lang: string): string {
  const minutes = Math.floor(ms / 60_000);
  const [n, unit] = minutes < 60 ? [minutes, 'minute'] : minutes < 1440 ? [Math.floor(minutes / 60), 'hour'] : [Math.floor(minutes / 1440), 'day'];
  const unitDisplay = lang === 'hu' ? 'long' : 'short'; // a mere “p” is hardly read as minutes
  return once(Intl.NumberFormat, lang, { style: 'unit', unit, unitDisplay }).format(n);
}

// percent writes a share between 0 and 1; null is a dash.
export function percent(share: number | null | undefined, lang: string): string {
  if (share === null || share === undefined) return '–';
  return once(Intl.NumberFormat, lang, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

// seconds writes a length in seconds with as many decimals as it has.
export function seconds(ms: number, lang: string): string {
  return once(Intl.NumberFormat, lang, { maximumFractionDigits: 1 }).format(ms / 1000);
}

// size writes how large a file is, in the unit that fits.
export function size(bytes: number, lang: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  let at = 0;
  let n = bytes;
  for (; n >= 1024 && at < units.length - 1; at++) n /= 1024;
  const digits = at > 1 && n < 10 ? 1 : 0;
  return once(Intl.NumberFormat, lang, { style: 'unit', unit: units[at], unitDisplay: at ? 'short' : 'narrow', maximumFractionDigits: digits }).format(n);
}
