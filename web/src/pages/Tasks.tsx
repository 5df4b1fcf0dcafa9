import { Button, SegmentedControl } from '@mantine/core';
import { IconChecklist } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../api/queries';
import { countsQuery, tasksQuery, workloadsQuery } from '../api/tasks';
import { Empty } from '../parts/Empty';
import { may } from '../parts/may';
import { OnlyOf } from '../parts/OnlyOf';
import { Rows } from '../parts/Rows';
import { useTitle } from '../parts/title';
import { Trouble } from '../parts/Trouble';
import { plain } from '../words/phone';
import { AddTask } from './tasks/AddTask';
import { TaskDrawer } from './tasks/TaskDrawer';
import { TaskRow } from './tasks/TaskRow';
import classes from './tasks/Tasks.module.css';
import { TasksNav } from './tasks/TasksNav';

const buckets = ['overdue', 'today', 'later', 'none'] as const;

// Tasks is what is to do: overdue, today, later; one's own, or everybody's.
export function Tasks() {
  const { t } = useTranslation();
  const { whose = 'mine', of, task } = useSearch({ from: '/inside/tasks' });
  const navigate = useNavigate({ from: '/tasks' });
  const { data: me } = useQuery(meQuery);
  const self = me ? (me.agent_id ?? me.id) : undefined;
  const assignee = of ?? (whose === 'mine' ? self : undefined);
  const { data: people } = useQuery({ ...workloadsQuery, enabled: of !== undefined });
  const { data: counts, error, refetch } = useQuery({ ...countsQuery(assignee), enabled: me !== undefined });
  const edits = may(me, 'tasks.edit');
  useTitle(t('tasks.title'));
  const none = counts && buckets.every((b) => counts[b] === 0);

  return (
    <>
      <TasksNav />
      <div className="spread wrap">
        <h1 className="h1">{t('tasks.title')}</h1>
        {of ? <OnlyOf name={plain(people?.items.find((w) => w.person_id === of)?.name ?? '…')} onEnd={() => void navigate({ search: { whose: 'all' }, replace: true })} /> : null}
        <SegmentedControl
          aria-label={t('tasks.whose')}
          value={of ? '' : whose}
          data={(['mine', 'all'] as const).map((v) => ({ value: v, label: t(`tasks.${v}`) }))}
          onChange={(v) => void navigate({ search: v === 'all' ? { whose: 'all' } : {}, replace: true })}
        />
      </div>
      {edits ? <AddTask /> : null}
      {error && !counts ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!counts && !error ? <Rows count={8} /> : null}
      {none ? <Empty icon={IconChecklist} title={t('tasks.empty')} hint={t('tasks.empty_hint')} /> : null}
      {me && counts ? buckets.map((b) => (counts[b] > 0 ? <Group key={b} bucket={b} count={counts[b]} assignee={assignee} edits={edits} /> : null)) : null}
      {me ? <Done assignee={assignee} edits={edits} /> : null}
      {task ? <TaskDrawer id={task} onClose={() => void navigate({ search: (s) => ({ ...s, task: undefined }), replace: true })} /> : null}
    </>
  );
}

function Group({ bucket, count, assignee, edits }: { bucket: (typeof buckets)[number]; count: number; assignee?: string; edits: boolean }) {
  const { t } = useTranslation();
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(tasksQuery({ bucket, assignee_id: assignee }));
  return (
    <section className={classes.group} aria-label={t(`tasks.${bucket}`)}>
      <h2 className="h2">
        <span className={bucket === 'overdue' ? classes.late : undefined}>{t(`tasks.${bucket}`)}</span> <span className="soft num">{count}</span>
      </h2>
      <ul>{data?.pages.flatMap((p) => p.items.map((task) => <TaskRow key={task.id} task={task} edits={edits} />))}</ul>
      {hasNextPage ? (
        <Button mt={8} variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('cards.more')}
        </Button>
      ) : null}
    </section>
  );
}

function Done({ assignee, edits }: { assignee?: string; edits: boolean }) {
  const { t } = useTranslation();
  const { data } = useInfiniteQuery(tasksQuery({ state: 'done', assignee_id: assignee, sort: '-updated_at' }));
  const items = data?.pages[0]?.items.slice(0, 10) ?? [];
  if (items.length === 0) return null;
  return (
    <section className={classes.group} aria-label={t('tasks.done')}>
      <h2 className="h2 soft">{t('tasks.done')}</h2>
      <ul>
        {items.map((task) => (
          <TaskRow key={task.id} task={task} edits={edits} />
        ))}
      </ul>
    </section>
  );
}
