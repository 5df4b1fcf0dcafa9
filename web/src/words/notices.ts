import type { TFunction } from 'i18next';
import type { Notice } from '../api/types';
import { jobWord } from './jobs';
import { plain } from './phone';

// whomAbout is the customer a notice is about: by name, else by number.
export const whomAbout = (n: Notice, write: (number: string) => string, t: TFunction) =>
  plain(n.card_name ?? '') || (n.phone ? write(plain(n.phone)) : t('notices.somebody'));

// noticeText is what a notice says, in one sentence.
export function noticeText(n: Notice, card: string, t: TFunction): string {
  const task = plain(n.task_title ?? '');
  const by = plain(n.by ?? '');
  switch (n.kind) {
    case 'task_given':
      return by ? t('notices.task_given', { by, task }) : t('notices.task_yours', { task });
    case 'task_due':
      return t('notices.task_due', { task });
    case 'task_said':
      return t('notices.task_said', { by: by || t('notices.somebody'), task });
    case 'duty_late':
      return t('notices.duty_late', { card });
    case 'duty_escalated':
      return t('notices.duty_escalated', { card });
    case 'phone_paused':
      return t('notices.phone_paused');
    case 'job_failed':
      return t('notices.job_failed', { job: jobWord(n.job ?? '', t) });
    case 'webhook_off':
      return t('notices.webhook_off', { webhook: plain(n.webhook ?? '') });
  }
}

export type Snooze = 'hour' | 'tomorrow' | 'week';
export const snoozes: Snooze[] = ['hour', 'tomorrow', 'week'];

// snoozeUntil is when a notice that is put off comes back: in an hour, tomorrow
// at ten, or next Monday at ten.
export function snoozeUntil(step: Snooze, now: Date): Date {
  const d = new Date(now);
  if (step === 'hour') return new Date(d.getTime() + 3_600_000);
  d.setDate(d.getDate() + (step === 'tomorrow' ? 1 : ((7 - d.getDay()) % 7) + 1));
  d.setHours(10, 0, 0, 0);
  return d;
}
