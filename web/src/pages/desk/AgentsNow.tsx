import { Button } from '@mantine/core';
import { IconHeadset } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Absence } from '../../api/people';
import { meQuery } from '../../api/queries';
import type { Agent, AgentState, Call, DeskNow } from '../../api/types';
import { Caller } from '../../parts/Caller';
import { Empty } from '../../parts/Empty';
import { may } from '../../parts/may';
import { agentStates, StateIcon, StateMark, StateTime, useStateDetail } from '../../parts/State';
import { AwayUntil, useAbsent } from '../agents/Away';
import classes from './Desk.module.css';
import { Tint } from './Tint';

// AgentsNow is every agent with their state. Rows keep their place while
// states change: they stand by name.
export function AgentsNow({ desk }: { desk: DeskNow }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const [only, setOnly] = useState<AgentState | null>(null);
  const count = (s: AgentState) => desk.agents.filter((a) => a.state === s).length;
  const shown = desk.agents.filter((a) => !only || a.state === only);
  const calls = new Map(desk.calls.map((c) => [c.id, c]));
  // Asked once for all: there may be hundreds of rows.
  const detail = useStateDetail();
  const absent = useAbsent();

  return (
    <>
      <div className={classes.head}>
        <h2 className="h2" id="agents-now">
          {t('desk.agents')} <span className="soft num">{desk.agents.length || ''}</span>
        </h2>
        {may(me, 'cards.assign') ? (
          <Link to="/team" className="link small">
            {t('team.title')}
          </Link>
        ) : null}
      </div>
      {desk.agents.length === 0 ? (
        <Empty icon={IconHeadset} title={t('desk.no_agents')} hint={t('desk.no_agents_hint')}>
          {may(me, 'agents.edit') ? (
            <Button component={Link} to="/agents">
              {t('desk.no_agents_action')}
            </Button>
          ) : null}
        </Empty>
      ) : (
        <>
          <div className={classes.filters} role="group" aria-label={t('desk.filter')}>
            <button type="button" className={classes.filter} aria-pressed={only === null} onClick={() => setOnly(null)}>
              {t('desk.all')}
            </button>
            {agentStates
              .filter((s) => count(s) > 0 || s === only)
              .map((s) => (
                <button
                  key={s}
                  type="button"
                  className={classes.filter}
                  aria-pressed={only === s}
                  onClick={() => setOnly(only === s ? null : s)}
                >
                  <StateIcon state={s} size={14} />
                  {t(`state.${s}`)} {count(s)}
                </button>
              ))}
          </div>
          <ul aria-labelledby="agents-now">
            {shown.map((a) => (
              <Row key={a.id} agent={a} call={a.call_id ? calls.get(a.call_id) : undefined} detail={detail(a)} absence={absent(a.id)} />
            ))}
          </ul>
          {shown.length === 0 ? <p className="soft" style={{ padding: '8px 0' }}>{t('desk.none_in_state')}</p> : null}
        </>
      )}
    </>
  );
}

interface RowProps {
  agent: Agent;
  call: Call | undefined;
  detail: string;
  absence: Absence | undefined;
}

const Row = memo(function Row({ agent, call, detail, absence }: RowProps) {
  return (
    <li className={classes.agent}>
      <span className="stack">
        <span className="cut" style={{ fontWeight: 500 }}>
          {agent.name}
        </span>
        {absence ? <AwayUntil absence={absence} /> : null}
      </span>
      <Tint of={agent.state}>
        <StateMark state={agent.state} />
      </Tint>
      <span className={classes.time}>
        <StateTime agent={agent} />
      </span>
      <span className="cut">{call ? <Caller call={call} brief /> : detail ? <span className="soft">{detail}</span> : null}</span>
    </li>
  );
});
