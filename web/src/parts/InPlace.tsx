import { Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../api/problem';
import { useUnsaved } from '../app/unsaved';
import classes from './InPlace.module.css';
import { wordsFor } from './Trouble';

interface Props {
  label: string;
  value: string; // as it is edited; of tags apart by newlines
  shown?: string; // as it is read; value if left out
  kind?: 'text' | 'lines' | 'date' | 'choice' | 'tags';
  choices?: { value: string; label: string }[];
  needed?: boolean; // a choice that cannot be left open
  title?: boolean; // the heading of the page
  under?: ReactNode; // what explains the value
  edits: boolean;
  save: (value: string) => Promise<unknown>;
}

// InPlace is a fact that is changed where it stands: a press makes a field of
// it, Enter saves and so does leaving it, Escape leaves it as it was. What shows
// at once is read while it is saved; what was refused stands in the field again,
// with the reason under it.
export function InPlace({ label, value, shown, kind = 'text', choices, needed, title, under, edits, save }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string | null>(null);
  // Of what stood there when the field was opened: what others change meanwhile is not overwritten.
  const seen = useRef({ save, value });
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const keyed = useRef(false); // the field was left by a key: the keyboard stays here
  const field = typed !== null && !(busy && value !== seen.current.value);
  useUnsaved(typed !== null && typed.trim() !== value.trim());
  useEffect(() => {
    if (!field && keyed.current) button.current?.focus();
  }, [field]);

  const leave = () => {
    setTyped(null);
    setError(null);
  };
  const done = async (text: string, by: 'key' | 'blur') => {
    if (busy) return;
    keyed.current = by === 'key';
    if (text.trim() === seen.current.value.trim()) return leave();
    setTyped(text);
    setBusy(true);
    try {
      await seen.current.save(text.trim());
      leave();
    } catch (err) {
      const problem = asProblem(err);
      setError(Object.values(problem.fields)[0] ?? wordsFor(err, t));
    }
    setBusy(false);
  };
  const open = () => {
    seen.current = { save, value };
    keyed.current = true;
    setTyped(value);
  };

  if (!field) {
    const text = shown ?? value;
    const read = text || <span className="soft">{t('inplace.none')}</span>;
    const change = t('inplace.change', { what: label });
    const body = edits ? (
      <button ref={button} type="button" className={classes.value} title={title ? change : undefined} aria-label={title ? undefined : [change, text].filter(Boolean).join(': ')} onClick={open}>
        {read}
      </button>
    ) : (
      read
    );
    if (title) return <h1 className={`${classes.title} h1`}>{body}</h1>;
    return (
      <div>
        <dt>{label}</dt>
        <dd>
          {body}
          {under}
        </dd>
      </div>
    );
  }
  const common = {
    label,
    error,
    autoFocus: keyed.current,
    disabled: busy,
    onKeyDown: (e: React.KeyboardEvent) => {
      if (e.key === 'Escape') {
        keyed.current = true;
        leave();
      }
      if (e.key === 'Enter' && (kind !== 'lines' || e.ctrlKey || e.metaKey) && kind !== 'tags' && kind !== 'choice') {
        e.preventDefault();
        void done(typed, 'key');
      }
    },
  };
  if (kind === 'choice')
    return (
      <Select
        {...common}
        data={choices ?? []}
        value={typed || null}
        placeholder={t('inplace.none')}
        clearable={!needed}
        allowDeselect={!needed}
        searchable
        defaultDropdownOpened={!error}
        onChange={(v) => void done(v ?? '', 'key')}
        onBlur={() => {
          if (busy || error) return;
          keyed.current = false;
          leave();
        }}
      />
    );
  if (kind === 'tags')
    return (
      <TagsInput
        {...common}
        value={typed.split('\n').filter(Boolean)}
        maxTags={50}
        onChange={(v) => setTyped(v.join('\n'))}
        onBlur={() => void done(typed, 'blur')}
      />
    );
  const text = { ...common, value: typed, onChange: (e: { currentTarget: { value: string } }) => setTyped(e.currentTarget.value), onBlur: () => void done(typed, 'blur') };
  return kind === 'lines' ? <Textarea {...text} autosize minRows={2} maxRows={8} /> : <TextInput {...text} type={kind === 'date' ? 'date' : 'text'} maxLength={500} />;
}
