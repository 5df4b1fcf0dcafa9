import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type DealFilter, FEW } from '../../api/deals';
import type { BoardColumn, Deal } from '../../api/types';
import { useWindowed } from '../../parts/windowed';
import { labelOf } from '../../words/labels';
import { ColumnHead } from './ColumnHead';
import { DealCard } from './DealCard';
import classes from './Deals.module.css';
import { useDropOn } from './dragging';

// As Deals.module.css draws them: a deal on the board, and the room between two.
const HEIGHT = 102;
const GAP = 8;

interface Props {
  column: BoardColumn;
  left?: string; // the stages beside it
  right?: string;
  edits: boolean;
  filter: DealFilter;
  onMore?: () => void; // shows more of each column; left out where the rest is a list
  open: (deal: Deal) => void;
  move: (deal: Deal, stage: string) => void;
}

// Column is one stage of the board.
export function Column({ column, left, right, edits, filter, onMore, open, move }: Props) {
  const { t, i18n } = useTranslation();
  const { stage, count, sums, deals } = column;
  const place = useDropOn(stage.key, (deal) => move(deal, stage.key));
  const label = labelOf(stage.labels, i18n.language, stage.key);
  const cards = useRef<HTMLDivElement>(null);
  const part = useWindowed(cards, deals.length, HEIGHT + GAP, FEW);
  const rest = count - deals.length;
  return (
    <section role="listitem" aria-label={t('deals.column', { stage: label, count })} className={classes.column} data-kind={stage.kind} {...place}>
      <ColumnHead label={label} count={count} sums={sums} />
      <div ref={cards} className={classes.cards}>
        {part.above ? <div style={{ height: part.above - GAP }} /> : null}
        {deals.slice(part.first, part.last).map((d) => (
          <DealCard
            key={d.id}
            deal={d}
            rots={stage.kind === 'open' ? (stage.rots_days ?? 0) : 0}
            edits={edits}
            onOpen={() => open(d)}
            onStep={(way) => {
              const to = way === 'left' ? left : right;
              if (to) move(d, to);
            }}
          />
        ))}
        {part.below ? <div style={{ height: part.below - GAP }} /> : null}
        {rest > 0 && onMore ? (
          <Button variant="subtle" size="compact-sm" onClick={onMore}>
            {t('deals.rest', { count: rest })}
          </Button>
        ) : null}
        {rest > 0 && !onMore ? (
          <Link
            to="/deals"
            search={{ view: 'list', stage: stage.key, owner: filter.owner_id, team: filter.team_id, due: filter.due, q: filter.q, pipeline: filter.pipeline }}
            className={`${classes.more} link small`}
          >
            {t('deals.rest', { count: rest })}
          </Link>
        ) : null}
      </div>
    </section>
  );
}
