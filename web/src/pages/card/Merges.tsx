import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mergesQuery, undoMerge } from '../../api/cards';
import { serverNow } from '../../live/clock';
import { Moment } from '../../parts/Moment';
import { done, failed } from '../../parts/notices';
import { plain } from '../../words/phone';

// Merges is the cards that were merged into this one, for as long as they can be
// taken apart again.
export function Merges({ card }: { card: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(mergesQuery(card));
  const [busy, setBusy] = useState(false);
  const apart = async (id: string, name: string) => {
    setBusy(true);
    try {
      await undoMerge(id);
      done(t('merge.undone', { name }));
    } catch (err) {
      failed(err, t);
    }
    setBusy(false);
  };
  const merges = data?.items.filter((m) => Date.parse(m.undo_until) > serverNow()) ?? [];
  if (merges.length === 0) return null;
  return (
    <ul>
      {merges.map((m) => {
        const name = plain(m.name) || t('desk.unnamed');
        return (
          <li key={m.id} className="row wrap small">
            <span className="soft">
              {t('merge.merged', { name })} <Moment at={m.at} />
            </span>
            <Button size="compact-xs" variant="subtle" disabled={busy} aria-label={t('merge.apart_of', { name })} onClick={() => void apart(m.id, name)}>
              {t('merge.apart')}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
