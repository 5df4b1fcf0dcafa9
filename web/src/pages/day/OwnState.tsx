import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { phonesQuery } from '../../api/phones';
import type { Agent } from '../../api/types';
import { useOwn } from '../../app/own';
import { useOwnActions } from '../../app/palette/useActions';
import { PhoneMark } from '../../parts/PhoneMark';
import { StateMark, StateTime, useStateDetail } from '../../parts/State';
import { Trouble } from '../../parts/Trouble';
import { moment } from '../../words/format';
import { serverNow } from '../../live/clock';
import classes from './Day.module.css';

// What stands on the page itself; the rest is behind the chip at the top.
const offered = ['login', 'ready', 'extend'];

// OwnState is the state one is in, what ends it, and one's phones with whether
// each can be reached.
export function OwnState() {
  const own = useOwn();
  return own ? <State agent={own.agent} /> : null;
}

function State({ agent }: { agent: Agent }) {
  const { t, i18n } = useTranslation();
  const detail = useStateDetail()(agent);
  const actions = useOwnActions().filter((a) => offered.includes(a.id));
  return (
    <div className={classes.own}>
      <section className="stack" aria-labelledby="day-state">
        <h2 className="h2" id="day-state">
          {t('day.state')}
        </h2>
        <p className={`${classes.state} row`}>
          <StateMark state={agent.state} />
          <strong className="num">
            <StateTime agent={agent} />
          </strong>
          {detail ? <span className="soft cut">{detail}</span> : null}
        </p>
        {actions.length > 0 ? (
          <p className="row wrap">
            {actions.map((a, i) => (
              <Button key={a.id} size="compact-md" variant={i === 0 ? 'filled' : 'default'} onClick={() => void a.run?.()}>
                {a.name}
              </Button>
            ))}
          </p>
        ) : null}
        <p className="soft small">{t('day.state_hint')}</p>
      </section>
      <Phones agent={agent} />
      {agent.state === 'unreachable' && agent.state_since ? (
        <p className={classes.grave} role="alert">
          {t('day.unreachable', { time: moment(agent.state_since, serverNow(), i18n.language) })}
        </p>
      ) : null}
    </div>
  );
}

function Phones({ agent }: { agent: Agent }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(phonesQuery(agent.id));
  return (
    <section aria-labelledby="day-phones">
      <h2 className="h2" id="day-phones">
        {t('day.phones')}
      </h2>
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      <ul>
        {data?.items.map((p) => (
          <li key={p.id} className={classes.phone}>
            <PhoneMark phone={p} />
          </li>
        ))}
      </ul>
    </section>
  );
}
