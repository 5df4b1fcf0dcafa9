import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Deal } from '../../api/types';
import { useNow } from '../../live/clock';
import { useAgentName } from '../../parts/agents';
import { ago } from '../../words/format';
import { money } from '../../words/money';
import { plain } from '../../words/phone';
import classes from './Deals.module.css';
import { drag, drop } from './dragging';
import { NextTask } from './NextTask';

const DAY = 86_400_000;

// picked is the deal that was being carried with the keyboard: it is another
// element once it stands in another column, and must have the focus there.
let picked: string | null = null;

interface Props {
  deal: Deal;
  rots: number; // days after which it is left lying; 0 never
  edits: boolean;
  due?: boolean; // what counts is when the next task is due, not how long it has stood here
  onOpen: () => void;
  onStep?: (way: 'left' | 'right') => void;
}

// DealCard is a deal on the board. Enter opens it; space picks it up and puts
// it down, the arrows carry it.
export function DealCard({ deal, rots, edits, due = false, onOpen, onStep }: Props) {
  const { t, i18n } = useTranslation();
  const agent = useAgentName();
  const now = useNow();
  const [held, setHeld] = useState(picked === deal.id);
  const button = useRef<HTMLButtonElement>(null);
  const age = now - Date.parse(deal.stage_since);
  const rotten = rots > 0 && age > rots * DAY;
  useEffect(() => {
    if (picked === deal.id) button.current?.focus();
  }, [deal.id]);

  const pick = (on: boolean) => {
    picked = on ? deal.id : null;
    setHeld(on);
  };
  return (
    <button
      ref={button}
      type="button"
      className={classes.deal}
      data-rotten={rotten || undefined}
      data-held={held || undefined}
      aria-pressed={edits ? held : undefined}
      aria-describedby={edits ? 'deals-keys' : undefined}
      title={rotten ? t('deals.rotten') : undefined}
      draggable={edits}
      onDragStart={(e) => {
        e.dataTransfer.effectAllowed = 'move';
        e.dataTransfer.setData('text/plain', deal.title);
        drag(deal);
      }}
      onDragEnd={drop}
      onClick={onOpen}
      onBlur={() => held && picked !== deal.id && setHeld(false)}
      onKeyDown={(e) => {
        if (!edits) return;
        if (e.key === ' ') {
          e.preventDefault();
          pick(!held);
        } else if (held && (e.key === 'ArrowLeft' || e.key === 'ArrowRight')) {
          e.preventDefault();
          onStep?.(e.key === 'ArrowLeft' ? 'left' : 'right');
        } else if (held && e.key === 'Escape') {
          pick(false);
        }
      }}
    >
      <span className={classes.name}>{plain(deal.title)}</span>
      <span className="soft small cut">{plain(deal.card_name) || t('desk.unnamed')}</span>
      <span className={classes.line}>
        <span className="num">{money(deal.amount, deal.currency, i18n.language)}</span>
        {due || deal.kind !== 'open' ? null : <span className="soft small num">{ago(deal.stage_since, now, i18n.language)}</span>}
      </span>
      <span className={classes.line}>
        <span className="soft small cut">{deal.owner_id ? agent(deal.owner_id) : t('deals.nobody')}</span>
        {deal.kind === 'open' ? <NextTask due={deal.next_task_at} wordy={due} /> : null}
      </span>
    </button>
  );
}
