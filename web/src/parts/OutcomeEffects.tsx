import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { effectsQuery, refreshEffects } from '../api/outcomes';
import { answerOf } from '../api/problem';
import type { Effect } from '../api/types';
import { plain } from '../words/phone';
import { failed } from './notices';
import classes from './OutcomeEffects.module.css';
import { useStageWord } from './stages';

// OutcomeEffects says what the outcome of a call did, takes each thing back, and
// asks where a hashtag of the note was not clear.
export function OutcomeEffects({ call }: { call: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(effectsQuery(call));
  const word = useStageWord();
  const shown = data?.items.filter((e) => !e.undone_at && !e.undoes) ?? [];
  if (shown.length === 0) return null;

  const act = async (work: Promise<unknown>) => {
    try {
      await work;
    } catch (err) {
      failed(err, t);
    } finally {
      refreshEffects(call);
    }
  };
  const path = (e: Effect) => ({ path: { id: call, effect: e.id } });
  return (
    <ul className={classes.list} aria-label={t('outcome_effect.title')}>
      {shown.map((e) => (
        <li key={e.id} className={classes.effect}>
          <span className="grow small">{say(e, t, word)}</span>
          {e.choices.map((c) => (
            <Button
              key={c.deal_id}
              size="compact-xs"
              variant="default"
              onClick={() => void act(answerOf(api.POST('/calls/{id}/effects/{effect}/choose', { params: path(e), body: { deal_id: c.deal_id } })))}
            >
              {plain(c.title)}
            </Button>
          ))}
          {e.kind !== 'deal' || e.move_id ? (
            <Button
              size="compact-xs"
              variant="subtle"
              onClick={() => void act(answerOf(api.POST('/calls/{id}/effects/{effect}/undo', { params: path(e) })))}
            >
              {t('deals.undo')}
            </Button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function say(e: Effect, t: TFunction, word: (stage: string | null) => string): string {
  const title = plain(e.title ?? '');
  if (e.kind === 'task') return t('outcome_effect.task', { title });
  if (e.kind === 'points') return t('outcome_effect.points', { points: e.points });
  if (e.result === 'ambiguous') return t('outcome_effect.ambiguous', { tag: plain(e.tag ?? '') });
  if (e.move_id) return t('outcome_effect.moved', { deal: title, stage: word(e.to) });
  return t('outcome_effect.stays', { deal: title, stage: word(e.to) });
}
