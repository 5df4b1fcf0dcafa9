import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { refreshEffects } from '../api/outcomes';
import { answerOf, asProblem } from '../api/problem';
import { queries } from '../api/queries';
import { outcomesQuery } from '../api/tasks';
import { zone } from '../api/zone';
import type { Call } from '../api/types';
import { useDraft } from '../parts/drafts';
import { done, failed } from '../parts/notices';
import { OutcomeEffects } from '../parts/OutcomeEffects';
import { TagText } from '../parts/TagText';
import { isTyping } from '../parts/typing';
import { labelOf } from '../words/labels';
import classes from './CallBar.module.css';
import { Extend } from './Extend';
import { NextStep, type Step } from './NextStep';
import { useUnsaved } from './unsaved';

interface Draft {
  outcome: string;
  note: string;
  next: Step | null;
}

interface Props {
  call: Call;
  when?: 'talking' | 'wrapup' | 'late';
  focused?: boolean; // somebody asked for it, to type
  onSaved?: () => void;
}

// OutcomeBar asks what came of the call; in wrap-up the digits choose, Ctrl+Enter
// saves. Saved as ready, it ends the wrap-up; late, when there is none any more,
// it only saves. While they still talk it keeps what is noted for the wrap-up,
// in which it goes on as the same form. What is half written survives a reload.
export function OutcomeBar({ call, when = 'wrapup', focused = false, onSaved }: Props) {
  const talking = when === 'talking';
  const late = when === 'late';
  const { t, i18n } = useTranslation();
  const { data: list } = useQuery(outcomesQuery);
  const offered = list?.items.filter((o) => !o.archived) ?? [];
  const [draft, keep] = useDraft<Draft>(`call.${call.id}`);
  const saved: Draft = { outcome: call.outcome ?? '', note: call.note ?? '', next: null };
  const { outcome, note, next } = draft ?? saved;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const form = useRef<HTMLFormElement>(null);
  const dirty = outcome !== saved.outcome || note !== saved.note || next !== null;
  useUnsaved(dirty);

  const change = (to: Partial<Draft>) => {
    setError('');
    keep({ outcome, note, next, ...to });
  };

  const save = async (ready: boolean) => {
    if (busy || talking) return;
    if (!outcome) return setError(t('next.choose'));
    if (next && !next.due) return setError(t('next.needs_step'));
    setBusy(true);
    setError('');
    try {
      const now = await answerOf(
        api.POST('/calls/{id}/outcome', {
          params: { path: { id: call.id } },
          body: { outcome, note: note.trim() || undefined, ready, ...(next ? { follow_up: { title: next.what?.trim() || t('next.call'), due_local: next.due, zone } } : {}) },
        }),
      );
      queries.setQueryData(['calls', 'one', call.id], now);
      keep(undefined);
      refreshEffects(call.id);
      done(t('bar.saved'));
      onSaved?.();
    } catch (err) {
      const [field] = Object.keys(asProblem(err).fields);
      if (field) setError(t(field.startsWith('follow_up') ? 'next.needs_step' : field === 'note' ? 'next.needs_note' : 'problem.invalid'));
      else failed(err, t);
    } finally {
      setBusy(false);
    }
  };

  // In wrap-up the keys work wherever one is on the page, except while typing
  // there, or in a dialog.
  const keys = (e: KeyboardEvent) => {
    const here = form.current?.contains(e.target as Node) ?? false;
    if (!here && (when !== 'wrapup' || isTyping(e.target) || document.querySelector('[role=dialog]'))) return;
    const pressed = /^[1-9]$/.test(e.key) && !e.ctrlKey && !e.metaKey && !e.altKey && !isTyping(e.target) ? offered[Number(e.key) - 1] : undefined;
    if (pressed) change({ outcome: pressed.key });
    else if (e.key === 'Enter' && (e.ctrlKey || e.metaKey) && (dirty || here)) void save(!late);
    else return;
    e.preventDefault();
    e.stopPropagation(); // elsewhere Ctrl+Enter means that one is ready
  };
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const listen = (e: KeyboardEvent) => latest.current(e);
    addEventListener('keydown', listen, true);
    return () => removeEventListener('keydown', listen, true);
  }, []);

  return (
    <form
      ref={form}
      className={classes.outcomes}
      onSubmit={(e) => {
        e.preventDefault();
        void save(!late);
      }}
    >
      <div className="row wrap" role="radiogroup" aria-label={t('bar.came')}>
        {offered.map(({ key, labels }, i) => (
          <Button
            key={key}
            size="compact-sm"
            role="radio"
            aria-checked={outcome === key}
            aria-keyshortcuts={i < 9 ? String(i + 1) : undefined}
            variant={outcome === key ? 'filled' : 'default'}
            onClick={() => change({ outcome: key })}
          >
            {i < 9 ? <span className={classes.key}>{i + 1}</span> : null}
            {labelOf(labels, i18n.language, key)}
          </Button>
        ))}
      </div>
      <div className={classes.note}>
        <TagText
          label={t('bar.note')}
          autoFocus={focused}
          placeholder={t('next.note')}
          size="xs"
          minRows={1}
          maxRows={4}
          above={!late}
          value={note}
          onType={(now) => change({ note: now })}
          onSend={() => void save(!late)}
        />
      </div>
      <NextStep step={next} onStep={(step) => change({ next: step })} />
      {error ? (
        <p role="alert" className={`${classes.error} small`}>
          {error}
        </p>
      ) : null}
      {when === 'wrapup' ? (
        <>
          <Extend />
          <Button size="compact-md" variant="default" disabled={!outcome || !dirty || busy} onClick={() => void save(false)}>
            {t('bar.save')}
          </Button>
        </>
      ) : null}
      {talking ? (
        <span className="soft small">{t('bar.kept')}</span>
      ) : (
        <Button size="compact-md" type="submit" disabled={!outcome || (late && !dirty)} loading={busy} title={t('chip.ready_hint')}>
          {t(late ? 'bar.save' : 'bar.save_ready')}
        </Button>
      )}
      {call.outcome ? <OutcomeEffects call={call.id} /> : null}
    </form>
  );
}
