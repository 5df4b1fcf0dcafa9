import { Button } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem } from '../api/problem';
import classes from './parts.module.css';

// wordsFor says in the reader's language what went wrong.
export function wordsFor(err: unknown, t: TFunction): string {
  const problem = asProblem(err);
  switch (problem.code) {
    case 'unreachable':
    case 'unavailable':
    case 'forbidden':
    case 'not_found':
    case 'conflict':
    case 'invalid':
    case 'too_many':
    case 'agent_not_free':
    case 'outcome_missing':
    case 'pause_forced':
    case 'away_already':
    case 'no_trunk':
    case 'premium_number':
    case 'country_not_allowed':
      return t(`problem.${problem.code}`);
    case 'changed_since':
      return t('clash.stale');
    default:
      return (problem.status < 500 && capital(problem.message)) || t('problem.internal');
  }
}

const capital = (sentence: string) => sentence.charAt(0).toUpperCase() + sentence.slice(1);

// The codes that say no more than the kind of a refusal.
const broad = ['conflict', 'invalid', 'forbidden'];

// reasonOf is what the server says of a refusal of a broad kind, in the reader's
// language; "" where our own words say enough.
const reasonOf = (problem: Problem) => (broad.includes(problem.code) ? capital(problem.message) : '');

// explained says in one sentence, as exactly as is known, what went wrong.
export const explained = (err: unknown, t: TFunction) => reasonOf(asProblem(err)) || wordsFor(err, t);

// Trouble stands beside what failed and says what to do.
export function Trouble({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  if (!error) return null;
  const problem = asProblem(error);
  const reason = reasonOf(problem);
  return (
    <div className={classes.trouble} role="alert">
      <IconAlertCircle size={18} aria-hidden />
      <div className="grow">
        <p>{wordsFor(error, t)}</p>
        {reason ? <p className="soft small">{reason}</p> : null}
        {problem.reference ? <p className="soft small">{t('problem.reference', { reference: problem.reference })}</p> : null}
      </div>
      {retry ? (
        <Button variant="default" size="compact-sm" onClick={retry}>
          {t('problem.retry')}
        </Button>
      ) : null}
    </div>
  );
}
