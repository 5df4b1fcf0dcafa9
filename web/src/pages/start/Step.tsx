import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FirstStep } from '../../words/firstSteps';
import classes from './Start.module.css';

interface Props {
  step: FirstStep;
  number: number;
  done: boolean;
  next: boolean; // the one to do now
  state: ReactNode; // what the check sees
  children?: ReactNode; // what to do
}

// Step is one thing to do before calls can come, with a tick that lights by
// itself.
export function Step({ step, number, done, next, state, children }: Props) {
  const { t } = useTranslation();
  const Icon = done ? IconCircleCheckFilled : IconCircle;
  const [before, option, after] = t(`start.${step}_hint`).split(/(--\w+)/); // an option of the command line stays in one piece
  return (
    <li className={classes.step} data-done={done || undefined} data-next={next || undefined} data-step={step}>
      <Icon size={22} aria-hidden />
      <div className={classes.body}>
        <h2 className="h2">
          {number}. {t(`start.${step}`)}
          <span className="hidden"> {t(done ? 'start.is_done' : 'start.to_do')}</span>
        </h2>
        <p className="soft">
          {before}
          {option ? <span style={{ whiteSpace: 'nowrap' }}>{option}</span> : null}
          {after}
        </p>
        <p role="status" className={classes.state}>
          {state}
        </p>
        {children}
      </div>
    </li>
  );
}
