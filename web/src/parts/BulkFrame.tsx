import { Button, Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './Bulk.module.css';

interface Props {
  count: number; // of the chosen
  progress: { done: number; all: number } | null;
  refused: { id: string; text: string }[];
  refusedTitle: string;
  onClear: () => void;
  children: ReactNode; // what can be done with them
}

// BulkFrame is the bar below a list with what can be done with those chosen.
// Those with which it could not be done are named.
export function BulkFrame({ count, progress, refused, refusedTitle, onClear, children }: Props) {
  const { t } = useTranslation();
  if (count === 0 && refused.length === 0) return null;
  return (
    <section className={classes.bar} aria-label={t('bulk.label')}>
      <div className="row wrap">
        <strong className="num">{progress ? t('bulk.progress', { done: progress.done, all: progress.all }) : t('bulk.chosen', { count })}</strong>
        {children}
        <Button size="compact-sm" variant="subtle" onClick={onClear}>
          {t('bulk.clear')}
        </Button>
      </div>
      {refused.length > 0 ? (
        <div role="alert" className={classes.refused}>
          <p>{refusedTitle}</p>
          <ul className="small">
            {refused.slice(0, 20).map((r) => (
              <li key={r.id}>{r.text}</li>
            ))}
          </ul>
        </div>
      ) : null}
    </section>
  );
}

interface ChoiceProps {
  label: string;
  busy: boolean;
  choices: { value: string; label: string }[];
  onChoose: (value: string) => void;
}

// BulkChoice is a button that opens the values that all of them may be given.
export function BulkChoice({ label, busy, choices, onChoose }: ChoiceProps) {
  return (
    <Menu position="top-start">
      <Menu.Target>
        <Button size="compact-sm" variant="default" disabled={busy}>
          {label} …
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
        {choices.map((c) => (
          <Menu.Item key={c.value} onClick={() => onChoose(c.value)}>
            {c.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
