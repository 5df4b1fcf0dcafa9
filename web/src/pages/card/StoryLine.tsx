import { IconChevronRight, IconColumns3, IconFlag, IconHistory, IconNote, IconPaperclip, IconPencil, IconSparkles } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TimelineItem } from '../../api/types';
import { Moment } from '../../parts/Moment';
import { plain } from '../../words/phone';
import type { Changes } from '../../words/story';
import classes from './Card.module.css';
import { useChangeWords } from './changes';
import { NoteItem, useDealWords } from './DealItem';
import { EndedCall } from './StoryCall';

// StoryLine is one line of the story; eager, its recording is fetched at once.
export function StoryLine({ item, eager }: { item: TimelineItem; eager: boolean }) {
  if (item.kind === 'call') return item.call ? <EndedCall call={item.call} eager={eager} /> : null;
  if (item.kind === 'note')
    return (
      <li className={classes.item}>
        <IconNote size={18} stroke={1.6} aria-hidden />
        <NoteItem item={item} />
      </li>
    );
  return <Changed item={item} />;
}

// FoldedChanges is several changes in one line, which opens on a press.
export function FoldedChanges({ changes: { of, count } }: { changes: Changes }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const newest = of[0];
  if (!newest) return null;
  return (
    <>
      <li className={classes.item} data-kind="change">
        <IconHistory size={16} stroke={1.6} aria-hidden />
        <p className={classes.headline}>
          <button type="button" className={classes.toggle} aria-expanded={open} onClick={() => setOpen(!open)}>
            <IconChevronRight size={14} aria-hidden />
            {newest.by === null ? t('story.changed_alone', { count }) : t('story.changed', { by: plain(newest.by), count })}
          </button>
          <span className="soft small">
            <Moment at={newest.at} />
          </span>
        </p>
      </li>
      {open ? of.map((item) => <Changed key={item.id} item={item} within />) : null}
    </>
  );
}

const icons: Partial<Record<TimelineItem['kind'], typeof IconFlag>> = { opened: IconSparkles, outcome: IconFlag, changed: IconPencil };

// Changed says what was changed; within, below the line that tells of several.
function Changed({ item, within = false }: { item: TimelineItem; within?: boolean }) {
  const { t } = useTranslation();
  const say = useChangeWords();
  const deal = useDealWords();
  const Icon = icons[item.kind] ?? (item.deal ? IconColumns3 : item.file ? IconPaperclip : IconPencil);
  const texts = item.deal ? deal(item) : say(item);
  return (
    <li className={classes.item} data-kind="change" data-within={within || undefined}>
      <Icon size={16} stroke={1.6} aria-hidden />
      <p className={classes.headline}>
        {texts.map((text) => (
          <span key={text} className={classes.changed}>
            {text}
          </span>
        ))}
        <span className="soft small">
          <Moment at={item.at} /> · {item.by ?? t('change.house')}
        </span>
      </p>
    </li>
  );
}
