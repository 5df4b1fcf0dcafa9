import { ActionIcon, Tooltip } from '@mantine/core';
import { IconListDetails, IconMusic, IconPhoneIncoming, IconPhoneOutgoing } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call, DeskNow } from '../../api/types';
import { useAgentName } from '../../parts/agents';
import { Caller } from '../../parts/Caller';
import { Empty } from '../../parts/Empty';
import { StateMark } from '../../parts/State';
import { Timer } from '../../parts/Timer';
import { offerResult } from '../../words/offers';
import classes from './Desk.module.css';
import { Tint } from './Tint';

// CallsNow is every call under way, oldest first, with whom it is offered to.
export function CallsNow({ desk, onWhy }: { desk: DeskNow; onWhy: (id: string) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <div className={classes.head}>
        <h2 className="h2" id="calls-now">
          {t('desk.calls')} <span className="soft num">{desk.calls.length || ''}</span>
        </h2>
      </div>
      {desk.calls.length === 0 ? (
        <Empty icon={IconPhoneIncoming} title={t('desk.no_calls')} hint={t('desk.no_calls_hint')} />
      ) : (
        <ul aria-labelledby="calls-now" style={{ paddingTop: 4 }}>
          {desk.calls.map((c) => (
            <Row key={c.id} call={c} onWhy={onWhy} />
          ))}
        </ul>
      )}
    </>
  );
}

const Row = memo(function Row({ call, onWhy }: { call: Call; onWhy: (id: string) => void }) {
  return (
    <li className={classes.call}>
      <span className={classes.time}>
        <Timer since={call.state === 'talking' ? (call.answered_at ?? call.started_at) : call.started_at} />
      </span>
      <Tint of={call.state}>
        <Step call={call} />
      </Tint>
      <Caller call={call} brief />
      <span className="cut soft">
        <Whom call={call} />
      </span>
      <WhyButton onClick={() => onWhy(call.id)} />
    </li>
  );
});

function Step({ call }: { call: Call }) {
  const { t } = useTranslation();
  if (call.state === 'ringing' || call.state === 'talking') return <StateMark state={call.state} />;
  const back = call.state === 'waiting' && call.direction === 'outbound';
  const Icon = call.state === 'dialling' || back ? IconPhoneOutgoing : IconMusic;
  return (
    <span className="row" style={{ gap: 6, color: 'var(--s-ringing)' }}>
      <Icon size={16} aria-hidden />
      {t(back ? 'callstate.back' : `callstate.${call.state}`)}
    </span>
  );
}

// Whom is who is tried or talks; while nobody is, what the last try came to.
function Whom({ call }: { call: Call }) {
  const { t } = useTranslation();
  const name = useAgentName();
  if (call.agent_id && call.direction === 'outbound')
    return (
      <span className="row" style={{ gap: 6 }}>
        <IconPhoneOutgoing size={14} role="img" aria-label={t('calls.outbound')} />
        <span className="cut">{t('offer.by', { agent: name(call.agent_id) })}</span>
      </span>
    );
  if (call.agent_id && call.state === 'talking') return <>{name(call.agent_id)}</>;
  if (call.agent_id && call.state === 'ringing') return <>{t('offer.to', { agent: name(call.agent_id) })}</>;
  const last = call.offers.at(-1);
  return last ? <>{t('offer.last', { agent: name(last.agent_id), result: offerResult(last, t) })}</> : null;
}

export function WhyButton({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <Tooltip label={t('desk.show_why')}>
      <ActionIcon variant="subtle" color="gray" size={26} onClick={onClick} aria-label={t('desk.show_why')}>
        <IconListDetails size={16} />
      </ActionIcon>
    </Tooltip>
  );
}
