import type { TFunction } from 'i18next';

// When a task comes again, of an RRULE as much as the page can ask for.
export const freqs = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;
export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Freq = (typeof freqs)[number];
export type Weekday = (typeof weekdays)[number];

const every = { DAILY: 'daily', WEEKLY: 'weekly', MONTHLY: 'monthly', YEARLY: 'yearly' } as const;

export interface Rule {
  freq: Freq;
  interval: number;
  days: Weekday[]; // of days and weeks; none is that of the deadline
  monthDay: number | null; // of months; -1 is the last
  until: string; // "2027-01-31", the last day it may come; "" for ever
  count: number | null; // how often it comes; null for ever
}

// ruleOf reads an RRULE; null where it says more than the page can show.
export function ruleOf(text: string): Rule | null {
  const rule: Rule = { freq: 'DAILY', interval: 1, days: [], monthDay: null, until: '', count: null };
  let freq: Freq | undefined;
  for (const part of text.toUpperCase().split(';')) {
    const [name, value = ''] = part.split('=');
    switch (name) {
      case 'FREQ':
        freq = freqs.find((f) => f === value);
        break;
      case 'INTERVAL':
        rule.interval = Number(value);
        break;
      case 'COUNT':
        rule.count = Number(value);
        break;
      case 'BYMONTHDAY':
        rule.monthDay = Number(value);
        break;
      case 'BYDAY':
        rule.days = weekdays.filter((d) => value.split(',').includes(d));
        if (rule.days.length !== value.split(',').length) return null;
        break;
      case 'UNTIL':
        if (!/^\d{8}(T235959)?$/.test(value)) return null;
        rule.until = `${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6, 8)}`;
        break;
      default:
        return null;
    }
  }
  if (!freq || !Number.isInteger(rule.interval) || rule.interval < 1) return null;
  rule.freq = freq;
  const byDay = freq === 'DAILY' || freq === 'WEEKLY';
  const wrongDay = rule.monthDay !== null && !(freq === 'MONTHLY' && (rule.monthDay === -1 || (rule.monthDay >= 1 && rule.monthDay <= 31)));
  return (rule.days.length > 0 && !byDay) || wrongDay ? null : rule;
}

// textOf writes the RRULE.
export function textOf(rule: Rule): string {
  const parts = [`FREQ=${rule.freq}`];
  if (rule.interval > 1) parts.push(`INTERVAL=${rule.interval}`);
  if (rule.days.length > 0 && (rule.freq === 'DAILY' || rule.freq === 'WEEKLY')) parts.push(`BYDAY=${weekdays.filter((d) => rule.days.includes(d)).join(',')}`);
  if (rule.monthDay !== null && rule.freq === 'MONTHLY') parts.push(`BYMONTHDAY=${rule.monthDay}`);
  if (rule.until) parts.push(`UNTIL=${rule.until.replaceAll('-', '')}T235959`);
  else if (rule.count) parts.push(`COUNT=${rule.count}`);
  return parts.join(';');
}

// dayName is what a weekday is called, short.
export function dayName(day: Weekday, language: string): string {
  const monday = Date.UTC(2024, 0, 1);
  return new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' }).format(monday + weekdays.indexOf(day) * 86_400_000);
}

// ruleWords says when a task comes again.
export function ruleWords(text: string, t: TFunction, language: string): string {
  const rule = ruleOf(text);
  if (!rule) return t('tasks.recurs');
  const said = [rule.interval === 1 ? t(`tasks.${every[rule.freq]}`) : t(`rule.${rule.freq}`, { count: rule.interval })];
  if (rule.days.length > 0) said.push(rule.days.map((d) => dayName(d, language)).join(', '));
  if (rule.monthDay !== null) said.push(rule.monthDay < 0 ? t('rule.last_day') : t('rule.on_day', { day: rule.monthDay }));
  if (rule.until) said.push(t('rule.until_day', { day: new Intl.DateTimeFormat(language, { timeZone: 'UTC' }).format(Date.parse(rule.until)) }));
  if (rule.count) said.push(t('rule.times', { count: rule.count }));
  return said.join(' · ');
}
