import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Deal, Stage } from '../../api/types';
import { labelOf } from '../../words/labels';
import classes from './Deals.module.css';
import { useDragged, useDropOn } from './dragging';

// DropZones are the ends of a deal, within reach while one is dragged.
export function DropZones({ stages, move }: { stages: Stage[]; move: (deal: Deal, stage: string) => void }) {
  const dragged = useDragged();
  if (!dragged) return null;
  return (
    <div className={classes.zones} data-foot>
      {stages
        .filter((s) => s.kind !== 'open')
        .map((s) => (
          <Zone key={s.key} stage={s} move={move} />
        ))}
    </div>
  );
}

function Zone({ stage, move }: { stage: Stage; move: (deal: Deal, stage: string) => void }) {
  const { i18n } = useTranslation();
  const place = useDropOn(stage.key, (deal) => move(deal, stage.key));
  const Icon = stage.kind === 'won' ? IconCircleCheck : IconCircleX;
  return (
    <div className={classes.zone} data-kind={stage.kind} data-zone={stage.key} {...place}>
      <Icon size={18} aria-hidden />
      {labelOf(stage.labels, i18n.language, stage.key)}
    </div>
  );
}
