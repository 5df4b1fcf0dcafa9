import { Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../api/problem';
import classes from './InPlace.module.css';
import { wordsFor } from './Trouble';

interface Props {
  label: string;
  value: string; // as it is edited; of tags apart by newlines
  shown?: string; // as it is read; value if left out
  kind?: 'text' | 'lines' | 'date' | 'choice' | 'tags';
  choices?: { value: string; label: string }[];
  edits: boolean;
  save: (value: string) => Promise<unknown>;
}

// InPlace is a fact that is changed where it stands: a press makes a field of
// it, Enter saves, Escape leaves it as it was. What was refused stays in the
// field, with the reason under it.
export function InPlace({ label, value, shown, kind = 'text', choices, edits, save }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string | null>(null);
  const seen = useRef(save); // of what stood there when the field was opened: what others change meanwhile is not overwritten
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const done = async (text: string) => {
    if (busy) return;
    if (text.trim() === value.trim()) return leave();
    setBusy(true);
    try {
      await seen.current(text.trim());
      leave();
    } catch (err) {
      const problem = asProblem(err);
      setError(Object.values(problem.fields)[0] ?? wordsFor(err, t));
    }
    setBusy(false);
  };
  const open = () => {
    seen.current = save;
    setTyped(value);
  };
  const leave = () => {
    setTyped(null);
    setError(null);
  };

  if (typed === null) {
    const text = shown ?? value;
    return (
      <div>
        <dt>{label}</dt>
        <dd>
          {edits ? (
            <button type="button" className={classes.value} aria-label={[t('inplace.change', { what: label }), text].filter(Boolean).join(': ')} onClick={open}>
              {text || <span className="soft">{t('inplace.none')}</span>}
            </button>
          ) : (
            text || <span className="soft">{t('inplace.none')}</span>
          )}
        </dd>
      </div>
    );
  }
  const common = {
    label,
    error,
    autoFocus: true,
    disabled: busy,
    onKeyDown: (e: React.KeyboardEvent) => {
      if (e.key === 'Escape') leave();
      if (e.key === 'Enter' && (kind !== 'lines' || e.ctrlKey || e.metaKey) && kind !== 'tags' && kind !== 'choice') {
        e.preventDefault();
        void done(typed);
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
        clearable
        searchable
        defaultDropdownOpened
        onChange={(v) => void done(v ?? '')}
        onBlur={() => !busy && !error && leave()}
      />
    );
  if (kind === 'tags')
    return (
      <TagsInput
        {...common}
        value={typed.split('\n').filter(Boolean)}
        maxTags={50}
        onChange={(v) => setTyped(v.join('\n'))}
        onBlur={() => void done(typed)}
      />
    );
  const text = { ...common, value: typed, onChange: (e: { currentTarget: { value: string } }) => setTyped(e.currentTarget.value), onBlur: () => void done(typed) };
  return kind === 'lines' ? <Textarea {...text} autosize minRows={2} maxRows={8} /> : <TextInput {...text} type={kind === 'date' ? 'date' : 'text'} maxLength={500} />;
}
