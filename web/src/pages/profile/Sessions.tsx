import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { mySessionsQuery, type Session } from '../../api/access';
import { api } from '../../api/client';
import { answerOf } from '../../api/problem';
import { queries } from '../../api/queries';
import { Ago } from '../../parts/Moment';
import { failed } from '../../parts/notices';
import { Rows } from '../../parts/Rows';
import { Trouble } from '../../parts/Trouble';
import { browserWord } from '../../words/access';
import classes from './Profile.module.css';

// Sessions is where one is logged in; any of it can be ended.
export function Sessions() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(mySessionsQuery);
  const end = async (s: Session) => {
    try {
      await answerOf(api.DELETE('/me/sessions/{id}', { params: { path: { id: s.id } } }));
      await queries.invalidateQueries({ queryKey: mySessionsQuery.queryKey });
    } catch (err) {
      failed(err, t);
    }
  };
  return (
    <section className={classes.section}>
      <h2 className="h2">{t('account.sessions')}</h2>
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Rows count={2} /> : null}
      <ul className={classes.list}>
        {data?.items.map((s) => (
          <li key={s.id}>
            <div className="grow">
              <div className="cut">
                {browserWord(s.browser)} {s.current ? <strong>· {t('account.session_here')}</strong> : null}
              </div>
              <div className="soft small">
                {s.ip} · <Ago at={s.seen_at} />
              </div>
            </div>
            {s.current ? null : (
              <Button variant="default" size="compact-sm" onClick={() => void end(s)}>
                {t('account.session_end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
