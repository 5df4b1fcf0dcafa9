import { Skeleton, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, memo, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { lastHourQuery } from '../../api/queries';
import { useMinute } from '../../live/clock';
import { Trouble } from '../../parts/Trouble';
import { duration, moment, percent } from '../../words/format';
import { lastHour, type Minute, service } from '../../words/lastHour';
import classes from './Desk.module.css';

// idle waits until the browser has nothing else to do.
const idle = () => new Promise<unknown>((done) => ('requestIdleCallback' in globalThis ? requestIdleCallback(done, { timeout: 3000 }) : setTimeout(done, 200)));

// The library that draws is loaded when there is something to draw, and after
// all that one can press is there.
const Plot = lazy(async () => {
  await idle();
  return { default: (await import('./Plot')).Plot };
});

// LastHour is how those were served who called in the last hour: a plot of waits
// and misses, and the same as a table for whoever does not see it.
export const LastHour = memo(function LastHour() {
  const { t, i18n } = useTranslation();
  const { data, error, refetch } = useQuery(lastHourQuery);
  const present = useMinute();
  const minutes = useMemo(() => lastHour(data?.minutes ?? [], present), [data, present]);
  const { answered, in_time, missed, gave_up_soon, level } = service(minutes);
  const aim = data?.aim_ms ?? 0;
  const formula = t('hour.formula', { seconds: aim / 1000, in_time, answered, missed, gave_up_soon });
  return (
    <>
      <div className={classes.head}>
        <h2 className="h2" id="last-hour">
          {t('hour.title')}
        </h2>
        {data ? (
          <Tooltip label={formula} multiline maw={320}>
            <span className="soft small num" tabIndex={0} aria-label={`${t('hour.level', { level: percent(level, i18n.language) })}. ${formula}`}>
              {t('hour.level', { level: percent(level, i18n.language) })}
            </span>
          </Tooltip>
        ) : null}
      </div>
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton height={148} my={12} /> : null}
      {data && answered + missed === 0 ? <p className={`soft ${classes.quiet}`}>{t('hour.quiet')}</p> : null}
      {data && answered + missed > 0 ? (
        <>
          <p className={`soft small ${classes.legend}`} aria-hidden>
            <span className={classes.longest}>{t('hour.longest')}</span>
            <span className={classes.median}>{t('hour.median')}</span>
            <span className={classes.miss}>{t('hour.missed')}</span>
          </p>
          <Suspense fallback={<Skeleton height={148} />}>
            <Plot minutes={minutes} aim={aim} />
          </Suspense>
          <AsTable minutes={minutes} />
        </>
      ) : null}
    </>
  );
});

function AsTable({ minutes }: { minutes: Minute[] }) {
  const { t, i18n } = useTranslation();
  return (
    <div className="hidden">
      <table>
        <caption>{t('hour.title')}</caption>
        <thead>
          <tr>
            {(['minute', 'answered', 'median', 'longest', 'missed'] as const).map((c) => (
              <th key={c} scope="col">
                {t(`hour.${c}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {minutes
            .filter((m) => m.answered + m.missed > 0)
            .map((m) => (
              <tr key={m.at}>
                <th scope="row">{moment(m.at, m.at, i18n.language)}</th>
                <td>{m.answered}</td>
                <td>{duration(m.wait_median_ms)}</td>
                <td>{duration(m.wait_longest_ms)}</td>
                <td>{m.missed}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
