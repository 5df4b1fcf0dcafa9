import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { answerOf } from '../api/problem';
import { queries } from '../api/queries';
import type { Call } from '../api/types';
import { done, failed } from '../parts/notices';
import { refreshEffects } from '../api/outcomes';
import { outcomesQuery, zone } from '../api/tasks';
import { OutcomeEffects } from '../parts/OutcomeEffects';
import { labelOf } from '../words/labels';
import { quickDue, quicks } from '../words/quick';
import classes from './CallBar.module.css';
import { useUnsaved } from './unsaved';

// OutcomeBar asks in wrap-up what came of the call. Saved as ready, it ends
// the wrap-up; late, when there is none any more, it only saves.
export function OutcomeBar({ call, late, onSaved }: { call: Call; late?: boolean; onSaved?: () => void }) {
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
      refreshEffects(call.id);
      setNext('');
      done(t('bar.saved'));
      onSaved?.();
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
        void save(!late);
      }}
      onKeyDown={(e) => {
        const key = Number(e.key);
        if (key >= 1 && key <= 9 && !(e.target instanceof HTMLInputElement)) setChosen(offered[key - 1]?.key ?? chosen);
        if (e.key === 'Enter' && (e.ctrlKey || e.metaKey) && chosen) {
          e.preventDefault();
          e.stopPropagation(); // here it saves too
          void save(!late);
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
      {late ? null : (
        <Button size="compact-md" variant="default" disabled={!chosen || !dirty || busy} onClick={() => void save(false)}>
          {t('bar.save')}
        </Button>
      )}
      <Button size="compact-md" type="submit" disabled={!chosen || (late && !dirty && !next)} loading={busy}>
        {t(late ? 'bar.save' : 'bar.save_ready')}
      </Button>
      {call.outcome ? <OutcomeEffects call={call.id} /> : null}
    </form>
  );
}
