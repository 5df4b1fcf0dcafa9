import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { historyQuery } from '../../api/tasks';
import type { TaskEvent } from '../../api/types';
import { Moment } from '../../parts/Moment';
import { serverNow } from '../../live/clock';
import { moment } from '../../words/format';
import { plain } from '../../words/phone';
import { ruleWords } from '../../words/rule';
import classes from './TaskDrawer.module.css';

const fields = {
  title: 'tasks.what',
  note: 'tasks.note',
  state: 'history.state',
  due_at: 'tasks.when',
  assignees: 'tasks.who',
  priority: 'tasks.priority',
  recurrence: 'tasks.repeats',
  card_id: 'deals.customer',
  deal_id: 'deals.deal',
  project_id: 'history.project',
  blocked_by: 'tasks.waits',
  checklist: 'tasks.checklist',
} as const;

// History is who changed what of a task, newest first.
export function History({ id }: { id: string }) {
  const { t, i18n } = useTranslation();
  const { data, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(historyQuery(id));
  const events = data?.pages.flatMap((p) => p.items) ?? [];
  if (events.length === 0) return null;
  return (
    <section aria-label={t('history.title')}>
      <h3 className="h2">{t('history.title')}</h3>
      <ol>
        {events.map((e) => (
          <li key={e.id} className={classes.said}>
            <div className="soft small">
              {plain(e.by ?? '') || t('change.house')} · <Moment at={e.at} />
            </div>
            {eventWords(e, t, i18n.language).map((line) => (
              <div key={line}>{line}</div>
            ))}
          </li>
        ))}
      </ol>
      {hasNextPage ? (
        <Button variant="subtle" size="compact-sm" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('card.more')}
        </Button>
      ) : null}
    </section>
  );
}

// eventWords are a sentence for each thing changed.
function eventWords(e: TaskEvent, t: TFunction, language: string): string[] {
  if (e.kind !== 'changed') return [t(`history.${e.kind}`)];
  return e.changes.map(({ field, from, to }) => {
    const word = field in fields ? t(fields[field as keyof typeof fields]) : field;
    switch (field) {
      case 'card_id':
      case 'deal_id':
      case 'project_id':
        return t('history.other', { field: word, what: t(!to ? 'history.out' : from ? 'history.another' : 'history.set') });
      case 'checklist':
        return t('history.other', { field: word, what: steps(from, to, t) });
      default:
        return t('change.other', { field: word, from: value(field, from, t, language), to: value(field, to, t, language) });
    }
  });
}

function value(field: string, raw: string, t: TFunction, language: string): string {
  if (field === 'recurrence') return raw === '' ? t('tasks.once') : ruleWords(raw, t, language);
  if (raw === '') return t('change.nothing');
  switch (field) {
    case 'state':
      return raw === 'open' || raw === 'done' || raw === 'cancelled' ? t(`history.${raw}`) : raw;
    case 'priority':
      return raw === 'low' || raw === 'normal' || raw === 'high' ? t(`tasks.${raw}`) : raw;
    case 'due_at':
      return moment(raw, serverNow(), language);
    case 'blocked_by':
      return raw.split('\n').map(plain).join(', ');
    default:
      return plain(raw);
  }
}

// steps tells of the lines of a checklist: those that came or were ticked, and
// those that are there no more.
function steps(from: string, to: string, t: TFunction): string {
  const now = to.split('\n').filter(Boolean);
  const texts = now.map((line) => line.slice(4));
  const gone = from.split('\n').filter((line) => line && !texts.includes(line.slice(4)));
  const words = [
    ...now.map((line) => `${line.startsWith('[x]') ? '☑' : '☐'} ${plain(line.slice(4))}`),
    ...gone.map((line) => t('history.step_gone', { step: plain(line.slice(4)) })),
  ];
  return words.join(', ') || t('history.order');
}
