import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useUnsaved } from '../app/unsaved';
import { useSaving } from './saving';
import { Trouble } from './Trouble';

interface Props {
  dirty: boolean;
  able: boolean; // what is typed can be saved
  save: () => Promise<unknown>;
  onDone: () => void;
  children: (error: string | undefined) => ReactNode; // what was wrong with a field
}

// FormInPlace is a few fields that are changed together where they stand: Enter
// saves, and so does leaving them; Escape leaves all as it was.
export function FormInPlace({ dirty, able, save, onDone, children }: Props) {
  const { t } = useTranslation();
  const saving = useSaving(() => save().then(onDone));
  useUnsaved(dirty);
  const done = () => {
    if (saving.busy) return;
    if (!dirty) onDone();
    else if (able) void saving.save();
  };
  const wrong = Object.values(saving.fields)[0];
  return (
    <form
      className="stack"
      style={{ gap: 8, padding: '8px 0' }}
      onSubmit={(e) => {
        e.preventDefault();
        done();
      }}
      onKeyDown={(e) => e.key === 'Escape' && onDone()}
      onBlur={(e) => {
        const left = e.relatedTarget ? !e.currentTarget.contains(e.relatedTarget) : document.hasFocus();
        if (left && !saving.error) done();
      }}
    >
      {children(wrong)}
      {saving.error && !wrong ? <Trouble error={saving.error} /> : null}
      <div className="row">
        <Button type="submit" size="compact-md" loading={saving.busy} disabled={!able}>
          {t('card.save')}
        </Button>
        <Button variant="default" size="compact-md" onClick={onDone}>
          {t('form.cancel')}
        </Button>
      </div>
    </form>
  );
}
