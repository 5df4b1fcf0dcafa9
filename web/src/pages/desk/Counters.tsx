import { Skeleton, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { dutyCountQuery } from '../../api/duties';
import { meQuery } from '../../api/queries';
import type { DeskNow } from '../../api/types';
import { useNow } from '../../live/clock';
import { may } from '../../parts/may';
import { duration, percent } from '../../words/format';
import classes from './Desk.module.css';

// Counters is today in figures.
export function Counters({ desk }: { desk: DeskNow | undefined }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const { data: me } = useQuery(meQuery);
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
      {may(me, 'cards.see') ? <ToCallBack /> : null}
    </dl>
  );
}

function ToCallBack() {
  const { t } = useTranslation();
  const { data: owed, error } = useQuery(dutyCountQuery);
  return (
    <Counter label={t('duties.title')}>
      {owed ? (
        <Link to="/duties" className={classes.owed}>
          {owed.open}
          {owed.late > 0 ? <small>{t('duties.late_count', { count: owed.late })}</small> : null}
        </Link>
      ) : error ? (
        '–'
      ) : undefined}
    </Counter>
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
