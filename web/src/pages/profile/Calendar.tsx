import { Button } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { answerOf } from '../../api/problem';
import { queries } from '../../api/queries';
import { Copy } from '../../parts/Copy';
import { Ago } from '../../parts/Moment';
import { failed } from '../../parts/notices';
import { Rows } from '../../parts/Rows';
import { Trouble } from '../../parts/Trouble';
import classes from './Profile.module.css';

const calendarQuery = queryOptions({
  queryKey: ['me', 'calendar'],
  queryFn: ({ signal }) => answerOf(api.GET('/me/calendar', { signal })),
});

// Calendar is the secret address by which one's own calendar program shows
// one's deadlines.
export function Calendar() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(calendarQuery);
  const [url, setURL] = useState('');
  const act = async (work: () => Promise<string>) => {
    try {
      setURL(await work());
      await queries.invalidateQueries({ queryKey: calendarQuery.queryKey });
    } catch (err) {
      failed(err, t);
    }
  };
  const make = () => act(async () => (await answerOf(api.POST('/me/calendar'))).url ?? '');
  const remove = () => act(async () => (await answerOf(api.DELETE('/me/calendar')), ''));
  return (
    <section className={classes.section}>
      <h2 className="h2">{t('calendar.title')}</h2>
      <p className="soft">{t('calendar.hint')}</p>
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Rows count={1} /> : null}
      {url ? (
        <div role="status">
          <p>{t('calendar.made')}</p>
          <p className="row">
            <span className={classes.key}>{url}</span>
            <Copy value={url} what={t('calendar.address')} />
          </p>
          <ul className="soft small">
            <li>{t('calendar.google')}</li>
            <li>{t('calendar.apple')}</li>
            <li>{t('calendar.outlook')}</li>
          </ul>
        </div>
      ) : data?.made_at ? (
        <p className="soft small">
          {data.last_read_at ? (
            <>
              {t('calendar.read')} <Ago at={data.last_read_at} />
            </>
          ) : (
            t('calendar.unread')
          )}
        </p>
      ) : null}
      {data ? (
        <div className="row wrap">
          <Button variant="default" onClick={() => void make()}>
            {t(data.made_at ? 'calendar.again' : 'calendar.make')}
          </Button>
          {data.made_at ? (
            <Button variant="subtle" color="gray" onClick={() => void remove()}>
              {t('calendar.remove')}
            </Button>
          ) : null}
        </div>
      ) : null}
    </section>
  );
}
