import { Textarea, type TextareaProps } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hashtagsQuery } from '../api/deals';
import { meQuery } from '../api/queries';
import { suggestTags, tagBegun, tagCompleted } from '../words/tags';
import { may } from './may';
import { useStageWord } from './stages';
import classes from './TagText.module.css';

interface Props extends Omit<TextareaProps, 'value' | 'onChange' | 'onKeyDown'> {
  label: string;
  hideLabel?: boolean;
  value: string;
  onType: (text: string) => void;
  onSend: () => void; // Ctrl+Enter
  above?: boolean; // the suggestions stand over the field, and move nothing
}

// TagText is a field for free text in which a hashtag is suggested after #:
// arrows choose, Enter or Tab writes it out, Escape leaves it.
export function TagText({ label, hideLabel = true, value, onType, onSend, above = false, ...field }: Props) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { data: tags } = useQuery({ ...hashtagsQuery, enabled: may(me, 'deals.see') });
  const word = useStageWord();
  const id = useId();
  const input = useRef<HTMLTextAreaElement>(null);
  const [begun, setBegun] = useState<string | null>(null);
  const [chosen, setChosen] = useState(0);
  const goTo = useRef<number>(undefined); // where the caret goes once the text is written
  const shown = begun === null ? [] : suggestTags(tags?.items ?? [], begun);

  useLayoutEffect(() => {
    if (goTo.current === undefined) return;
    input.current?.setSelectionRange(goTo.current, goTo.current);
    goTo.current = undefined;
  }, [value]);

  const complete = (tag: string) => {
    const done = tagCompleted(value, input.current?.selectionStart ?? value.length, tag);
    goTo.current = done.caret;
    onType(done.text);
    setBegun(null);
    input.current?.focus();
  };
  const keys = (e: React.KeyboardEvent) => {
    const steps = { ArrowDown: 1, ArrowUp: shown.length - 1 }[e.key];
    if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) {
      e.stopPropagation(); // elsewhere it means that one is ready
      onSend();
    } else if (shown.length === 0) return;
    else if (steps !== undefined) setChosen((n) => (n + steps) % shown.length);
    else if (e.key === 'Enter' || e.key === 'Tab') complete(shown[chosen]?.tag ?? '');
    else if (e.key === 'Escape') {
      e.stopPropagation();
      setBegun(null);
    } else return;
    e.preventDefault();
  };

  return (
    <div className={classes.place}>
      <Textarea
        {...field}
        ref={input}
        {...(hideLabel ? { 'aria-label': label } : { label })}
        autosize
        maxLength={10_000}
        value={value}
        aria-autocomplete="list"
        aria-controls={shown.length > 0 ? id : undefined}
        aria-activedescendant={shown.length > 0 ? `${id}-${chosen}` : undefined}
        onChange={(e) => {
          onType(e.currentTarget.value);
          setBegun(tagBegun(e.currentTarget.value, e.currentTarget.selectionStart));
          setChosen(0);
        }}
        onBlur={() => setBegun(null)}
        onKeyDown={keys}
      />
      {shown.length > 0 ? (
        <ul id={id} className={classes.tags} data-above={above || undefined} role="listbox" aria-label={t('note.tags')}>
          {shown.map((s, i) => (
            <li
              key={s.folded}
              id={`${id}-${i}`}
              role="option"
              aria-selected={i === chosen}
              onMouseDown={(e) => e.preventDefault()}
              onClick={() => complete(s.tag)}
            >
              #{s.tag} <span className="soft">{word(s.stage, s.pipeline ?? undefined)}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
