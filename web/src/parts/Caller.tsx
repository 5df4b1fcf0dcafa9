import { IconStar, IconStarFilled } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../api/queries';
import type { Call, Tier } from '../api/types';
import { phone, plain } from '../words/phone';
import classes from './Caller.module.css';

// usePhone writes numbers as the company's country does.
export function usePhone(): (number: string) => string {
  const { data: me } = useQuery(meQuery);
  return (number) => phone(number, me?.country);
}

// numberOf is the customer's number in a call, whoever called.
export const numberOf = (call: Call) => (call.direction === 'outbound' ? call.to : call.from);

// useCallerName is who a call is with: the card's name, else the number, else
// that it is withheld.
export function useCallerName(): (call: Call) => string {
  const { t } = useTranslation();
  const write = usePhone();
  return (call) => {
    const number = numberOf(call);
    return plain(call.card_name || '') || (number ? write(plain(number)) : t('ring.withheld'));
  };
}

// TierMark stands beside a customer who is more than normal; brief, as a star
// whose word is for hovering and for screen readers.
export function TierMark({ tier, brief = false }: { tier: Tier | null; brief?: boolean }) {
  const { t } = useTranslation();
  if (!tier || tier === 'normal') return null;
  const Icon = tier === 'key' ? IconStarFilled : IconStar;
  const word = t(`tier.${tier}`);
  return (
    <span className={classes.tier} data-tier={tier} title={brief ? word : undefined}>
      <Icon size={12} aria-hidden />
      <span className={brief ? 'hidden' : undefined}>{word}</span>
    </span>
  );
}

interface CustomerProps {
  card: string | null;
  name: string;
  number?: string; // shown beside a name
  tier: Tier | null;
  brief?: boolean;
}

// Customer is somebody by name, with the tier, leading to the card.
export function Customer({ card, name, number, tier, brief = false }: CustomerProps) {
  return (
    <span className={classes.caller}>
      <span className={classes.who}>
        {card ? (
          <Link to="/cards/$id" params={{ id: card }} className={`${classes.name} cut`}>
            {name}
          </Link>
        ) : (
          <span className="cut">{name}</span>
        )}
        <TierMark tier={tier} brief={brief} />
      </span>
      {number ? <span className="soft small num">{number}</span> : null}
    </span>
  );
}

// Caller is who a call is with; brief, in one column's width.
export function Caller({ call, brief = false }: { call: Call; brief?: boolean }) {
  const name = useCallerName();
  const write = usePhone();
  const raw = numberOf(call);
  const number = !brief && call.card_name && raw ? write(plain(raw)) : undefined;
  return <Customer card={call.card_id} name={name(call)} number={number} tier={call.tier} brief={brief} />;
}
