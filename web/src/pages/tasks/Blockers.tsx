import { ActionIcon, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconX } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tasksQuery } from '../../api/tasks';
import type { Task } from '../../api/types';
import { failed } from '../../parts/notices';
import { plain } from '../../words/phone';
import classes from './TaskDrawer.module.css';

// Blockers are the tasks that this one waits for: found by a part of their
// title, proposed from its project or customer, and taken out.
export function Blockers({ task, edits, save }: { task: Task; edits: boolean; save: (ids: string[]) => Promise<unknown> }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), 250);
  const near = task.project_id ? { project_id: task.project_id } : task.card_id ? { card_id: task.card_id } : {};
  const { data, isFetching } = useInfiniteQuery({
    ...tasksQuery({ ...(asked ? { q: asked } : near), state: 'open' }),
    enabled: edits,
    placeholderData: keepPreviousData,
  });
  const ids = task.blocked_by.map((b) => b.id);
  const others = (data?.pages.flatMap((p) => p.items) ?? []).filter((o) => o.id !== task.id && !ids.includes(o.id));
  const put = (next: string[]) => void save(next).catch((err: unknown) => failed(err, t));
  if (ids.length === 0 && !edits) return null;
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
      {edits ? (
        <Select
          size="xs"
          searchable
          value={null}
          searchValue={text}
          onSearchChange={setText}
          maxLength={200}
          placeholder={t('tasks.wait_add')}
          aria-label={t('tasks.wait_add')}
          nothingFoundMessage={isFetching || asked !== text.trim() ? '…' : t('tasks.wait_none')}
          filter={({ options }) => options}
          data={others.map((o) => ({ value: o.id, label: plain(o.title) }))}
          onChange={(id) => {
            setText('');
            if (id) put([...ids, id]);
          }}
        />
      ) : null}
    </section>
  );
}
