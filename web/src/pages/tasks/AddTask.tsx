import { Button, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { answerOf } from '../../api/problem';
import { meQuery } from '../../api/queries';
import { refreshTasks } from '../../api/tasks';
import { zone } from '../../api/zone';
import { useAgents } from '../../parts/agents';
import { explained } from '../../parts/Trouble';
import { quickDue, quicks } from '../../words/quick';
import classes from './Tasks.module.css';

// AddTask makes a task in one line: what, when, who.
export function AddTask({ card, project, onAdded }: { card?: string; project?: string; onAdded?: () => void }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const agents = useAgents() ?? [];
  const [title, setTitle] = useState('');
  const [due, setDue] = useState('');
  const [who, setWho] = useState<string | null>(null);
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const add = async () => {
    if (!title.trim()) return;
    setBusy(true);
    setError('');
    try {
      await answerOf(
        api.POST('/tasks', {
          body: { title: title.trim(), ...(due ? { due_local: due, zone } : {}), ...(who ? { assignee_id: who } : {}), ...(card ? { card_id: card } : {}), ...(project ? { project_id: project } : {}) },
        }),
      );
      setTitle('');
      setDue('');
      refreshTasks();
      onAdded?.();
    } catch (err) {
      setError(explained(err, t));
    }
    setBusy(false);
  };
  return (
    <form
      className={classes.add}
      onSubmit={(e) => {
        e.preventDefault();
        void add();
      }}
    >
      <TextInput className="grow" miw={180} data-autofocus aria-label={t('tasks.what')} placeholder={t('tasks.what')} value={title} maxLength={200} error={error || undefined} onChange={(e) => setTitle(e.currentTarget.value)} />
      <TextInput type="datetime-local" aria-label={t('tasks.when')} value={due} onChange={(e) => setDue(e.currentTarget.value)} />
      {title ? (
        <Select
          aria-label={t('tasks.who')}
          placeholder={me?.name ?? t('tasks.who')}
          data={agents.map((a) => ({ value: a.id, label: a.name }))}
          value={who}
          clearable
          searchable
          w={160}
          onChange={setWho}
        />
      ) : null}
      <Button type="submit" loading={busy} disabled={!title.trim()}>
        {t('tasks.add')}
      </Button>
      {title
        ? quicks.map((q) => (
            <Button key={q} size="compact-sm" variant="default" onClick={() => setDue(quickDue(q, new Date()))}>
              {t(`quick.${q}`)}
            </Button>
          ))
        : null}
    </form>
  );
}
