import {
  IconArrowBackUp,
  IconBellOff,
  IconCheck,
  IconClock,
  type IconProps,
  IconPhoneOff,
  IconX,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call, OfferResult } from '../api/types';
import { useAgentName } from './agents';
import { duration } from '../words/format';
import { offerResult, rangFor } from '../words/offers';
import { because } from '../words/reasons';
import classes from './Offers.module.css';
import { Searches } from './Searches';

const icons: Record<OfferResult, ComponentType<IconProps>> = {
  answered: IconCheck,
  missed: IconBellOff,
  rejected: IconX,
  unreachable: IconPhoneOff,
  withdrawn: IconArrowBackUp,
};


// Offers is to whom a call was offered, in order, what became of it, and why
// that agent was chosen, in words. Times count from the call's arrival.
export function Offers({ call }: { call: Call }) {
  const { t } = useTranslation();
  const name = useAgentName();
  if (call.offers.length === 0) {
    return (
      <>
        <p className="soft">{t(call.state === 'ended' ? 'offer.none' : 'offer.none_yet')}</p>
        <Searches call={call} />
      </>
    );
  }
  const began = Date.parse(call.started_at);
  return (
    <>
      <ol className={classes.list}>
        {call.offers.map((o, i) => {
          const Icon = o.result ? icons[o.result] : IconClock;
          const rang = rangFor(o);
          return (
            <li key={i} className={classes.offer}>
              <span className="num soft small">+{duration(Date.parse(o.offered_at) - began)}</span>
              <Icon size={16} aria-hidden className={classes.icon} data-result={o.result ?? 'open'} />
              <div className="grow">
                <p>
                  <strong>{name(o.agent_id)}</strong> <span>{offerResult(o, t)}</span>
                  {rang !== null && rang > 0 ? <span className="soft num"> · {t('offer.rang', { time: duration(rang) })}</span> : null}
                </p>
                {o.because.length ? (
                  <p className="soft small">
                    {t('why.because')} {o.because.map((r) => because(r, t)).join(', ')}
                  </p>
                ) : null}
              </div>
            </li>
          );
        })}
      </ol>
      <Searches call={call} />
    </>
  );
}
