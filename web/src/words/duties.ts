// How calls back that are owed are told of. Pure: the present is always given.
import type { TFunction } from 'i18next';
import { moment, span } from './format';
import { plain } from './phone';

// whyNot are the reasons not to call back that have words in each language.
export const whyNot = ['wrong_number', 'not_reached', 'not_needed'] as const;

// dutyReason words why nobody called back; a text of somebody's own is shown as
// it is.
export function dutyReason(reason: string, t: TFunction): string {
  const known = whyNot.find((r) => r === reason);
  return known ? t(`duties.why_${known}`) : plain(reason);
}

const HOUR = 3_600_000;

// dueWords is by when to call: how long there is yet within the last hour, else
// the time; and how late it is when that has passed.
export function dueWords(due: number, now: number, lang: string, t: TFunction): string {
  const left = due - now;
  if (left <= -60_000) return t('duties.late_by', { time: span(-left, lang) });
  if (left <= 0) return t('duties.late');
  if (left <= HOUR) return t('duties.in', { time: span(Math.ceil(left / 60_000) * 60_000, lang) });
  return t('duties.by', { time: moment(due, now, lang) });
}
