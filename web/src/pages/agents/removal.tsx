import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { answerOf, asProblem } from '../../api/problem';
import { queries } from '../../api/queries';
import type { Agent } from '../../api/types';
import { deskQuery } from '../../live/desk';
import { after } from '../../live/reduce';
import { failed } from '../../parts/notices';

const PATIENCE = 6_000; // how long a removal can be undone

// useRemoval removes agents with a way back: the row goes at once, the server
// is asked only when the time to undo is over or the page is left.
export function useRemoval() {
  const { t } = useTranslation();
  const [leaving, setLeaving] = useState<ReadonlySet<string>>(new Set());
  const due = useRef(new Map<string, { timer: ReturnType<typeof setTimeout>; go: () => void }>());

  const back = (id: string) =>
    setLeaving((all) => {
      const rest = new Set(all);
      rest.delete(id);
      return rest;
    });

  const remove = (agent: Agent) => {
    const notice = `remove-${agent.id}`;
    const go = async () => {
      clearTimeout(due.current.get(agent.id)?.timer);
      due.current.delete(agent.id);
      notifications.hide(notice);
      try {
        await answerOf(api.DELETE('/agents/{id}', { params: { path: { id: agent.id } } }));
        queries.setQueryData(deskQuery.queryKey, (desk) => desk && after(desk, { type: 'agent_gone', agent_id: agent.id }));
      } catch (err) {
        if (asProblem(err).status !== 404) failed(err, t);
      }
      back(agent.id);
    };
    due.current.set(agent.id, { timer: setTimeout(() => void go(), PATIENCE), go: () => void go() });
    setLeaving((all) => new Set(all).add(agent.id));
    notifications.show({
      id: notice,
      autoClose: false,
      withCloseButton: false,
      withBorder: true,
      color: 'gray',
      message: (
        <span className="spread">
          {t('agents.removed', { name: agent.name })}
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              clearTimeout(due.current.get(agent.id)?.timer);
              due.current.delete(agent.id);
              notifications.hide(notice);
              back(agent.id);
            }}
          >
            {t('agents.undo')}
          </Button>
        </span>
      ),
    });
  };

  useEffect(() => {
    const pending = due.current;
    return () => {
      for (const { go } of pending.values()) go();
    };
  }, []);
  return { leaving, remove };
}
