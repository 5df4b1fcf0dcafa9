import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { BoardColumn, Deal } from '../../api/types';
import { labelOf } from '../../words/labels';
import { ColumnHead } from './ColumnHead';
import { DealCard } from './DealCard';
import classes from './Deals.module.css';
import { useDropOn } from './dragging';

interface Props {
  column: BoardColumn;
  left?: string; // the stages beside it
  right?: string;
  edits: boolean;
  filter: { pipeline?: string; owner_id?: string; q?: string };
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
  const rest = count - deals.length;
  return (
    <section role="listitem" aria-label={t('deals.column', { stage: label, count })} className={classes.column} data-kind={stage.kind} {...place}>
      <ColumnHead label={label} count={count} sums={sums} />
      <div className={classes.cards}>
        {deals.map((d) => (
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
        {rest > 0 && onMore ? (
          <Button variant="subtle" size="compact-sm" onClick={onMore}>
            {t('deals.rest', { count: rest })}
          </Button>
        ) : null}
        {rest > 0 && !onMore ? (
          <Link
            to="/deals"
            search={{ view: 'list', stage: stage.key, owner: filter.owner_id, q: filter.q, pipeline: filter.pipeline }}
            className={`${classes.more} link small`}
          >
            {t('deals.rest', { count: rest })}
          </Link>
        ) : null}
      </div>
    </section>
  );
}
