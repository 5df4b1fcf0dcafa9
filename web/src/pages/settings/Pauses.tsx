import { ActionIcon, Button } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pauseReasonsQuery, putPauseReasons, removePauseReason, type PauseReason } from '../../api/people';
import { failed, undoable } from '../../parts/notices';
import { usePauses } from '../../parts/pauses';
import { Rows } from '../../parts/Rows';
import { useTitle } from '../../parts/title';
import { Trouble } from '../../parts/Trouble';
import { PauseForm } from './PauseForm';
import classes from './Settings.module.css';

// Pauses is the company's own list of why agents pause.
export function Pauses() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(pauseReasonsQuery);
  const [form, setForm] = useState<PauseReason | null>(null);
  const { list, word } = usePauses();
  useTitle(t('pauses.title'));

  const act = (work: Promise<unknown>) => work.catch((err: unknown) => failed(err, t));
  // move writes every place anew, since places may be equal.
  const move = (from: number, to: number) => {
    const next = [...list];
    next.splice(to, 0, ...next.splice(from, 1));
    return act(putPauseReasons(...next.map((r, i) => ({ ...r, place: i + 1 })).filter((r) => list.find((o) => o.key === r.key)?.place !== r.place)));
  };
  const remove = (r: PauseReason) =>
    act(removePauseReason(r.key).then(() => undoable(t('pauses.removed', { reason: word(r.key) }), t('agents.undo'), () => act(putPauseReasons(r)))));
  const says = (r: PauseReason) => [r.forced ? t('pauses.forced') : '', t(r.paid ? 'pauses.paid' : 'pauses.unpaid')].filter(Boolean).join(' · ');

  return (
    <>
      <div className="spread wrap">
        <h1 className="h1">{t('pauses.title')}</h1>
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setForm({ key: '', labels: {}, place: list.length + 1 })}>
          {t('pauses.new')}
        </Button>
      </div>
      <p className="soft">{t('pauses.hint')}</p>
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Rows count={5} /> : null}
      {data?.items.length === 0 ? <p className="soft">{t('pauses.none')}</p> : null}
      <ol className={classes.section} aria-label={t('pauses.title')}>
        {list.map((r, i) => (
          <li key={r.key} className="spread">
            <div className="grow">
              <strong>{word(r.key)}</strong>
              <div className="soft small">{says(r)}</div>
            </div>
            <span className="row">
              <ActionIcon variant="subtle" color="gray" disabled={i === 0} aria-label={t('pauses.up', { reason: word(r.key) })} onClick={() => void move(i, i - 1)}>
                <IconArrowUp size={15} />
              </ActionIcon>
              <ActionIcon variant="subtle" color="gray" disabled={i === list.length - 1} aria-label={t('pauses.down', { reason: word(r.key) })} onClick={() => void move(i, i + 1)}>
                <IconArrowDown size={15} />
              </ActionIcon>
              <ActionIcon variant="subtle" color="gray" aria-label={t('pauses.change', { reason: word(r.key) })} onClick={() => setForm(r)}>
                <IconPencil size={15} />
              </ActionIcon>
              <ActionIcon variant="subtle" color="gray" aria-label={t('pauses.remove', { reason: word(r.key) })} onClick={() => void remove(r)}>
                <IconTrash size={15} />
              </ActionIcon>
            </span>
          </li>
        ))}
      </ol>
      {form ? <PauseForm reason={form} onClose={() => setForm(null)} /> : null}
    </>
  );
}
