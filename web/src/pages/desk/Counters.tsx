import { Skeleton, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskNow } from '../../api/types';
import { useNow } from '../../live/clock';
import { duration, percent } from '../../words/format';
import classes from './Desk.module.css';

// Counters is today in figures.
export function Counters({ desk }: { desk: DeskNow | undefined }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const waiting = desk?.calls.filter((c) => c.direction === 'inbound' && (c.state === 'waiting' || c.state === 'ringing')) ?? [];
  const longest = waiting[0] ? now - Date.parse(waiting[0].started_at) : null;
  const today = desk?.today;
  return (
    <dl className={classes.counters}>
      <Counter label={t('desk.service_level')} hint={t('desk.service_level_hint')}>
        {today && percent(today.service_level, i18n.language)}
      </Counter>
      <Counter label={t('desk.waiting')}>
        {desk && waiting.length}
        {longest !== null ? <small>{t('desk.waiting_longest', { time: duration(longest) })}</small> : null}
      </Counter>
      <Counter label={t('desk.answered')}>{today?.answered}</Counter>
      <Counter label={t('desk.missed')}>{today?.missed}</Counter>
      <Counter label={t('desk.average_wait')}>{today && duration(today.average_wait_ms)}</Counter>
    </dl>
  );
}

function Counter({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  const known = Array.isArray(children) ? children[0] !== undefined : children !== undefined;
  return (
    <div className={classes.counter}>
      <dt>{hint ? <Tooltip label={hint} multiline maw={300}><span tabIndex={0}>{label}</span></Tooltip> : label}</dt>
      <dd>{known ? children : <Skeleton height={18} width={56} my={5} radius={3} />}</dd>
    </div>
  );
}
