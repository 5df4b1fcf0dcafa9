import type { Duty } from '../../api/types';
import { CallButton } from '../../parts/CallButton';
import { Due } from '../duties/Due';
import { Owed } from '../duties/DutyTable';
import { NotCalled } from '../duties/NotCalled';
import { Tried } from '../duties/Tried';
import classes from './Day.module.css';

// DutyLine is one customer to call back, with the button that does.
export function DutyLine({ duty }: { duty: Duty }) {
  return (
    <li className={classes.line}>
      <span className={classes.who}>
        <Owed duty={duty} />
      </span>
      <span className={classes.when}>
        <Due duty={duty} /> <span className="soft small"><Tried duty={duty} /></span>
      </span>
      <span className={classes.acts}>
        <CallButton number={duty.phone} />
        <NotCalled duty={duty} />
      </span>
    </li>
  );
}
