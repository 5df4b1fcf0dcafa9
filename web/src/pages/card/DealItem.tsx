import { useTranslation } from 'react-i18next';
import type { TimelineItem } from '../../api/types';
import { useAgentName } from '../../parts/agents';
import { useStageWord } from '../../parts/stages';
import { money } from '../../words/money';
import { plain } from '../../words/phone';
import { Moment } from '../../parts/Moment';
import classes from './Card.module.css';
import { useEffectWords } from './Effects';

// useDealWords says in words what a line of the timeline tells of a deal.
export function useDealWords(): (item: TimelineItem) => string[] {
  const { t, i18n } = useTranslation();
  const word = useStageWord();
  const agent = useAgentName();
  return (item) => {
    const d = item.deal;
    if (!d) return [];
    const values = { deal: plain(d.title), amount: money(d.amount, d.currency, i18n.language), from: word(d.from), stage: word(d.to), reason: plain(d.reason ?? '') };
    switch (item.kind) {
      case 'deal_made':
        return [t('dealline.made', values)];
      case 'deal_moved':
        return [t(d.how === 'undo' ? 'dealline.undone' : 'dealline.moved', values), ...(d.reason ? [values.reason] : [])];
      case 'deal_removed':
        return [t('dealline.removed', values)];
      case 'deal_restored':
        return [t('dealline.restored', values)];
      default:
        return item.changes.map((c) => {
          const value = (raw: string) => (raw === '' ? t('change.nothing') : c.field === 'owner_id' ? agent(raw) : c.field === 'amount' ? amountOf(raw, i18n.language) : plain(raw));
          return t('dealline.changed', { deal: values.deal, from: value(c.from), to: value(c.to) });
        });
    }
  };
}

// amountOf writes an amount as the timeline keeps it: "125000 HUF".
function amountOf(raw: string, lang: string): string {
  const [amount = '', currency = ''] = raw.split(' ');
  return money(Number(amount), currency, lang);
}

// NoteItem is a note with what its hashtags did.
export function NoteItem({ item }: { item: TimelineItem }) {
  const { t } = useTranslation();
  const say = useEffectWords();
  if (!item.note) return null;
  return (
    <div className={classes.body}>
      <p className={classes.headline}>
        <strong>{t('note.title')}</strong>
        <Moment at={item.at} />
        <span className="soft">{item.by ?? t('change.house')}</span>
      </p>
      <p className={classes.note}>{plain(item.note.text)}</p>
      {item.note.effects.map((e) => (
        <p key={e.tag} className="soft small">
          {say(e)}
        </p>
      ))}
    </div>
  );
}
