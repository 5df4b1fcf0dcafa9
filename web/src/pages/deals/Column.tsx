import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BoardColumn, Deal } from '../../api/types';
import { labelOf } from '../../words/labels';
import { money } from '../../words/money';
import classes from './Deals.module.css';
import { DealCard } from './DealCard';

// what is dragged: the browser's own transfer cannot be read while over a column.
let dragged: Deal | null = null;

interface Props {
  column: BoardColumn;
  left?: string; // the stages beside it
  right?: string;
  edits: boolean;
  filter: { pipeline?: string; owner_id?: string; q?: string };
  open: (deal: Deal) => void;
  move: (deal: Deal, stage: string) => void;
}

// Column is one stage of the board.
export function Column({ column, left, right, edits, filter, open, move }: Props) {
  const { t, i18n } = useTranslation();
  const [over, setOver] = useState(false);
  const { stage, count, sums, deals } = column;
  const label = labelOf(stage.labels, i18n.language, stage.key);
  return (
    <section
      role="listitem"
      aria-label={t('deals.column', { stage: label, count })}
      className={classes.column}
      data-kind={stage.kind}
      data-over={over || undefined}
      onDragOver={(e) => {
        if (!dragged || dragged.stage === stage.key) return;
        e.preventDefault();
        setOver(true);
      }}
      onDragLeave={(e) => {
        if (!e.currentTarget.contains(e.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(e) => {
        e.preventDefault();
        setOver(false);
        if (dragged) move(dragged, stage.key);
        dragged = null;
      }}
    >
      <h2 className={`${classes.title} h2`}>
        <span className="cut">{label}</span>
        <span className="soft num">{count}</span>
      </h2>
      <p className={`${classes.sums} soft small num`}>{sums.map((s) => money(s.amount, s.currency, i18n.language)).join(' · ')}</p>
      <div className={classes.cards}>
        {deals.map((d) => (
          <DealCard
            key={d.id}
            deal={d}
            rots={stage.kind === 'open' ? (stage.rots_days ?? 0) : 0}
            edits={edits}
            onOpen={() => open(d)}
            onDrag={(on) => (dragged = on ? d : null)}
            onStep={(way) => {
              const to = way === 'left' ? left : right;
              if (to) move(d, to);
            }}
          />
        ))}
        {count > deals.length ? (
          <Link
            to="/deals"
            search={{ view: 'list', stage: stage.key, owner: filter.owner_id, q: filter.q, pipeline: filter.pipeline }}
            className={`${classes.more} link small`}
          >
            {t('deals.rest', { count: count - deals.length })}
          </Link>
        ) : null}
      </div>
    </section>
  );
}
