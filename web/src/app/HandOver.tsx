import { Button, Menu } from '@mantine/core';
import { IconArrowsExchange } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { answerOf } from '../api/problem';
import type { Agent, Call } from '../api/types';
import { ready } from '../live/actions';
import { useDesk } from '../live/desk';
import { useAgentName } from '../parts/agents';
import { done, failed } from '../parts/notices';
import { StateMark } from '../parts/State';
import { byPresence } from '../words/presence';
import { Extend } from './Extend';
import classes from './CallBar.module.css';

// HandOver gives the caller of one's conversation to a colleague, of whom it shows
// who is free, or to whoever is next.
export function HandOver({ call, busy }: { call: Call; busy: boolean }) {
  const { t } = useTranslation();
  const { data: desk } = useDesk();
  const [sending, setSending] = useState(false);
  const colleagues = byPresence(desk?.agents ?? [], call.agent_id);
  const handOver = async (to: Agent | null) => {
    setSending(true);
    try {
      await answerOf(api.POST('/calls/{id}/hand-over', { params: { path: { id: call.id } }, body: { agent_id: to?.id ?? null } }));
      done(to ? t('bar.handed_to', { agent: to.name }) : t('bar.handed_on'));
    } catch (err) {
      failed(err, t);
    } finally {
      setSending(false);
    }
  };
  return (
    <Menu width={300} position="top-end" shadow="md">
      <Menu.Target>
        <Button size="compact-md" variant="default" loading={sending} disabled={busy} leftSection={<IconArrowsExchange size={15} aria-hidden />}>
          {t('bar.hand_over')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.colleagues}>
        <Menu.Item onClick={() => void handOver(null)}>{t('bar.hand_over_next')}</Menu.Item>
        {colleagues.length ? <Menu.Label>{t('bar.hand_over_to')}</Menu.Label> : null}
        {colleagues.map((a) => (
          <Menu.Item key={a.id} disabled={a.state !== 'available'} onClick={() => void handOver(a)} rightSection={<StateMark state={a.state} />}>
            <span className="cut">{a.name}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

// HandedOver is the wrap-up of who has handed the caller over: what comes of the
// call is said by whoever has it now.
export function HandedOver({ agent, call }: { agent: Agent; call: Call }) {
  const { t } = useTranslation();
  const name = useAgentName();
  const [busy, setBusy] = useState(false);
  const free = async () => {
    setBusy(true);
    await ready(agent.id).catch((err: unknown) => failed(err, t));
    setBusy(false);
  };
  return (
    <div className={classes.acts}>
      <span className="soft">{call.agent_id ? t('bar.handed_to', { agent: name(call.agent_id) }) : t('bar.handed_on')}</span>
      <Extend />
      <Button size="compact-md" loading={busy} onClick={() => void free()}>
        {t('chip.ready')}
      </Button>
    </div>
  );
}
