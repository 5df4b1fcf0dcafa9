import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { timelineQuery } from '../../api/queries';
import type { Card } from '../../api/types';
import { Ago } from '../../parts/Moment';
import { duration } from '../../words/format';
import classes from './Card.module.css';

// Figures is what the part of the timeline that is shown adds up to.
export function Figures({ card }: { card: Card }) {
  const { t } = useTranslation();
  const { data } = useInfiniteQuery(timelineQuery(card.id));
  const calls = data?.pages.flatMap((p) => p.items.flatMap((i) => (i.call ? [i.call] : [])));
  if (!calls) return null;
  const talked = calls.reduce((sum, c) => sum + (c.talk_ms ?? 0), 0);
  const last = calls.find((c) => (c.talk_ms ?? 0) > 0);
  return (
    <>
      <h2 className="h2">{t('card.figures')}</h2>
      <dl className={classes.figures}>
        <div className={classes.figure}>
          <dt>{t('card.calls_count')}</dt>
          <dd>{calls.length}</dd>
        </div>
        <div className={classes.figure}>
          <dt>{t('card.talk_sum')}</dt>
          <dd>{duration(talked)}</dd>
        </div>
        <div>
          <dt>{t('card.last_contact')}</dt>
          <dd>{last ? <Ago at={last.started_at} /> : <span className="soft">{t('card.none')}</span>}</dd>
        </div>
      </dl>
    </>
  );
}
