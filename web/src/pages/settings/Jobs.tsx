import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../../api/queries';
import { jobsQuery, pauseJob, resumeJob, runJob } from '../../api/schedule';
import type { Job } from '../../api/types';
import { may } from '../../parts/may';
import { Moment } from '../../parts/Moment';
import { done, failed } from '../../parts/notices';
import { Rows } from '../../parts/Rows';
import { useTitle } from '../../parts/title';
import { Trouble } from '../../parts/Trouble';
import { jobDoes, jobEvery, jobWord } from '../../words/jobs';
import { Queues } from './Queues';
import classes from './Settings.module.css';

// Jobs is the work that is done by itself, and what came of it last.
export function Jobs() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { data, error, refetch } = useQuery(jobsQuery);
  useTitle(t('jobs.title'));
  const acts = may(me, 'settings.edit');
  return (
    <>
      <h1 className="h1">{t('jobs.title')}</h1>
      <p className="soft">{t('jobs.hint')}</p>
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Rows count={4} /> : null}
      {data?.items.length === 0 ? <p className="soft">{t('jobs.none')}</p> : null}
      {data?.items.length ? (
        <ul className={classes.section} aria-label={t('jobs.title')}>
          {data.items.map((j) => (
            <li key={j.name} className={classes.line}>
              <div className="grow">
                <About job={j} />
              </div>
              {acts ? <Acts job={j} /> : null}
            </li>
          ))}
        </ul>
      ) : null}
      {data ? <Queues queues={data.queues} acts={acts} /> : null}
    </>
  );
}

function About({ job }: { job: Job }) {
  const { t, i18n } = useTranslation();
  return (
    <>
      <strong>{jobWord(job.name, t)}</strong> <span className="soft small">{jobEvery(job, i18n.language, t)}</span>
      <div className="soft small">{jobDoes(job.name, t)}</div>
      <div className="small">
        <Came job={job} />
        {job.waiting > 0 ? ` · ${t('jobs.waiting', { count: job.waiting })}` : ''}
        {job.next_at && !job.paused_at ? (
          <span className="soft">
            {' '}
            · {t('jobs.next')} <Moment at={job.next_at} />
          </span>
        ) : null}
      </div>
      {job.failure ? (
        <div className={`${classes.failure} small`}>
          <IconAlertTriangle size={15} aria-hidden />
          <span>
            {t('jobs.failed', { count: job.failures })}: {job.failure}
          </span>
        </div>
      ) : null}
    </>
  );
}

// Came is how a job stands. A run that finds nothing is kept only where the one
// before had found something.
function Came({ job }: { job: Job }) {
  const { t } = useTranslation();
  const since = (word: string, at: string) => (
    <>
      {word} <Moment at={at} />
    </>
  );
  if (job.paused_at) return since(t('jobs.paused'), job.paused_at);
  if (job.running) return <>{t('jobs.running')}</>;
  if (!job.ended_at) return <>{t('jobs.never')}</>;
  if (job.failure) return <Moment at={job.ended_at} />;
  return job.done > 0 ? since(`${t('jobs.done', { count: job.done })} ·`, job.ended_at) : since(t('jobs.nothing'), job.ended_at);
}

function Acts({ job }: { job: Job }) {
  const { t } = useTranslation();
  const name = jobWord(job.name, t);
  const act = (work: Promise<unknown>) => work.catch((err: unknown) => failed(err, t));
  return (
    <span className="row">
      {job.paused_at ? null : (
        <Button variant="default" size="compact-md" aria-label={t('jobs.run_of', { job: name })} onClick={() => void act(runJob(job.name).then(() => done(t('jobs.asked', { job: name }))))}>
          {t('jobs.run')}
        </Button>
      )}
      <Button
        variant={job.paused_at ? 'light' : 'subtle'}
        color={job.paused_at ? undefined : 'gray'}
        size="compact-md"
        aria-label={t(job.paused_at ? 'jobs.resume_of' : 'jobs.pause_of', { job: name })}
        onClick={() => void act(job.paused_at ? resumeJob(job.name) : pauseJob(job.name))}
      >
        {t(job.paused_at ? 'jobs.resume' : 'jobs.pause')}
      </Button>
    </span>
  );
}
