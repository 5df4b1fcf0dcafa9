import { useTranslation } from 'react-i18next';
import type { Call } from '../../api/types';
import { useAgentName } from '../../parts/agents';
import { CallButton } from '../../parts/CallButton';
import { Caller, numberOf } from '../../parts/Caller';
import { Ago } from '../../parts/Moment';
import { Result } from '../../parts/Result';
import classes from './Day.module.css';

// MissedLine is a call that rang here in vain, and what became of it.
export function MissedLine({ call }: { call: Call }) {
  const { t } = useTranslation();
  const agent = useAgentName();
  const number = numberOf(call);
  return (
    <li className={classes.line}>
      <span className={classes.who}>
        <Caller call={call} />
      </span>
      <span className={classes.when}>
        <Ago at={call.started_at} />{' '}
        <span className="soft small">{call.agent_id ? t('day.by', { who: agent(call.agent_id) }) : <Result disposition={call.disposition} />}</span>
      </span>
      <span className={classes.acts}>{number ? <CallButton number={number} /> : null}</span>
    </li>
  );
}
