import type { TFunction } from 'i18next';
import type { Job } from '../api/types';

const known = {
  'follow-ups': 'follow_ups', silences: 'silences', dates: 'dates', duties: 'duties', absences: 'absences', levels: 'levels',
  statistics: 'statistics', 'month-end': 'month_end', verification: 'verification', retention: 'retention',
  'due-tasks': 'due_tasks', deliveries: 'deliveries', 'old-notices': 'old_notices',
} as const;

const isKnown = (name: string): name is keyof typeof known => name in known;

// jobWord is what a job is called; one this page does not know, by its own name.
export const jobWord = (name: string, t: TFunction) => (isKnown(name) ? t(`jobs.${known[name]}`) : name);

// jobDoes is what a job does.
export const jobDoes = (name: string, t: TFunction) => (isKnown(name) ? t(`jobs.${known[name]}_does`) : '');

const units: Record<string, string> = { s: 'second', m: 'minute', h: 'hour' };

// jobEvery is how often a job works, or from when at night and how often it then
// looks; what is no mere interval is shown as cron writes it.
export function jobEvery({ every, due_from }: Pick<Job, 'every' | 'due_from'>, lang: string, t: TFunction): string {
  const [, n, unit = ''] = /^@every (\d+)([smh])$/.exec(every) ?? [];
  if (!n) return every;
  const time = new Intl.NumberFormat(lang, { style: 'unit', unit: units[unit], unitDisplay: lang === 'hu' ? 'long' : 'short' }).format(Number(n));
  return due_from ? t('jobs.nightly', { from: due_from, time }) : t('jobs.every', { time });
}
