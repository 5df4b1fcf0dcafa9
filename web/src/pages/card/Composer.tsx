import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { answerOf } from '../../api/problem';
import { meQuery, queries } from '../../api/queries';
import type { Card, Note } from '../../api/types';
import { useUnsaved } from '../../app/unsaved';
import { useDraft } from '../../parts/drafts';
import { may } from '../../parts/may';
import { TagText } from '../../parts/TagText';
import { Trouble } from '../../parts/Trouble';
import classes from './Composer.module.css';
import { Effects } from './Effects';

// Composer writes a note about a customer. What is typed survives a reload; a
// hashtag is suggested after #, and what it did is said back at once.
export function Composer({ card }: { card: Card }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const [text = '', setText] = useDraft<string>(`card.${card.id}`);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [note, setNote] = useState<Note | null>(null);
  useUnsaved(text.trim() !== '');
  if (!may(me, 'cards.edit')) return null;

  const send = async () => {
    if (!text.trim() || busy) return;
    setBusy(true);
    setError(null);
    try {
      const saved = await answerOf(api.POST('/cards/{id}/notes', { params: { path: { id: card.id } }, body: { text } }));
      setText(undefined);
      setNote(saved.effects.length > 0 ? saved : null);
      void queries.invalidateQueries({ queryKey: ['cards', 'timeline', card.id] });
      void queries.invalidateQueries({ queryKey: ['deals'] });
    } catch (err) {
      setError(err);
    }
    setBusy(false);
  };

  return (
    <div className={classes.composer}>
      <TagText label={t('note.label')} placeholder={t('note.placeholder')} minRows={2} maxRows={10} value={text} onType={(now) => setText(now || undefined)} onSend={() => void send()} />
      {text.trim() ? (
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <span className="soft small">Ctrl Enter</span>
          <Button size="compact-md" loading={busy} onClick={() => void send()}>
            {t('note.send')}
          </Button>
        </div>
      ) : null}
      {error ? <Trouble error={error} retry={() => void send()} /> : null}
      {note ? <Effects note={note} onDone={() => setNote(null)} /> : null}
    </div>
  );
}
