import { ActionIcon, Menu } from '@mantine/core';
import { IconCheck, IconDeviceLandlinePhone, IconDots, IconLogin2, IconLogout2, IconPencil, IconPlayerPause, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Agent } from '../../api/types';
import { logInToShift, logOutOfShift, pause, ready } from '../../live/actions';
import { failed } from '../../parts/notices';
import { usePauses } from '../../parts/pauses';
import classes from './Agents.module.css';

interface Props {
  agent: Agent;
  edit: boolean;
  press: boolean;
  onEdit: () => void;
  onPhones: () => void;
  onRemove: () => void;
}

// AgentMenu is what can be done about an agent by whoever leads or employs them.
export function AgentMenu({ agent, edit, press, onEdit, onPhones, onRemove }: Props) {
  const { t } = useTranslation();
  const pauses = usePauses();
  const act = (work: Promise<unknown>) => void work.catch((err: unknown) => failed(err, t));
  return (
    <Menu width={230}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={26} aria-label={t('agents.actions', { name: agent.name })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {press && agent.state === 'offline' ? (
          <Menu.Item leftSection={<IconLogin2 size={16} aria-hidden />} onClick={() => act(logInToShift(agent.id))}>
            {t('shift.log_in')}
          </Menu.Item>
        ) : null}
        {press && agent.state !== 'offline' ? (
          <>
            {agent.state === 'wrapup' || agent.state === 'paused' || agent.next_pause ? (
              <Menu.Item leftSection={<IconCheck size={16} aria-hidden />} onClick={() => act(ready(agent.id))}>
                {t('agents.set_ready')}
              </Menu.Item>
            ) : null}
            <Menu.Label>{t('agents.set_pause')}</Menu.Label>
            {pauses.list.map((r) => (
              <Menu.Item key={r.key} leftSection={<IconPlayerPause size={16} aria-hidden />} onClick={() => act(pause(agent.id, r.key))}>
                {pauses.word(r.key)}
              </Menu.Item>
            ))}
            <Menu.Divider />
            <Menu.Item leftSection={<IconLogout2 size={16} aria-hidden />} onClick={() => act(logOutOfShift(agent.id))}>
              {t('shift.log_out')}
              {agent.call_id && agent.state !== 'wrapup' ? <div className="soft small">{t('shift.after_call')}</div> : null}
            </Menu.Item>
          </>
        ) : null}
        {edit ? (
          <>
            <Menu.Item leftSection={<IconDeviceLandlinePhone size={16} aria-hidden />} onClick={onPhones}>
              {t('phones.of', { name: agent.name })}
            </Menu.Item>
            <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={onEdit}>
              {t('agents.edit', { name: agent.name })}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item className={classes.remove} leftSection={<IconTrash size={16} aria-hidden />} onClick={onRemove}>
              {t('agents.remove_agent', { name: agent.name })}
            </Menu.Item>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}
