import { Button, CloseButton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { dealsQuery, refreshDeals, undoMove } from '../../api/deals';
import { answerOf } from '../../api/problem';
import type { Note, TagEffect } from '../../api/types';
import { failed } from '../../parts/notices';
import { useStageWord } from '../../parts/stages';
import { plain } from '../../words/phone';
import classes from './Composer.module.css';

// Effects says what the hashtags of a note did, undoes it, and asks where it
// was not clear which deal was meant.
export function Effects({ note, onDone }: { note: Note; onDone: () => void }) {
  const { t } = useTranslation();
  const [effects, setEffects] = useState(note.effects);
  const { data } = useInfiniteQuery({ ...dealsQuery({ card_id: note.card_id }), enabled: effects.some((e) => e.result === 'ambiguous') });
  const say = useEffectWords();
  const titles = new Map(data?.pages.flatMap((p) => p.items.map((d) => [d.id, d.title] as const)));

  const act = async (was: TagEffect, work: () => Promise<TagEffect | null>) => {
    try {
      const now = await work();
      setEffects((all) => all.flatMap((e) => (e === was ? (now ? [now] : []) : [e])));
      refreshDeals();
    } catch (err) {
      failed(err, t);
    }
  };
  if (effects.length === 0) return null;
  return (
    <div className={classes.effects} role="status">
      {effects.map((e) => (
        <div key={e.tag} className={classes.effect}>
          <span className="grow">{say(e)}</span>
          {e.move_id && e.deal_id && e.from ? (
            <Button
              size="compact-sm"
              variant="subtle"
              onClick={() =>
                void act(e, async () => {
                  await undoMove(e.deal_id ?? '', e.move_id ?? '');
                  return null;
                })
              }
            >
              {t('deals.undo')}
            </Button>
          ) : null}
          {e.result === 'ambiguous'
            ? e.candidates.map((id) => (
                <Button
                  key={id}
                  size="compact-sm"
                  variant="default"
                  onClick={() =>
                    void act(e, () =>
                      answerOf(api.POST('/notes/{id}/choose', { params: { path: { id: note.id } }, body: { tag: e.tag, deal_id: id } })),
                    )
                  }
                >
                  {plain(titles.get(id) ?? '…')}
                </Button>
              ))
            : null}
        </div>
      ))}
      <CloseButton aria-label={t('problem.close')} size="sm" style={{ justifySelf: 'end' }} onClick={onDone} />
    </div>
  );
}

// useEffectWords says in words what a hashtag did.
export function useEffectWords(): (e: TagEffect) => string {
  const { t } = useTranslation();
  const word = useStageWord();
  const say = t as (key: string, values: Record<string, string>) => string; // the compiler does not follow the union of all results
  return (e) => {
    const values = { tag: plain(e.tag), deal: plain(e.title ?? ''), from: word(e.from), stage: word(e.to), needs: needWord(e.needs, t) };
    return say(`effect.${e.result}`, values);
  };
}

const needs = { reason: 'deals.reason', amount: 'deals.amount', expected_close: 'deals.close', owner_id: 'deals.owner' } as const;

function needWord(need: string | null, t: TFunction): string {
  return need && need in needs ? t(needs[need as keyof typeof needs]) : (need ?? '');
}
