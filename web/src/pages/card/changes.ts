import { useTranslation } from 'react-i18next';
import type { TimelineItem } from '../../api/types';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { fieldsQuery } from '../../api/cards';
import { usePhone } from '../../parts/Caller';
import { useAgentName } from '../../parts/agents';
import { useOutcomeWord } from '../../parts/outcomes';
import { labelOf } from '../../words/labels';
import { plain } from '../../words/phone';

const words = {
  form: 'more.form',
  language: 'more.language',
  time_zone: 'more.zone',
  tags: 'more.tags',
  addresses: 'more.address',
  numbers: 'card.phones',
  mails: 'more.mails',
  contacts: 'contact.title',
  'consent.recording': 'more.recording',
  'consent.marketing': 'more.marketing',
} as const;

// useChangeWords says in words what a line of the timeline that is no call
// tells, one sentence for each thing changed.
export function useChangeWords(): (item: TimelineItem) => string[] {
  const { t, i18n } = useTranslation();
  const { data: fields } = useQuery(fieldsQuery);
  const agent = useAgentName();
  const outcomeWord = useOutcomeWord();
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

  // wordOf is the name of a member, or of a field of the company's own.
  const wordOf = (field: string): string => {
    const [kind, key] = field.split('.');
    if (kind === 'field') return labelOf(fields?.items.find((f) => f.key === key)?.labels ?? {}, i18n.language, key ?? '');
    return field in words ? t(words[field as keyof typeof words]) : field;
  };

  return (item) => {
    if (item.kind === 'opened') return [t(item.call_id ? 'change.created_by_call' : 'change.created')];
    if (item.kind === 'outcome' && item.outcome) {
      const outcome = t('change.outcome', { outcome: outcomeWord(item.outcome.outcome) });
      return [outcome, ...(item.outcome.note ? [plain(item.outcome.note)] : [])];
    }
    if (item.task) return taskWords(item.kind, plain(item.task.title), t);
    if (item.merge) return [t(item.kind === 'merged' ? 'change.merged' : 'change.unmerged', { name: plain(item.merge.name) })];
    const file = item.file && { title: plain(item.file.title), number: item.file.number, threat: item.file.threat ?? '' };
    if (file && item.kind === 'file_added') return [t(file.number > 1 ? 'file.story_version' : 'file.story_added', file)];
    if (file && item.kind === 'file_removed') return [t('file.story_removed', file)];
    if (file && item.kind === 'file_restored') return [t('file.story_restored', file)];
    if (file && item.kind === 'file_infected') return [t('file.story_infected', file)];
    if (file) return [t('file.story_changed', file)];
    return item.changes.map(({ field, ...change }) => {
      const both = { from: value(field, change.from), to: value(field, change.to) };
      switch (field) {
        case 'name':
        case 'phones':
        case 'owner_id':
        case 'tier':
          return t(`change.${field}`, both);
        default:
          return t('change.other', { field: wordOf(field), ...both });
      }
    });
  };
}

// taskWords says what became of a task.
function taskWords(kind: TimelineItem['kind'], task: string, t: TFunction): string[] {
  switch (kind) {
    case 'task_made':
    case 'task_done':
    case 'task_removed':
    case 'task_restored':
      return [t(`change.${kind}`, { task })];
    default:
      return [t('change.task_changed', { task })];
  }
}
