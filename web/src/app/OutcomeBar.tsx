import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { answerOf } from '../api/problem';
import { queries } from '../api/queries';
import type { Call } from '../api/types';
import { done, failed } from '../parts/notices';
import { outcomesQuery, refreshTasks, zone } from '../api/tasks';
import { labelOf } from '../words/labels';
import { quickDue, quicks } from '../words/quick';
import classes from './CallBar.module.css';
import { useUnsaved } from './unsaved';

// OutcomeBar asks in wrap-up what came of the call. Saved as ready, it ends
// the wrap-up.
export function OutcomeBar({ call }: { call: Call }) {
  const { t, i18n } = useTranslation();
  const { data: list } = useQuery(outcomesQuery);
  const offered = list?.items.filter((o) => !o.archived) ?? [];
  const [next, setNext] = useState('');
  const [chosen, setChosen] = useState(call.outcome ?? '');
  const [note, setNote] = useState(call.note ?? '');
  const [busy, setBusy] = useState(false);
  const dirty = chosen !== (call.outcome ?? '') || note !== (call.note ?? '');
  useUnsaved(dirty);

  const save = async (ready: boolean) => {
    if (!chosen || busy) return;
    setBusy(true);
    try {
      const saved = await answerOf(
        api.POST('/calls/{id}/outcome', {
          params: { path: { id: call.id } },
          body: { outcome: chosen, note: note.trim() || undefined, ready, ...(next ? { follow_up: { due_local: next, zone } } : {}) },
        }),
      );
      queries.setQueryData(['calls', 'one', call.id], saved);
      void queries.invalidateQueries({ queryKey: ['calls', 'list'] });
      void queries.invalidateQueries({ queryKey: ['cards', 'timeline'] });
      setNext('');
      refreshTasks();
      void queries.invalidateQueries({ queryKey: ['deals'] });
      done(t('bar.saved'));
    } catch (err) {
      failed(err, t);
    } finally {
      setBusy(false);
    }
  };

  return (
    <form
      className={classes.outcomes}
      onSubmit={(e) => {
        e.preventDefault();
        void save(true);
      }}
      onKeyDown={(e) => {
        const key = Number(e.key);
        if (key >= 1 && key <= 9 && !(e.target instanceof HTMLInputElement)) setChosen(offered[key - 1]?.key ?? chosen);
        if (e.key === 'Enter' && (e.ctrlKey || e.metaKey) && chosen) {
          e.preventDefault();
          e.stopPropagation(); // here it saves too
          void save(true);
        }
      }}
    >
      <div className="row wrap" role="radiogroup" aria-label={t('bar.came')}>
        {offered.map(({ key, labels }, i) => (
          <Button
            key={key}
            size="compact-sm"
            role="radio"
            aria-checked={chosen === key}
            variant={chosen === key ? 'filled' : 'default'}
            onClick={() => setChosen(key)}
          >
            {i < 9 ? <span className="soft small">{i + 1}&nbsp;</span> : null}
            {labelOf(labels, i18n.language, key)}
          </Button>
        ))}
      </div>
      <TextInput
        className={classes.note}
        size="xs"
        value={note}
        maxLength={10000}
        placeholder={t('bar.note')}
        aria-label={t('bar.note')}
        onChange={(e) => setNote(e.currentTarget.value)}
      />
      <div className="row wrap" role="group" aria-label={t('bar.next')}>
        {quicks.map((q) => {
          const due = quickDue(q, new Date());
          return (
            <Button key={q} size="compact-sm" variant={next === due ? 'light' : 'subtle'} aria-pressed={next === due} onClick={() => setNext(next === due ? '' : due)}>
              {t(`quick.${q}`)}
            </Button>
          );
        })}
      </div>
      <Button size="compact-md" variant="default" disabled={!chosen || !dirty || busy} onClick={() => void save(false)}>
        {t('bar.save')}
      </Button>
      <Button size="compact-md" type="submit" disabled={!chosen} loading={busy}>
        {t('bar.save_ready')}
      </Button>
    </form>
  );
}
