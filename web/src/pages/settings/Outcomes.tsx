import { ActionIcon, Button } from '@mantine/core';
import { IconArchive, IconArchiveOff, IconArrowDown, IconArrowUp, IconPencil, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { answerOf } from '../../api/problem';
import { queries } from '../../api/queries';
import { outcomesQuery } from '../../api/tasks';
import type { OutcomeKind } from '../../api/types';
import { failed, undoable } from '../../parts/notices';
import { Rows } from '../../parts/Rows';
import { useStageWord } from '../../parts/stages';
import { useTitle } from '../../parts/title';
import { Trouble } from '../../parts/Trouble';
import { labelOf } from '../../words/labels';
import { plain } from '../../words/phone';
import { OutcomeForm } from './OutcomeForm';
import classes from './Settings.module.css';

const again = () => queries.invalidateQueries({ queryKey: outcomesQuery.queryKey });

// putOutcome adds an outcome to the list, or replaces it.
export async function putOutcome(outcome: OutcomeKind) {
  await answerOf(api.PUT('/outcomes', { body: outcome }));
  await again();
}

// Outcomes is the company's own list of what may come of a call, and what each
// does.
export function Outcomes() {
  const { t, i18n } = useTranslation();
  const { data, error, refetch } = useQuery(outcomesQuery);
  const [form, setForm] = useState<OutcomeKind | null>(null);
  const word = useStageWord();
  useTitle(t('outcomes.title'));
  const offered = data?.items.filter((o) => !o.archived) ?? [];
  const archived = data?.items.filter((o) => o.archived) ?? [];
  const name = (o: OutcomeKind) => plain(labelOf(o.labels, i18n.language, o.key));

  const act = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (err) {
      failed(err, t);
      await again();
    }
  };
  // move writes every place anew, since places may be equal.
  const move = (from: number, to: number) =>
    act(async () => {
      const next = [...offered];
      next.splice(to, 0, ...next.splice(from, 1));
      for (const [i, o] of next.entries()) if (o.place !== i + 1) await answerOf(api.PUT('/outcomes', { body: { ...o, place: i + 1 } }));
      await again();
    });
  const archive = (o: OutcomeKind) =>
    act(async () => {
      await putOutcome({ ...o, archived: true });
      undoable(t('outcomes.was_archived', { outcome: name(o) }), t('deals.undo'), () => act(() => putOutcome({ ...o, archived: false })));
    });
  const does = (o: OutcomeKind) =>
    [
      o.stage ? t('outcomes.moves', { stage: word(o.stage) }) : '',
      o.task ? t('outcomes.opens', { title: plain(o.task.title), count: o.task.after_days }) : '',
      o.points ? t('outcome_effect.points', { points: o.points }) : '',
      o.asks_note ? t('outcomes.asks_note') : '',
      o.asks_follow_up ? t('outcomes.asks_follow_up') : '',
    ].filter(Boolean);

  return (
    <>
      <div className="spread wrap">
        <h1 className="h1">{t('outcomes.title')}</h1>
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setForm({ key: '', labels: {}, place: offered.length + 1 })}>
          {t('outcomes.new')}
        </Button>
      </div>
      <p className="soft">{t('outcomes.hint')}</p>
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Rows count={6} /> : null}
      <ol className={classes.section} aria-label={t('outcomes.title')}>
        {offered.map((o, i) => (
          <li key={o.key} className="spread">
            <div className="grow">
              <strong>{name(o)}</strong>
              <div className="soft small">{does(o).join(' · ') || t('outcomes.does_nothing')}</div>
            </div>
            <span className="row">
              <ActionIcon variant="subtle" color="gray" disabled={i === 0} aria-label={t('outcomes.up', { outcome: name(o) })} onClick={() => void move(i, i - 1)}>
                <IconArrowUp size={15} />
              </ActionIcon>
              <ActionIcon variant="subtle" color="gray" disabled={i === offered.length - 1} aria-label={t('outcomes.down', { outcome: name(o) })} onClick={() => void move(i, i + 1)}>
                <IconArrowDown size={15} />
              </ActionIcon>
              <ActionIcon variant="subtle" color="gray" aria-label={t('outcomes.change', { outcome: name(o) })} onClick={() => setForm(o)}>
                <IconPencil size={15} />
              </ActionIcon>
              <ActionIcon variant="subtle" color="gray" aria-label={t('outcomes.archive', { outcome: name(o) })} onClick={() => void archive(o)}>
                <IconArchive size={15} />
              </ActionIcon>
            </span>
          </li>
        ))}
      </ol>
      {archived.length > 0 ? (
        <section className={classes.section} aria-label={t('outcomes.archived')}>
          <h2 className="h2 soft">{t('outcomes.archived')}</h2>
          {archived.map((o) => (
            <div key={o.key} className="spread">
              <span className="soft">{name(o)}</span>
              <ActionIcon variant="subtle" color="gray" aria-label={t('outcomes.restore', { outcome: name(o) })} onClick={() => void act(() => putOutcome({ ...o, archived: false }))}>
                <IconArchiveOff size={15} />
              </ActionIcon>
            </div>
          ))}
        </section>
      ) : null}
      {form ? <OutcomeForm outcome={form} onClose={() => setForm(null)} /> : null}
    </>
  );
}
