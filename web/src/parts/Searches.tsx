import { IconCheck, IconChevronRight, IconMinus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { searchesQuery } from '../api/queries';
import type { AgentChoice, Call } from '../api/types';
import { duration } from '../words/format';
import { because } from '../words/reasons';
import { useAgentName } from './agents';
import classes from './Offers.module.css';
import { Rows } from './Rows';
import { Trouble } from './Trouble';

// Searches is whom a call considered each time it looked for an agent, and the
// grounds for and against each, for whoever asks.
export function Searches({ call }: { call: Call }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  if (call.direction === 'outbound') return null;
  return (
    <div>
      <button type="button" className={classes.toggle} aria-expanded={open} onClick={() => setOpen(!open)}>
        <IconChevronRight size={14} aria-hidden />
        {t('why.searches')}
      </button>
      {open ? <List call={call} /> : null}
    </div>
  );
}

function List({ call }: { call: Call }) {
  const { t } = useTranslation();
  // Of a call under way there is more with each thing that happens to it.
  const { data, error, refetch } = useQuery({ ...searchesQuery(call.id), refetchInterval: call.state === 'waiting' ? 2_000 : false });
  if (error) return <Trouble error={error} retry={() => void refetch()} />;
  if (!data) return <Rows count={3} />;
  if (data.items.length === 0) return <p className="soft">{t('why.no_searches')}</p>;
  const began = Date.parse(call.started_at);
  return (
    <ol className={classes.list}>
      {data.items.map((s, i) => (
        <li key={i} className={classes.search}>
          <p>
            <span className="num soft small">+{duration(Math.max(0, Date.parse(s.at) - began))}</span> {t(`why.circle_${s.circle}`)}
          </p>
          <ul className={classes.choices}>
            {s.choices.map((c) => (
              <Choice key={c.agent_id} choice={c} />
            ))}
          </ul>
          {s.more > 0 ? <p className="soft small">{t('why.left_out', { count: s.more })}</p> : null}
        </li>
      ))}
    </ol>
  );
}

function Choice({ choice }: { choice: AgentChoice }) {
  const { t } = useTranslation();
  const name = useAgentName();
  const Icon = choice.take ? IconCheck : IconMinus;
  return (
    <li className={classes.choice}>
      <Icon size={14} className={classes.icon} data-result={choice.take ? 'answered' : undefined} aria-label={choice.take ? t('why.could') : undefined} aria-hidden={!choice.take} />
      <p className="small">
        <strong>{name(choice.agent_id)}</strong> <span className="soft">{choice.because.map((r) => because(r, t)).join(', ')}</span>
      </p>
    </li>
  );
}
