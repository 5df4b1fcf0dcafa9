import { NumberInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { loadQuery, meQuery } from '../../api/queries';
import { may } from '../../parts/may';
import { agentsNeeded, serviceLevel } from '../../words/erlang';
import { busiestHour } from '../../words/load';
import classes from '../Policy.module.css';

const AIM = { within: 20, share: 0.8 }; // as the service level is reckoned

const USUAL = { perHour: 30, talk: 180 }; // where there have been no calls

// AgentsNeeded is what a wrap-up costs: how many agents the busiest hour needs
// with it and without, by Erlang C. What was measured may be typed over.
export function AgentsNeeded({ wrapup }: { wrapup: number }) {
  const { t, i18n } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { data } = useQuery({ ...loadQuery, enabled: may(me, 'calls.see') });
  const [typed, setTyped] = useState<Partial<typeof USUAL>>({});
  const measured = busiestHour(data?.items ?? []);
  const { perHour, talk } = { ...USUAL, ...measured, ...typed };
  const seconds = wrapup / 1000;
  const needed = agentsNeeded({ perHour, talk, wrapup: seconds }, AIM);
  const without = agentsNeeded({ perHour, talk, wrapup: 0 }, AIM);
  const level = (agents: number) =>
    new Intl.NumberFormat(i18n.language, { style: 'percent', maximumFractionDigits: 0 }).format(serviceLevel({ perHour, talk, wrapup: seconds }, agents, AIM.within));
  return (
    <div className={classes.needed} role="group" aria-label={t('needed.title')}>
      <div className={classes.load}>
        <NumberInput label={t('needed.per_hour')} value={perHour} min={0} max={100_000} onChange={(v) => setTyped({ ...typed, perHour: Number(v) })} />
        <NumberInput label={t('needed.talk')} value={talk} min={0} max={36_000} onChange={(v) => setTyped({ ...typed, talk: Number(v) })} />
      </div>
      <p role="status">
        {needed === null || without === null ? (
          t('needed.unknown')
        ) : (
          <>
            <strong>{t('needed.with', { count: needed, level: level(needed) })}</strong> {t('needed.without', { count: without })}
          </>
        )}
      </p>
      <p className="soft small">
        {t(measured ? 'needed.measured' : 'needed.guessed')} {t('needed.how')}
      </p>
    </div>
  );
}
