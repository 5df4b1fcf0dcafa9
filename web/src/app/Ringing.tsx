import { Button, Skeleton } from '@mantine/core';
import { IconBellRinging } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call, Deal, Policy } from '../api/types';
import { serverNow, useNow } from '../live/clock';
import { useDesk } from '../live/desk';
import { useAgentName } from '../parts/agents';
import { numberOf, TierMark, useCallerName, usePhone } from '../parts/Caller';
import { useStageWord } from '../parts/stages';
import { ago } from '../words/format';
import { plain } from '../words/phone';
import { because } from '../words/reasons';
import { type Glance, useGlance } from './glance';
import { useOwn } from './own';
import classes from './Ringing.module.css';
import { anythingUnsaved } from './unsaved';

// Ringing shows who is ringing at one's own phone, bottom right. It never
// takes the keyboard. When the phone is answered the card opens, unless a form
// holds something not saved: then the call bar offers it.
export function Ringing() {
  const own = useOwn();
  const { data: desk } = useDesk();
  const navigate = useNavigate();

  const talking = own?.agent.state === 'talking' ? own.call : null;
  const opened = useRef<string>(undefined);
  const first = useRef(true);
  useEffect(() => {
    // A page loaded in the middle of a conversation stays where it was.
    const loaded = first.current && own !== null;
    if (own !== null) first.current = false;
    if (!talking?.card_id || opened.current === talking.id) return;
    opened.current = talking.id;
    if (loaded || anythingUnsaved()) return;
    void navigate({ to: '/cards/$id', params: { id: talking.card_id } });
  }, [own, talking?.id, talking?.card_id, navigate]);

  // What is known of the customer is fetched before the phone has begun to ring.
  const coming = own?.agent.state === 'claimed' || own?.agent.state === 'ringing' ? own.call : null;
  const glance = useGlance(coming?.card_id ?? null);
  return (
    <div className={classes.place} role="status" aria-live="polite">
      {own?.agent.state === 'ringing' && coming && desk ? <Toast call={coming} agent={own.agent.id} policy={desk.policy} glance={glance} /> : null}
    </div>
  );
}

interface Props {
  call: Call;
  agent: string;
  policy: Policy;
  glance: Glance;
}

function Toast({ call, agent, policy, glance }: Props) {
  const { t } = useTranslation();
  const name = useCallerName();
  const write = usePhone();
  const navigate = useNavigate();
  const offer = [...call.offers].reverse().find((o) => o.agent_id === agent && !o.result);
  const number = numberOf(call);
  return (
    <div className={classes.toast}>
      <div className="spread">
        <p className={`${classes.title} row`}>
          <IconBellRinging size={16} className={classes.bell} aria-hidden />
          {t(call.direction === 'outbound' ? 'ring.own' : 'ring.title')}
        </p>
        {offer?.ringing_at ? <Empties key={call.id + offer.ringing_at} began={Date.parse(offer.ringing_at)} lasts={policy.ring_timeout_ms} /> : <span className={classes.ring} />}
      </div>
      <p className={`${classes.name} cut`}>{name(call)}</p>
      <p className="row soft">
        {call.card_name && number ? <span className="num">{write(number)}</span> : <span>{t('ring.unknown')}</span>}
        <TierMark tier={call.tier} />
      </p>
      <Facts glance={glance} why={call.direction === 'inbound' ? (offer?.because.map((r) => because(r, t)).join(', ') ?? '') : ''} />
      {call.card_id ? (
        <Button className={classes.open} size="compact-sm" variant="default" onClick={() => void navigate({ to: '/cards/$id', params: { id: call.card_id! } })}>
          {t('ring.open')}
        </Button>
      ) : null}
    </div>
  );
}

// Facts has a line for each thing from the beginning: what comes later moves
// nothing.
function Facts({ glance: { card, talk, deal }, why }: { glance: Glance; why: string }) {
  const { t, i18n } = useTranslation();
  const agent = useAgentName();
  const word = useStageWord();
  const now = useNow();
  const owner = card && (card.owner_id ? agent(card.owner_id) : t('card.nobody'));
  const spoken = (call: Call) => [ago(call.started_at, now, i18n.language), agent(call.agent_id)].filter(Boolean).join(' · ');
  const standing = (d: Deal) => `${plain(d.title)} · ${word(d.stage, d.pipeline)}`;
  return (
    <dl className={classes.facts}>
      <Fact label={t('card.last_contact')} value={talk === null ? t('pop.never') : talk && spoken(talk)} />
      <Fact label={t('deals.deal')} value={deal === null ? t('pop.no_deal') : deal && standing(deal)} />
      <Fact label={t('card.owner')} value={owner} />
      <Fact label={t('pop.groups')} value={card && (card.tags.map(plain).join(', ') || t('pop.no_groups'))} />
      {why ? (
        <div>
          <dt>{t('ring.why')}</dt>
          <dd>{why}</dd>
        </div>
      ) : null}
    </dl>
  );
}

function Fact({ label, value }: { label: string; value: string | undefined }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className="cut">{value ?? <Skeleton height={10} width="60%" radius={3} mt={5} mb={5} />}</dd>
    </div>
  );
}

// Empties is a ring that empties while the phone rings here.
function Empties({ began, lasts }: { began: number; lasts: number }) {
  const { t } = useTranslation();
  const now = useNow();
  const [gone] = useState(() => Math.min(lasts, Math.max(0, serverNow() - began))); // once: the animation goes on by itself
  const left = Math.max(0, began + lasts - now);
  return (
    <span className={`${classes.ring} num`} title={t('ring.seconds_left', { count: Math.ceil(left / 1000) })} aria-hidden>
      <svg viewBox="0 0 36 36">
        <circle cx="18" cy="18" r="15" />
        <circle cx="18" cy="18" r="15" pathLength={1} className={classes.empties} style={{ animationDuration: `${lasts}ms`, animationDelay: `${-gone}ms` }} />
      </svg>
      {Math.ceil(left / 1000)}
    </span>
  );
}
