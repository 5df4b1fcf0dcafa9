import { useTranslation } from 'react-i18next';
import type { TimelineItem } from '../../api/types';
import { usePhone } from '../../parts/Caller';
import { useAgentName } from '../../parts/agents';
import { outcomeWord } from '../../words/outcomes';
import { plain } from '../../words/phone';

// useChangeWords says in words what a line of the timeline that is no call
// tells, one sentence for each thing changed.
export function useChangeWords(): (item: TimelineItem) => string[] {
  const { t } = useTranslation();
  const agent = useAgentName();
  const write = usePhone();

  const value = (field: string, raw: string): string => {
    if (raw === '') return t('change.nothing');
    switch (field) {
      case 'tier':
        return raw === 'normal' || raw === 'important' || raw === 'key' ? t(`tier.${raw}`) : raw;
      case 'owner_id':
        return agent(raw);
      case 'phones':
        return raw.split(/[,\s]+/).filter(Boolean).map(write).join(', ');
      default:
        return plain(raw);
    }
  };

  return (item) => {
    if (item.kind === 'opened') return [t(item.call_id ? 'change.created_by_call' : 'change.created')];
    if (item.kind === 'outcome' && item.outcome) {
      const outcome = t('change.outcome', { outcome: outcomeWord(item.outcome.outcome, t) });
      return [outcome, ...(item.outcome.note ? [plain(item.outcome.note)] : [])];
    }
    return item.changes.map(({ field, ...change }) => {
      const both = { from: value(field, change.from), to: value(field, change.to) };
      switch (field) {
        case 'name':
        case 'phones':
        case 'owner_id':
        case 'tier':
          return t(`change.${field}`, both);
        default:
          return t('change.other', { field, ...both });
      }
    });
  };
}
