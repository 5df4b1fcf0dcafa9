import { Button, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { localOf, quickDue, type Quick, quicks } from '../words/quick';
import classes from './CallBar.module.css';

// Step is what is to be done next: one of those offered, or at a time of one's
// own, which is local.
export interface Step {
  kind: Quick | 'pick';
  due: string;
  what?: string; // "" is a call
}

// NextStep asks when the customer is to be called again, or what else is to be
// done then.
export function NextStep({ step, onStep }: { step: Step | null; onStep: (step: Step | null) => void }) {
  const { t } = useTranslation();
  const press = (kind: Step['kind']) => onStep(step?.kind === kind ? null : { ...step, kind, due: quickDue(kind === 'pick' ? 'tomorrow' : kind, new Date()) });
  return (
    <div className="row wrap" role="group" aria-label={t('bar.next')}>
      {[...quicks, 'pick' as const].map((kind) => (
        <Button key={kind} size="compact-sm" variant={step?.kind === kind ? 'light' : 'subtle'} aria-pressed={step?.kind === kind} onClick={() => press(kind)}>
          {t(kind === 'pick' ? 'next.pick' : `quick.${kind}`)}
        </Button>
      ))}
      {step?.kind === 'pick' ? (
        <TextInput
          size="xs"
          type="datetime-local"
          className={classes.when}
          aria-label={t('next.when')}
          min={localOf(new Date())}
          required
          value={step.due}
          onChange={(e) => onStep({ ...step, due: e.currentTarget.value })}
        />
      ) : null}
      {step ? (
        <TextInput
          size="xs"
          className={classes.what}
          aria-label={t('next.what')}
          placeholder={t('next.call')}
          maxLength={200}
          value={step.what ?? ''}
          onChange={(e) => onStep({ ...step, what: e.currentTarget.value })}
        />
      ) : null}
    </div>
  );
}
