import { IconChevronRight, IconPhoneIncoming, IconPhoneOutgoing, IconPhoneX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call } from '../../api/types';
import { useAgentName } from '../../parts/agents';
import { Heard } from '../../parts/Heard';
import { Moment } from '../../parts/Moment';
import { useOutcomeWord } from '../../parts/outcomes';
import { Offers } from '../../parts/Offers';
import { StateMark } from '../../parts/State';
import { Timer } from '../../parts/Timer';
import { duration } from '../../words/format';
import classes from './Card.module.css';

// LiveCall is a conversation under way.
export function LiveCall({ call }: { call: Call }) {
  const { t } = useTranslation();
  const agent = useAgentName();
  const Icon = call.direction === 'outbound' ? IconPhoneOutgoing : IconPhoneIncoming;
  return (
    <div className={classes.item}>
      <Icon size={18} stroke={1.6} aria-hidden />
      <div className={classes.body}>
        <p className={classes.headline}>
          <strong>{t('card.now')}</strong>
          {call.state === 'waiting' || call.state === 'dialling' || call.state === 'leaving' ? <span>{t(`callstate.${call.state}`)}</span> : call.state === 'ended' ? null : <StateMark state={call.state} />}
          <Timer since={call.state === 'talking' ? call.answered_at : call.started_at} />
          {call.agent_id ? <span className="soft">{agent(call.agent_id)}</span> : null}
        </p>
        <Offers call={call} />
      </div>
    </div>
  );
}

// EndedCall is a call with what came of it, its recording, and who was offered it.
export function EndedCall({ call, eager }: { call: Call; eager: boolean }) {
  const { t } = useTranslation();
  const agent = useAgentName();
  const [open, setOpen] = useState(false);
  const answered = call.disposition === 'answered' || (call.talk_ms ?? 0) > 0;
  const outcome = useOutcomeWord();
  const out = call.direction === 'outbound';
  const Icon = !answered ? IconPhoneX : out ? IconPhoneOutgoing : IconPhoneIncoming;
  const lost = answered || !call.disposition ? '' : t(`disposition.${call.disposition}`);
  const title = !lost ? t(out ? 'card.out' : 'card.in') : out ? t('card.out_lost', { result: lost }) : lost;
  return (
    <li className={classes.item} data-lost={!answered || undefined}>
      <Icon size={18} stroke={1.6} aria-hidden />
      <div className={classes.body}>
        <p className={classes.headline}>
          <strong>{title}</strong>
          <Moment at={call.started_at} />
          <span className="soft num">
            {[
              call.agent_id && (answered || out) ? agent(call.agent_id) : '',
              answered ? t('card.talked', { time: duration(call.talk_ms) }) : '',
              t('card.waited', { time: duration(call.wait_ms) }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </p>
        {call.outcome ? (
          <p>
            <span className="soft">{t('calls.outcome')}:</span> {outcome(call.outcome)}
          </p>
        ) : null}
        {call.note ? <p className={classes.note}>{call.note}</p> : null}
        <Heard call={call} eager={eager} />
        {call.offers.length > 0 ? (
          <div>
            <button
              type="button"
              className={classes.toggle}
              aria-expanded={open}
              title={t('card.offers_toggle')}
              onClick={() => setOpen(!open)}
            >
              <IconChevronRight size={14} aria-hidden />
              {t('card.offers', { count: call.offers.length })}
            </button>
          </div>
        ) : null}
        {open ? <Offers call={call} /> : null}
      </div>
    </li>
  );
}
