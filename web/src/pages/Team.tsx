import { IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { workloadsQuery } from '../api/tasks';
import type { Workload } from '../api/types';
import { Empty } from '../parts/Empty';
import { Ago } from '../parts/Moment';
import { Rows } from '../parts/Rows';
import { useTitle } from '../parts/title';
import { Trouble } from '../parts/Trouble';
import { plain } from '../words/phone';
import { Away } from './agents/Away';
import { TasksNav } from './tasks/TasksNav';
import classes from './tasks/Team.module.css';

// Team is who has how much to do. Rows stand by name; a number leads to what it
// counts.
export function Team() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(workloadsQuery);
  useTitle(t('team.title'));
  return (
    <>
      <TasksNav />
      <h1 className="h1">{t('team.title')}</h1>
      <p className="soft">{t('team.hint')}</p>
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Rows count={6} /> : null}
      {data?.items.length === 0 ? <Empty icon={IconUsers} title={t('team.empty')} hint={t('team.empty_hint')} /> : null}
      {data?.items.length ? (
        <table className={classes.table}>
          <thead>
            <tr>
              {(['who', 'open', 'overdue', 'duties', 'late', 'oldest'] as const).map((c) => (
                <th key={c} scope="col">
                  {t(`team.${c}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.items.map((w) => (
              <Row key={w.person_id ?? ''} load={w} />
            ))}
          </tbody>
        </table>
      ) : null}
    </>
  );
}

function Row({ load: w }: { load: Workload }) {
  const { t } = useTranslation();
  const name = w.person_id ? plain(w.name) : t('team.nobody');
  const label = (what: 'open' | 'overdue' | 'duties' | 'late', n: number) => `${name} · ${t(`team.${what}`)}: ${n}`;
  const tasks = (what: 'open' | 'overdue', n: number) =>
    n > 0 && w.person_id ? (
      <Link to="/tasks" search={{ of: w.person_id }} className="link" aria-label={label(what, n)}>
        {n}
      </Link>
    ) : (
      n
    );
  const calls = (what: 'duties' | 'late', n: number) =>
    n > 0 && w.person_id ? (
      <Link to="/duties" search={{ of: w.person_id }} className="link" aria-label={label(what, n)}>
        {n}
      </Link>
    ) : (
      n
    );
  return (
    <tr>
      <th scope="row">
        <span className="cut">{name}</span>
        {w.person_id ? <Away agent={w.person_id} /> : null}
      </th>
      <td data-label={t('team.open')}>{tasks('open', w.open)}</td>
      <td data-label={t('team.overdue')} data-grave={w.overdue > 0 || undefined}>
        {tasks('overdue', w.overdue)}
      </td>
      <td data-label={t('team.duties')}>{calls('duties', w.duties)}</td>
      <td data-label={t('team.late')} data-grave={w.late > 0 || undefined}>
        {calls('late', w.late)}
      </td>
      <td data-label={t('team.oldest')}>{w.oldest_duty_at ? <Ago at={w.oldest_duty_at} /> : '–'}</td>
    </tr>
  );
}
