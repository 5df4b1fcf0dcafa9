import { Button } from '@mantine/core';
import { IconBellRinging } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call, Policy } from '../api/types';
import { useNow } from '../live/clock';
import { useDesk } from '../live/desk';
import { numberOf, TierMark, useCallerName, usePhone } from '../parts/Caller';
import { because } from '../words/reasons';
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

  const rings = own?.agent.state === 'ringing' && own.call ? own.call : null;
  return (
    <div className={classes.place} role="status" aria-live="polite">
      {rings && desk ? <Toast call={rings} agent={own!.agent.id} policy={desk.policy} /> : null}
    </div>
  );
}

function Toast({ call, agent, policy }: { call: Call; agent: string; policy: Policy }) {
  const { t } = useTranslation();
  const name = useCallerName();
  const write = usePhone();
  const navigate = useNavigate();
  const now = useNow();
  const offer = [...call.offers].reverse().find((o) => o.agent_id === agent && !o.result);
  const began = offer?.ringing_at ? Date.parse(offer.ringing_at) : now;
  const left = Math.max(0, began + policy.ring_timeout_ms - now);
  const number = numberOf(call);
  return (
    <div className={classes.toast}>
      <p className={`${classes.title} row`}>
        <IconBellRinging size={16} className={classes.bell} aria-hidden />
        {t(call.direction === 'outbound' ? 'ring.own' : 'ring.title')}
      </p>
      <p className={`${classes.name} cut`}>{name(call)}</p>
      <p className="row soft">
        {call.card_name && number ? <span className="num">{write(number)}</span> : <span>{t('ring.unknown')}</span>}
        <TierMark tier={call.tier} />
      </p>
      {offer?.because.length && call.direction === 'inbound' ? (
        <p className="small soft">
          {t('ring.why')}: {offer.because.map((r) => because(r, t)).join(', ')}
        </p>
      ) : null}
      <div className="spread">
        <span className="small soft num" aria-hidden>
          {t('ring.seconds_left', { count: Math.ceil(left / 1000) })}
        </span>
        {call.card_id ? (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => void navigate({ to: '/cards/$id', params: { id: call.card_id! } })}
          >
            {t('ring.open')}
          </Button>
        ) : null}
      </div>
      <div className={classes.line} aria-hidden>
        <div
          key={call.id + (offer?.ringing_at ?? '')}
          className={classes.empties}
          style={{ animationDuration: `${policy.ring_timeout_ms}ms`, animationDelay: `${-(policy.ring_timeout_ms - left)}ms` }}
        />
      </div>
    </div>
  );
}
