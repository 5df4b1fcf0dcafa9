import { ActionIcon, Checkbox, Menu } from '@mantine/core';
import { IconClock, IconRepeat } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeTask } from '../../api/tasks';
import { zone } from '../../api/zone';
import type { Task } from '../../api/types';
import { useNow } from '../../live/clock';
import { failed, undoable } from '../../parts/notices';
import { moment } from '../../words/format';
import { plain } from '../../words/phone';
import { quickDue, quicks } from '../../words/quick';
import { TaskDrawer } from './TaskDrawer';
import classes from './Tasks.module.css';

// TaskRow is one task: done with one press, put off with two, both undone; its
// title opens all of it.
export function TaskRow({ task, edits, showCard = true }: { task: Task; edits: boolean; showCard?: boolean }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const open = task.state === 'open';
  const [whole, setWhole] = useState(false);
  const late = open && task.due_at !== null && Date.parse(task.due_at) < now;
  const change = async (body: Parameters<typeof changeTask>[1], back: Parameters<typeof changeTask>[1], said: string) => {
    try {
      const saved = await changeTask(task, body);
      undoable(said, t('deals.undo'), () => changeTask(saved, back).catch((err: unknown) => failed(err, t)));
    } catch (err) {
      failed(err, t);
    }
  };
  return (
    <li className={classes.row}>
      <Checkbox
        aria-label={t('tasks.done_with', { task: task.title })}
        checked={task.state === 'done'}
        disabled={!edits}
        onChange={() =>
          void change({ state: open ? 'done' : 'open' }, { state: task.state }, t(open ? 'tasks.was_done' : 'tasks.was_opened', { task: plain(task.title) }))
        }
      />
      <div>
        <button type="button" className={classes.title} data-done={!open || undefined} onClick={() => setWhole(true)}>
          {plain(task.title)}
        </button>{' '}
        {whole ? <TaskDrawer id={task.id} onClose={() => setWhole(false)} /> : null}
        {task.recurrence ? <IconRepeat size={14} aria-label={t('tasks.recurs')} /> : null}
        <div className="soft small">
          {task.due_at ? (
            <span className={late ? classes.late : undefined}>
              {late ? `${t('tasks.overdue')}: ` : ''}
              {moment(task.due_at, now, i18n.language)}
            </span>
          ) : null}
          {[task.assignees.map((p) => p.name).join(', ')].filter(Boolean).map((x) => (
            <span key={x}>
              {task.due_at ? ' · ' : ''}
              {x}
            </span>
          ))}
          {showCard && task.card_id ? (
            <>
              {' · '}
              <Link to="/cards/$id" params={{ id: task.card_id }} className="link">
                {plain(task.card_name ?? '') || t('desk.unnamed')}
              </Link>
            </>
          ) : null}
        </div>
      </div>
      {edits && open ? (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={t('tasks.put_off', { task: task.title })}>
              <IconClock size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {quicks.map((q) => (
              <Menu.Item
                key={q}
                onClick={() =>
                  void change(
                    { due_local: quickDue(q, new Date(now)), zone },
                    task.due_local ? { due_local: task.due_local, zone: task.zone ?? zone } : { due_at: null },
                    t('tasks.was_put_off', { task: plain(task.title) }),
                  )
                }
              >
                {t(`quick.${q}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      ) : (
        <span />
      )}
    </li>
  );
}
