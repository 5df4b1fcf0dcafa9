import { Checkbox, Drawer, MultiSelect, Select, TextInput } from '@mantine/core';
import { IconChecklist } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../../api/problem';
import { meQuery } from '../../api/queries';
import { changeTask, taskQuery } from '../../api/tasks';
import { zone } from '../../api/zone';
import type { Task, TaskChange } from '../../api/types';
import { useAgents } from '../../parts/agents';
import { Empty } from '../../parts/Empty';
import { InPlace } from '../../parts/InPlace';
import { may } from '../../parts/may';
import { Moment } from '../../parts/Moment';
import { failed } from '../../parts/notices';
import { Rows } from '../../parts/Rows';
import { Trouble } from '../../parts/Trouble';
import { plain } from '../../words/phone';
import { Files } from '../card/Files';
import { Blockers } from './Blockers';
import { Checklist } from './Checklist';
import { Discussion } from './Discussion';
import { History } from './History';
import { Recurrence } from './Recurrence';
import classes from './TaskDrawer.module.css';

// TaskDrawer is all of a task: what, when and who are changed where they stand;
// below them its checklist, its files, and what was said about it.
export function TaskDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { data: task, error, refetch } = useQuery(taskQuery(id));
  const gone = error && asProblem(error).status === 404;
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={460}
      title={<span className="h2">{task ? plain(task.title) : t('tasks.task')}</span>}
      closeButtonProps={{ 'aria-label': t('problem.close') }}
    >
      {gone ? <Empty icon={IconChecklist} title={t('tasks.gone')} /> : error && !task ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!task && !error ? <Rows count={6} /> : null}
      {task ? <Whole task={task} /> : null}
    </Drawer>
  );
}

function Whole({ task }: { task: Task }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const agents = useAgents() ?? [];
  const edits = may(me, 'tasks.edit');
  const change = (body: TaskChange) => changeTask(task, body);
  const at = (body: TaskChange) => void change(body).catch((err: unknown) => failed(err, t));
  const due = task.due_local ?? '';
  const wholeDay = due.length === 10;
  const people = [...agents.map((a) => ({ value: a.id, label: a.name })), ...task.assignees.filter((p) => !agents.some((a) => a.id === p.id)).map((p) => ({ value: p.id, label: p.name }))];

  return (
    <div className={classes.whole}>
      <dl className={classes.facts}>
        <InPlace label={t('tasks.what')} value={task.title} shown={plain(task.title)} edits={edits} save={(title) => change({ title })} />
        <InPlace label={t('tasks.note')} kind="lines" value={task.note} shown={plain(task.note)} edits={edits} save={(note) => change({ note })} />
      </dl>
      <div className={classes.pair}>
        <TextInput
          type={wholeDay ? 'date' : 'datetime-local'}
          label={t('tasks.when')}
          key={due}
          defaultValue={due}
          readOnly={!edits}
          onBlur={(e) => {
            const meant = e.currentTarget.value;
            if (meant !== due) at(meant ? { due_local: meant, zone: task.zone ?? zone } : { due_at: null });
          }}
        />
        <MultiSelect
          label={t('tasks.who')}
          data={people}
          value={task.assignees.map((p) => p.id)}
          readOnly={!edits}
          searchable
          onChange={(who) => who.length > 0 && at({ assignee_ids: who })}
        />
        <Select
          label={t('tasks.priority')}
          data={(['low', 'normal', 'high'] as const).map((p) => ({ value: p, label: t(`tasks.${p}`) }))}
          value={task.priority}
          readOnly={!edits}
          allowDeselect={false}
          onChange={(p) => at({ priority: p as Task['priority'] })}
        />
      </div>
      <Recurrence rule={task.recurrence ?? ''} edits={edits} dated={Boolean(task.due_at)} save={(recurrence) => at({ recurrence })} />
      {due ? (
        <Checkbox
          label={t('tasks.whole_day')}
          checked={wholeDay}
          disabled={!edits}
          onChange={() => at({ due_local: wholeDay ? `${due}T10:00` : due.slice(0, 10), zone: task.zone ?? zone })}
        />
      ) : null}
      <p className="soft small">
        {task.card_id ? (
          <>
            <Link to="/cards/$id" params={{ id: task.card_id }} className="link">
              {plain(task.card_name ?? '') || t('desk.unnamed')}
            </Link>
            {' · '}
          </>
        ) : null}
        {task.by ? `${plain(task.by)} · ` : ''}
        <Moment at={task.created_at} />
      </p>
      <Blockers task={task} edits={edits} save={(blocked_by) => change({ blocked_by })} />
      <Checklist items={task.checklist} edits={edits} save={(checklist) => change({ checklist })} />
      {may(me, 'files.see') ? <Files folder={{ of: 'tasks', id: task.id }} /> : null}
      <Discussion of="tasks" id={task.id} />
      <History id={task.id} />
    </div>
  );
}
