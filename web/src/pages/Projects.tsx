import { Button, TextInput } from '@mantine/core';
import { IconFolder } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { makeProject, projectsQuery, type Project } from '../api/projects';
import { meQuery } from '../api/queries';
import { Bar } from '../parts/Bar';
import { Empty } from '../parts/Empty';
import { may } from '../parts/may';
import { failed } from '../parts/notices';
import { Rows } from '../parts/Rows';
import { useTitle } from '../parts/title';
import { Trouble } from '../parts/Trouble';
import { plain } from '../words/phone';
import classes from './tasks/Projects.module.css';
import { TasksNav } from './tasks/TasksNav';

// Projects are tasks that belong together, and how far each has come.
export function Projects() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(projectsQuery);
  const items = data?.pages.flatMap((p) => p.items) ?? [];
  useTitle(t('projects.title'));
  return (
    <>
      <TasksNav />
      <h1 className="h1">{t('projects.title')}</h1>
      {may(me, 'tasks.edit') ? <NewProject /> : null}
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Rows count={6} /> : null}
      {data && items.length === 0 ? <Empty icon={IconFolder} title={t('projects.empty')} hint={t('projects.empty_hint')} /> : null}
      <ul>
        {items.map((p) => (
          <Line key={p.id} project={p} />
        ))}
      </ul>
      {hasNextPage ? (
        <Button mt={8} variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('cards.more')}
        </Button>
      ) : null}
    </>
  );
}

function Line({ project: p }: { project: Project }) {
  const { t } = useTranslation();
  const all = p.open + p.done;
  return (
    <li className={classes.row} data-over={p.state !== 'open' || undefined}>
      <div className={classes.name}>
        <Link to="/projects/$id" params={{ id: p.id }} className="link">
          {plain(p.title)}
        </Link>
        <div className="soft small">{[p.state === 'open' ? '' : t(`projects.${p.state}`), p.members.map((m) => m.name).join(', ')].filter(Boolean).join(' · ')}</div>
      </div>
      <div className={classes.far}>
        {all > 0 ? <Bar part={p.done / all} label={t('projects.far', { project: p.title })} /> : null}
        <span className="soft small num">{all > 0 ? `${p.done}/${all}` : t('projects.no_tasks')}</span>
      </div>
    </li>
  );
}

function NewProject() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [title, setTitle] = useState('');
  const [busy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    try {
      const { id } = await makeProject(title.trim());
      await navigate({ to: '/projects/$id', params: { id } });
    } catch (err) {
      failed(err, t);
      setBusy(false);
    }
  };
  return (
    <form
      className={classes.add}
      onSubmit={(e) => {
        e.preventDefault();
        if (title.trim()) void make();
      }}
    >
      <TextInput className="grow" aria-label={t('projects.new')} placeholder={t('projects.new')} value={title} maxLength={200} onChange={(e) => setTitle(e.currentTarget.value)} />
      <Button type="submit" loading={busy} disabled={!title.trim()}>
        {t('tasks.add')}
      </Button>
    </form>
  );
}
