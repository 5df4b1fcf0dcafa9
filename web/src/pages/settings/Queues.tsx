import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { pauseQueue, resumeQueue, sendUndelivered, undeliveredQuery } from '../../api/schedule';
import type { Queue, Undelivered } from '../../api/types';
import { Moment } from '../../parts/Moment';
import { done, failed } from '../../parts/notices';
import { plain } from '../../words/phone';
import { channelWord, eventWord } from '../../words/webhooks';
import classes from './Settings.module.css';

// Queues is how it stands with what leaves the house, and what could not be sent.
export function Queues({ queues, acts }: { queues: Queue[]; acts: boolean }) {
  const { t } = useTranslation();
  if (queues.length === 0) return null;
  return (
    <section className={classes.section} aria-labelledby="queues">
      <h2 className="h2" id="queues">
        {t('queues.title')}
      </h2>
      <ul aria-labelledby="queues">
        {queues.map((q) => (
          <Line key={q.name} queue={q} acts={acts} />
        ))}
      </ul>
      <GivenUp acts={acts} />
    </section>
  );
}

function Line({ queue: q, acts }: { queue: Queue; acts: boolean }) {
  const { t } = useTranslation();
  const name = channelWord(q.name, t);
  const counts = [
    q.waiting > 0 ? t('queues.waiting', { count: q.waiting }) : '',
    q.running > 0 ? t('queues.running', { count: q.running }) : '',
    q.planned > 0 ? t('queues.planned', { count: q.planned }) : '',
    q.retrying > 0 ? t('queues.retrying', { count: q.retrying }) : '',
    q.given_up > 0 ? t('queues.given_up', { count: q.given_up }) : '',
  ].filter(Boolean);
  const act = () => void (q.paused_at ? resumeQueue(q.name) : pauseQueue(q.name)).catch((err: unknown) => failed(err, t));
  return (
    <li className={classes.line}>
      <div className="grow">
        <strong>{name}</strong>{' '}
        {q.paused_at ? (
          <span className="small">
            {t('jobs.paused')} <Moment at={q.paused_at} />
          </span>
        ) : null}
        <div className="soft small">
          {counts.length > 0 ? counts.join(' · ') : t('queues.nothing')}
          {q.oldest_at ? (
            <>
              {' '}
              · {t('queues.oldest')} <Moment at={q.oldest_at} />
            </>
          ) : null}
        </div>
        {q.failure ? (
          <div className={`${classes.failure} small`}>
            <IconAlertTriangle size={15} aria-hidden />
            <span>{q.failure}</span>
          </div>
        ) : null}
      </div>
      {acts ? (
        <span className="row">
          <Button variant={q.paused_at ? 'light' : 'subtle'} color={q.paused_at ? undefined : 'gray'} size="compact-md" aria-label={t(q.paused_at ? 'jobs.resume_of' : 'jobs.pause_of', { job: name })} onClick={act}>
            {t(q.paused_at ? 'jobs.resume' : 'jobs.pause')}
          </Button>
        </span>
      ) : null}
    </li>
  );
}

function GivenUp({ acts }: { acts: boolean }) {
  const { t } = useTranslation();
  const { data } = useQuery(undeliveredQuery);
  if (!data?.items.length) return null;
  const again = (u: Undelivered) => void sendUndelivered(u.id).then(() => done(t('queues.again_done', { to: plain(u.to) })), (err: unknown) => failed(err, t));
  return (
    <>
      <h3 className="soft small" id="given-up">
        {t('queues.over')}
      </h3>
      <ol className={classes.told} aria-labelledby="given-up">
        {data.items.map((u) => (
          <li key={u.id} className="spread">
            <span className="grow">
              {plain(u.to)}{' '}
              <span className="soft small">
                {[channelWord(u.channel, t), u.event ? eventWord(u.event, t) : '', t('webhooks.attempts', { count: u.attempts }), u.why].filter(Boolean).join(' · ')} · <Moment at={u.at} />
              </span>
            </span>
            {acts ? (
              <Button variant="subtle" size="compact-sm" aria-label={t('queues.again_of', { to: plain(u.to) })} onClick={() => again(u)}>
                {t('webhooks.again')}
              </Button>
            ) : null}
          </li>
        ))}
      </ol>
    </>
  );
}
