import { Checkbox } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { memo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Card } from '../../api/types';
import { useAgentName } from '../../parts/agents';
import { TierMark, usePhone } from '../../parts/Caller';
import { Ago } from '../../parts/Moment';
import { useWindowed } from '../../parts/windowed';
import { plain } from '../../words/phone';
import classes from '../Cards.module.css';

const FEW = 100; // up to so many rows are all drawn
const AHEAD = 60; // so many rows before the end the next page is asked for

interface Props {
  cards: Card[];
  busy: boolean;
  chosen: ReadonlySet<string> | null; // null where none can be
  onChoose: (cards: Card[], on: boolean) => void;
  onNearEnd: () => void;
}

// CardTable is a list of cards of any length: only the rows near the screen are
// drawn, and the next page is fetched before its end is seen.
export function CardTable({ cards, busy, chosen, onChoose, onNearEnd }: Props) {
  const { t } = useTranslation();
  const body = useRef<HTMLTableSectionElement>(null);
  const narrow = useMediaQuery('(max-width: 719px)', undefined, { getInitialValueInEffect: false });
  const part = useWindowed(body, cards.length, narrow ? 57 : 33, FEW);
  if (part.last > cards.length - AHEAD) queueMicrotask(onNearEnd);
  const all = chosen !== null && cards.length > 0 && chosen.size >= cards.length;
  return (
    <table className={classes.table} aria-busy={busy} aria-rowcount={cards.length}>
      <thead>
        <tr>
          {chosen ? (
            <th className={classes.pick}>
              <Checkbox size="xs" aria-label={t('bulk.all')} checked={all} indeterminate={chosen.size > 0 && !all} onChange={() => onChoose(cards, !all)} />
            </th>
          ) : null}
          <th className={classes.wide}>{t('cards.name')}</th>
          <th>{t('cards.phones')}</th>
          <th>{t('cards.owner')}</th>
          <th className={classes.tierHead}>{t('cards.tier')}</th>
          <th className={classes.changedHead}>{t('cards.changed')}</th>
        </tr>
      </thead>
      <tbody ref={body}>
        {part.above ? <Room height={part.above} /> : null}
        {cards.slice(part.first, part.last).map((c) => (
          <Row key={c.id} card={c} picked={chosen ? chosen.has(c.id) : null} onChoose={onChoose} />
        ))}
        {part.below ? <Room height={part.below} /> : null}
      </tbody>
    </table>
  );
}

// Room is where rows are that are not drawn.
function Room({ height }: { height: number }) {
  return (
    <tr className={classes.room} aria-hidden>
      <td colSpan={6} style={{ height }} />
    </tr>
  );
}

const Row = memo(function Row({ card: c, picked, onChoose }: { card: Card; picked: boolean | null; onChoose: Props['onChoose'] }) {
  const { t } = useTranslation();
  const write = usePhone();
  const agent = useAgentName();
  const name = plain(c.name);
  return (
    <tr data-picked={picked || undefined}>
      {picked !== null ? (
        <td className={classes.pick}>
          <Checkbox size="xs" aria-label={t('bulk.one', { name: name || t('desk.unnamed') })} checked={picked} onChange={() => onChoose([c], !picked)} />
        </td>
      ) : null}
      <td className={`${classes.name} cut`}>
        <Link to="/cards/$id" params={{ id: c.id }}>
          {name || <span className="soft">{t('desk.unnamed')}</span>}
        </Link>
      </td>
      <td className={`${classes.phones} cut num`}>{c.phones.map(write).join(', ')}</td>
      <td className={`${classes.owner} cut`}>{c.owner_id ? agent(c.owner_id) : <span className="soft">{t('cards.nobody')}</span>}</td>
      <td className={classes.tier}>
        <TierMark tier={c.tier_now?.tier ?? c.tier} />
      </td>
      <td className={`${classes.changed} soft`}>
        <Ago at={c.changed_at} />
      </td>
    </tr>
  );
});
