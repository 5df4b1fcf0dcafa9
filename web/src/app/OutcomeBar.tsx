import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { answerOf } from '../api/problem';
import { queries } from '../api/queries';
import type { Call } from '../api/types';
import { done, failed } from '../parts/notices';
import { outcomes, outcomeWord } from '../words/outcomes';
import classes from './CallBar.module.css';
import { useUnsaved } from './unsaved';

// OutcomeBar asks in wrap-up what came of the call. Saved as ready, it ends
// the wrap-up.
export function OutcomeBar({ call }: { call: Call }) {
  const { t } = useTranslation();
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
          body: { outcome: chosen, note: note.trim() || undefined, ready },
        }),
      );
      queries.setQueryData(['calls', 'one', call.id], saved);
      void queries.invalidateQueries({ queryKey: ['calls', 'list'] });
      void queries.invalidateQueries({ queryKey: ['cards', 'timeline'] });
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
        if (e.key === 'Enter' && (e.ctrlKey || e.metaKey) && chosen) {
          e.preventDefault();
          e.stopPropagation(); // here it saves too
          void save(true);
        }
      }}
    >
      <div className="row wrap" role="radiogroup" aria-label={t('bar.came')}>
        {outcomes.map((key) => (
          <Button
            key={key}
            size="compact-sm"
            role="radio"
            aria-checked={chosen === key}
            variant={chosen === key ? 'filled' : 'default'}
            onClick={() => setChosen(key)}
          >
            {outcomeWord(key, t)}
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
      <Button size="compact-md" variant="default" disabled={!chosen || !dirty || busy} onClick={() => void save(false)}>
        {t('bar.save')}
      </Button>
      <Button size="compact-md" type="submit" disabled={!chosen} loading={busy}>
        {t('bar.save_ready')}
      </Button>
    </form>
  );
}
