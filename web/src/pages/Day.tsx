import { IconSun } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { dutiesQuery } from '../api/duties';
import { meQuery, missedQuery } from '../api/queries';
import { comingQuery } from '../api/schedule';
import { tasksQuery } from '../api/tasks';
import { useMinute } from '../live/clock';
import { useDesk } from '../live/desk';
import { Empty } from '../parts/Empty';
import { may } from '../parts/may';
import { Rows } from '../parts/Rows';
import { useTitle } from '../parts/title';
import { Trouble } from '../parts/Trouble';
import { dayEnds } from '../words/format';
import { ComingLine } from './day/ComingLine';
import classes from './day/Day.module.css';
import { DutyLine } from './day/DutyLine';
import { MissedLine } from './day/MissedLine';
import { OwnState } from './day/OwnState';
import { TaskRow } from './tasks/TaskRow';

const AGAIN = { refetchInterval: 60_000 }; // what becomes late does so by itself

// Day is what an agent has before them: whom to call back, what to do, what
// was missed, and whether calls can come.
export function Day() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const agent = me?.agent_id;
  useTitle(t('day.title'));
  return (
    <>
      <h1 className="h1">{t('day.title')}</h1>
      <div className={classes.day}>
        <div className={classes.todo}>{agent ? <Waiting agent={agent} /> : null}</div>
        <OwnState />
      </div>
    </>
  );
}

function Waiting({ agent }: { agent: string }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { data: desk } = useDesk();
  const edits = may(me, 'tasks.edit');
  const duties = useInfiniteQuery({ ...dutiesQuery({ state: 'open', owner_id: agent }), ...AGAIN, enabled: may(me, 'cards.see') });
  const overdue = useInfiniteQuery({ ...tasksQuery({ bucket: 'overdue', assignee_id: agent }), ...AGAIN, enabled: may(me, 'tasks.see') });
  const today = useInfiniteQuery({ ...tasksQuery({ bucket: 'today', assignee_id: agent }), ...AGAIN, enabled: may(me, 'tasks.see') });
  const missed = useQuery({ ...missedQuery(agent, desk?.today.since ?? ''), enabled: may(me, 'calls.see') && desk !== undefined });
  const coming = useQuery({ ...comingQuery(agent, new Date(dayEnds(useMinute())).toISOString()), ...AGAIN, enabled: may(me, 'cards.see') });
  const asked = [duties, overdue, today, missed, coming];
  if (asked.some((q) => q.isLoading)) return <Rows count={8} />;
  const owed = duties.data?.pages.flatMap((p) => p.items) ?? [];
  const late = overdue.data?.pages.flatMap((p) => p.items) ?? [];
  const due = today.data?.pages.flatMap((p) => p.items) ?? [];
  const calls = missed.data?.items ?? [];
  // Whom a call back is owed to stands above already.
  const raised = (coming.data?.items ?? []).filter((f) => f.when !== 'lost_call' || !owed.some((d) => d.card_id === f.card_id));
  const nothing = owed.length + late.length + due.length + calls.length + raised.length === 0;
  const trouble = asked.find((q) => q.error && !q.data);
  return (
    <>
      {trouble ? <Trouble error={trouble.error} retry={() => asked.forEach((q) => void q.refetch())} /> : null}
      {!trouble && nothing ? <Empty icon={IconSun} title={t('day.nothing')} hint={t('day.nothing_hint')} /> : null}
      <Part title={t('day.duties')} count={owed.length} all={<Link to="/duties" search={{ whose: 'mine' }} className="link">{t('day.all')}</Link>}>
        {owed.map((d) => (
          <DutyLine key={d.id} duty={d} />
        ))}
      </Part>
      <Part title={t('day.overdue')} count={late.length} grave all={<AllTasks />}>
        {late.map((task) => (
          <TaskRow key={task.id} task={task} edits={edits} />
        ))}
      </Part>
      <Part title={t('day.missed')} count={calls.length}>
        {calls.map((c) => (
          <MissedLine key={c.id} call={c} />
        ))}
      </Part>
      <Part title={t('day.today')} count={due.length} all={<AllTasks />}>
        {due.map((task) => (
          <TaskRow key={task.id} task={task} edits={edits} />
        ))}
      </Part>
      <Part title={t('day.coming')} count={raised.length}>
        {raised.map((f) => (
          <ComingLine key={f.id} followUp={f} />
        ))}
      </Part>
    </>
  );
}

function AllTasks() {
  const { t } = useTranslation();
  return (
    <Link to="/tasks" className="link">
      {t('day.all')}
    </Link>
  );
}

interface PartProps {
  title: string;
  count?: number;
  grave?: boolean;
  all?: ReactNode; // the way to the whole list
  children: ReactNode;
}

// Part is one kind of what waits, where anything of it does.
function Part({ title, count = 0, grave, all, children }: PartProps) {
  if (count === 0) return null;
  return (
    <section className={classes.part} aria-label={title}>
      <div className="spread">
        <h2 className="h2" data-grave={grave || undefined}>
          {title} <span className="soft num">{count}</span>
        </h2>
        {all}
      </div>
      <ul>{children}</ul>
    </section>
  );
}
