import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconAddressBook, IconMusic, IconPencil, IconPhoneOff, IconPlayerPause, IconPlayerPlay, IconPointFilled } from '@tabler/icons-react';
import { Link, useRouterState } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { answerOf } from '../api/problem';
import type { Agent, Call } from '../api/types';
import { numberOf, TierMark, useCallerName, usePhone } from '../parts/Caller';
import { hasDraft } from '../parts/drafts';
import { failed } from '../parts/notices';
import { StateMark } from '../parts/State';
import { Timer } from '../parts/Timer';
import classes from './CallBar.module.css';
import { HandedOver, HandOver } from './HandOver';
import { useKeys } from './keys';
import { OutcomeBar } from './OutcomeBar';
import { useOwn } from './own';

// CallBar stands below the page during a call and its wrap-up. It is part of
// the page's flow at the bottom edge and never covers a form.
export function CallBar() {
  const own = useOwn();
  if (!own?.call || (own.agent.state !== 'talking' && own.agent.state !== 'wrapup')) return null;
  return <Bar key={own.call.id} agent={own.agent} call={own.call} />;
}

function Bar({ agent, call }: { agent: Agent; call: Call }) {
  const { t } = useTranslation();
  const talking = agent.state === 'talking';
  const handed = !talking && call.agent_id !== agent.id; // what is a colleague's call now is not all told
  const [noting, setNoting] = useState<'found' | 'asked' | null>(() => (hasDraft(`call.${call.id}`) ? 'found' : null));
  const note = () => setNoting((now) => (now ? null : 'asked'));
  useKeys(talking ? { n: note } : {});
  return (
    <section className={classes.bar} data-foot aria-label={t('bar.label')}>
      <div className={classes.who}>
        <StateMark state={agent.state} />
        <strong className="num">{talking ? <Timer since={call.answered_at ?? call.started_at} /> : <Timer until={agent.state_until} />}</strong>
        {handed ? null : <Name call={call} />}
      </div>
      {talking ? (
        <Talking call={call}>
          <Button
            size="compact-md"
            variant={noting ? 'light' : 'default'}
            aria-expanded={noting !== null}
            aria-keyshortcuts="N"
            leftSection={<IconPencil size={15} aria-hidden />}
            onClick={note}
          >
            {t('bar.note')}
          </Button>
        </Talking>
      ) : null}
      {handed ? <HandedOver agent={agent} call={call} /> : null}
      {/* One form from the talk to the wrap-up: who is typing goes on typing. */}
      {handed || (talking && !noting) ? null : <OutcomeBar call={call} when={talking ? 'talking' : 'wrapup'} focused={noting === 'asked'} />}
    </section>
  );
}

function Name({ call }: { call: Call }) {
  const { t } = useTranslation();
  const name = useCallerName();
  const write = usePhone();
  const here = useRouterState({ select: (s) => s.location.pathname });
  const number = numberOf(call);
  return (
    <>
      <span className="cut" style={{ fontWeight: 600 }}>
        {name(call)}
      </span>
      <TierMark tier={call.tier} brief />
      {call.card_name && number ? <span className={`${classes.number} soft num`}>{write(number)}</span> : null}
      {call.card_id && here !== `/cards/${call.card_id}` ? (
        <Button
          component={Link}
          to="/cards/$id"
          params={{ id: call.card_id } as never}
          size="compact-sm"
          variant="default"
          className={classes.open}
          aria-label={t('bar.open')}
        >
          <IconAddressBook size={15} aria-hidden />
          <span className={classes.openWord}>{t('bar.open')}</span>
        </Button>
      ) : null}
    </>
  );
}

function Talking({ call, children }: { call: Call; children: ReactNode }) {
  const { t } = useTranslation();
  const [paused, setPaused] = useState(false);
  const [busy, setBusy] = useState(false);
  const path = { params: { path: { id: call.id } } };
  const act = async (work: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await work();
    } catch (err) {
      failed(err, t);
    } finally {
      setBusy(false);
    }
  };
  const record = () =>
    act(async () => {
      await answerOf(paused ? api.POST('/calls/{id}/recording/resume', path) : api.POST('/calls/{id}/recording/pause', path));
      setPaused(!paused);
    });
  const dialling = call.state === 'dialling';
  const recorded = !dialling && (call.recording === null || call.recording.state !== 'failed');
  return (
    <div className={classes.acts}>
      {dialling ? (
        <span className="soft">{t('bar.dialling')}</span>
      ) : (
        <Button
          size="compact-md"
          variant={call.held_since ? 'filled' : 'default'}
          disabled={busy}
          leftSection={call.held_since ? <IconPlayerPlay size={15} aria-hidden /> : <IconMusic size={15} aria-hidden />}
          onClick={() => void act(() => answerOf(call.held_since ? api.POST('/calls/{id}/resume', path) : api.POST('/calls/{id}/hold', path)))}
        >
          {t(call.held_since ? 'bar.resume' : 'bar.hold')}
          {call.held_since ? (
            <span className="num">
              &nbsp;
              <Timer since={call.held_since} />
            </span>
          ) : null}
        </Button>
      )}
      {dialling || call.direction === 'outbound' ? null : <HandOver call={call} busy={busy} />}
      {recorded ? (
        <>
          <span className={classes.rec} data-on={!paused || undefined}>
            {paused ? <IconPlayerPause size={14} aria-hidden /> : <IconPointFilled size={14} aria-hidden />}
            <span className={classes.recWord}>{t(paused ? 'bar.rec_off' : 'bar.rec_on')}</span>
          </span>
          <Button size="compact-md" variant="default" disabled={busy} onClick={() => void record()}>
            {t(paused ? 'bar.rec_resume' : 'bar.rec_pause')}
          </Button>
        </>
      ) : null}
      {children}
      <Tooltip label={t('bar.hangup')}>
        <ActionIcon
          size={32}
          color="red.8"
          variant="filled"
          disabled={busy}
          aria-label={t('bar.hangup')}
          onClick={() => void act(() => answerOf(api.POST('/calls/{id}/hangup', path)))}
        >
          <IconPhoneOff size={18} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
