import { ActionIcon, Select } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { tasksQuery } from '../../api/tasks';
import type { Task } from '../../api/types';
import { failed } from '../../parts/notices';
import { plain } from '../../words/phone';
import classes from './TaskDrawer.module.css';

// Blockers are the tasks that this one waits for: added among those that are
// open, of its project or customer where it has one, and taken out.
export function Blockers({ task, edits, save }: { task: Task; edits: boolean; save: (ids: string[]) => Promise<unknown> }) {
  const { t } = useTranslation();
  const near = task.project_id ? { project_id: task.project_id } : task.card_id ? { card_id: task.card_id } : {};
  const { data } = useInfiniteQuery({ ...tasksQuery({ ...near, state: 'open' }), enabled: edits });
  const ids = task.blocked_by.map((b) => b.id);
  const others = (data?.pages.flatMap((p) => p.items) ?? []).filter((o) => o.id !== task.id && !ids.includes(o.id));
  const put = (next: string[]) => void save(next).catch((err: unknown) => failed(err, t));
  if (ids.length === 0 && others.length === 0) return null;
  return (
    <section aria-label={t('tasks.waits')}>
      <h3 className="h2">{t('tasks.waits')}</h3>
      <ul>
        {task.blocked_by.map((b) => (
          <li key={b.id} className={classes.check}>
            <span className={b.state === 'done' ? 'grow soft' : 'grow'}>{plain(b.title)}</span>
            {edits ? (
              <ActionIcon variant="subtle" color="gray" aria-label={t('tasks.wait_out', { task: plain(b.title) })} onClick={() => put(ids.filter((id) => id !== b.id))}>
                <IconX size={15} />
              </ActionIcon>
            ) : null}
          </li>
        ))}
      </ul>
      {edits && others.length > 0 ? (
        <Select
          size="xs"
          searchable
          value={null}
          placeholder={t('tasks.wait_add')}
          aria-label={t('tasks.wait_add')}
          data={others.map((o) => ({ value: o.id, label: plain(o.title) }))}
          onChange={(id) => id && put([...ids, id])}
        />
      ) : null}
    </section>
  );
}
