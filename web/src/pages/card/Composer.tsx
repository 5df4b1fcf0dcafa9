import { Button, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { hashtagsQuery } from '../../api/deals';
import { answerOf } from '../../api/problem';
import { meQuery, queries } from '../../api/queries';
import type { Card, Hashtag, Note } from '../../api/types';
import { useUnsaved } from '../../app/unsaved';
import { may } from '../../parts/may';
import { useStageWord } from '../../parts/stages';
import { Trouble } from '../../parts/Trouble';
import classes from './Composer.module.css';
import { Effects } from './Effects';

const draftOf = (card: string) => `vonal.note.${card}`;

// Composer writes a note about a customer. What is typed survives a reload; a
// hashtag is suggested after #, and what it did is said back at once.
export function Composer({ card }: { card: Card }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { data: tags } = useQuery({ ...hashtagsQuery, enabled: may(me, 'deals.see') });
  const word = useStageWord();
  const [text, setText] = useState(() => sessionStorage.getItem(draftOf(card.id)) ?? '');
  const [asked, setAsked] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [note, setNote] = useState<Note | null>(null);
  const [chosen, setChosen] = useState(0);
  const field = useRef<HTMLTextAreaElement>(null);
  useUnsaved(text.trim() !== '');
  if (!may(me, 'cards.edit')) return null;

  const type = (now: string, caret: number) => {
    setText(now);
    setAsked(/(?:^|[\s(,.;])#([\p{L}\p{N}_-]*)$/u.exec(now.slice(0, caret))?.[1] ?? '\n');
    setChosen(0);
    if (now) sessionStorage.setItem(draftOf(card.id), now);
    else sessionStorage.removeItem(draftOf(card.id));
  };
  const suggested = asked === '\n' || asked === '' && !text.endsWith('#') ? [] : suggest(tags?.items ?? [], asked);

  const complete = (tag: string) => {
    const caret = field.current?.selectionStart ?? text.length;
    const before = text.slice(0, caret).replace(/#[\p{L}\p{N}_-]*$/u, `#${tag} `);
    type(before + text.slice(caret), before.length);
    setAsked('\n');
    field.current?.focus();
  };

  const send = async () => {
    if (!text.trim()) return;
    setBusy(true);
    setError(null);
    try {
      const saved = await answerOf(api.POST('/cards/{id}/notes', { params: { path: { id: card.id } }, body: { text } }));
      type('', 0);
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
      <Textarea
        ref={field}
        aria-label={t('note.label')}
        placeholder={t('note.placeholder')}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={10_000}
        value={text}
        onChange={(e) => type(e.currentTarget.value, e.currentTarget.selectionStart)}
        onKeyDown={(e) => {
          if (suggested.length > 0 && (e.key === 'ArrowDown' || e.key === 'ArrowUp')) {
            e.preventDefault();
            setChosen((n) => (n + (e.key === 'ArrowDown' ? 1 : suggested.length - 1)) % suggested.length);
          } else if (suggested.length > 0 && (e.key === 'Tab' || (e.key === 'Enter' && !e.ctrlKey && !e.metaKey))) {
            e.preventDefault();
            complete(suggested[chosen]?.tag ?? '');
          } else if (e.key === 'Escape') {
            setAsked('\n');
          } else if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) {
            e.preventDefault();
            void send();
          }
        }}
      />
      {suggested.length > 0 ? (
        <ul className={classes.tags} role="listbox" aria-label={t('note.tags')}>
          {suggested.map((s, i) => (
            <li key={s.folded} role="option" aria-selected={i === chosen}>
              <button type="button" data-chosen={i === chosen || undefined} onMouseDown={(e) => e.preventDefault()} onClick={() => complete(s.tag)}>
                #{s.tag} <span className="soft">{word(s.stage, s.pipeline ?? undefined)}</span>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
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

// suggest finds aliases that begin so; one of each stage first.
function suggest(tags: Hashtag[], asked: string): Hashtag[] {
  const begun = asked.toLowerCase().normalize('NFC').replaceAll('ё', 'е');
  const fits = tags.filter((x) => x.folded.startsWith(begun) && x.folded !== begun);
  if (begun) return fits.slice(0, 6);
  const seen = new Set<string>();
  return fits.filter((x) => x.stage && !seen.has(x.stage) && seen.add(x.stage));
}
