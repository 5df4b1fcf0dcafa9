import { Button, Menu, Modal, TextInput, Tooltip } from '@mantine/core';
import { IconCheck, IconChevronDown, IconDeviceLandlinePhone, IconLogin2, IconLogout2, IconPencil, IconPhoneOff, IconPlayerPause } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Agent, Policy } from '../api/types';
import { extend, logInToShift, logOutOfShift, pause, ready } from '../live/actions';
import { useDesk } from '../live/desk';
import { failed } from '../parts/notices';
import { usePauses } from '../parts/pauses';
import { StateIcon, StateTime, useStateDetail } from '../parts/State';
import { useKeys } from './keys';
import { useOwn } from './own';
import { canReady, extensionMinutes, mayExtend, offersReady } from './shift';
import classes from './StateChip.module.css';

// StateChip is an agent's own state and what can be done about it: the most
// used control of the page.
export function StateChip() {
  const own = useOwn();
  const { data: desk } = useDesk();
  return own && desk ? <Chip agent={own.agent} policy={desk.policy} /> : null;
}

function Chip({ agent, policy }: { agent: Agent; policy: Policy }) {
  const { t } = useTranslation();
  const detail = useStateDetail()(agent);
  const pauses = usePauses();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);

  const act = async (work: Promise<unknown>) => {
    setBusy(true);
    try {
      await work;
    } catch (err) {
      failed(err, t);
    } finally {
      setBusy(false);
    }
  };
  const goReady = () => canReady(agent) && !busy && void act(ready(agent.id));
  useKeys({ 'mod+.': () => setOpen((o) => !o), 'mod+Enter': goReady });

  const offered = offersReady(agent, pauses.forced);
  const longer = mayExtend(agent, policy);
  const minutes = extensionMinutes(policy);
  return (
    <div className={classes.chip}>
      {agent.state === 'offline' ? (
        <Button size="compact-md" h={32} loading={busy} onClick={() => void act(logInToShift(agent.id))} className={classes.wide}>
          {t('shift.log_in')}
        </Button>
      ) : null}
      {offered && agent.state !== 'talking' ? (
        <Button size="compact-md" h={32} loading={busy} onClick={goReady} className={classes.wide} title={t('chip.ready_hint')}>
          {t('chip.ready')}
        </Button>
      ) : null}
      {longer ? (
        <Button
          size="compact-md"
          h={32}
          variant="default"
          disabled={busy}
          className={classes.wide}
          onClick={() => void act(extend(agent.id))}
        >
          {t('chip.extend', { time: minutes })}
        </Button>
      ) : null}
      <Menu opened={open} onChange={setOpen} width={240} closeOnItemClick>
        <Menu.Target>
          <button
            type="button"
            className={classes.button}
            data-chip
            data-state={agent.state}
          >
            <span className="hidden">{t('chip.label', { state: '' })}</span>
            <StateIcon state={agent.state} />
            <span className={`${classes.word} cut`}>{t(`state.${agent.state}`)}</span>
            <StateTime agent={agent} />
            <IconChevronDown size={14} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {detail ? <Menu.Label>{detail}</Menu.Label> : null}
          {offered ? (
            <Menu.Item
              leftSection={<IconCheck size={16} aria-hidden />}
              rightSection={<span className="small soft">{t('chip.ready_hint')}</span>}
              onClick={goReady}
            >
              {t('chip.ready')}
            </Menu.Item>
          ) : null}
          {longer ? (
            <Menu.Item leftSection={<span style={{ width: 16 }} />} onClick={() => void act(extend(agent.id))}>
              {t('chip.extend', { time: minutes })}
            </Menu.Item>
          ) : null}
          {agent.state === 'offline' ? (
            <Menu.Item leftSection={<IconLogin2 size={16} aria-hidden />} onClick={() => void act(logInToShift(agent.id))}>
              {t('shift.log_in')}
            </Menu.Item>
          ) : (
            <>
              <Menu.Label>{t('chip.pause_for')}</Menu.Label>
              {pauses.list
                .filter((r) => !r.forced)
                .map((r) => (
                  <Menu.Item key={r.key} leftSection={<IconPlayerPause size={16} aria-hidden />} onClick={() => void act(pause(agent.id, r.key))}>
                    {pauses.word(r.key)}
                  </Menu.Item>
                ))}
              {pauses.list.length === 0 ? (
                <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => setAsking(true)}>
                  {t('chip.other')} …
                </Menu.Item>
              ) : null}
              <Menu.Divider />
              <Menu.Item leftSection={<IconLogout2 size={16} aria-hidden />} onClick={() => void act(logOutOfShift(agent.id))}>
                {t('shift.log_out')}
                {agent.call_id && agent.state !== 'wrapup' ? <div className="soft small">{t('shift.after_call')}</div> : null}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <Tooltip label={t(agent.phone_up ? 'chip.phone_up' : 'chip.phone_down')}>
        <span
          className={classes.phone}
          data-up={agent.phone_up || undefined}
          role="img"
          aria-label={t(agent.phone_up ? 'chip.phone_up' : 'chip.phone_down')}
        >
          {agent.phone_up ? <IconDeviceLandlinePhone size={18} stroke={1.6} /> : <IconPhoneOff size={18} stroke={1.6} />}
        </span>
      </Tooltip>
      <OtherReason opened={asking} onClose={() => setAsking(false)} onPause={(reason) => void act(pause(agent.id, reason))} />
    </div>
  );
}

// OtherReason asks for a reason in somebody's own words.
function OtherReason({ opened, onClose, onPause }: { opened: boolean; onClose: () => void; onPause: (reason: string) => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={<span className="h2">{t('chip.pause_for')}</span>}
      closeButtonProps={{ 'aria-label': t('rec.close') }}
    >
      <form
        className="row"
        onSubmit={(e) => {
          e.preventDefault();
          if (!reason.trim()) return;
          onPause(reason.trim());
          setReason('');
          onClose();
        }}
      >
        <TextInput
          className="grow"
          maxLength={64}
          value={reason}
          aria-label={t('chip.other')}
          placeholder={t('chip.other')}
          data-autofocus
          onChange={(e) => setReason(e.currentTarget.value)}
        />
        <Button type="submit">{t('chip.other_submit')}</Button>
      </form>
    </Modal>
  );
}
