import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { latelyQuery } from '../../api/queries';
import { useAgentName } from '../../parts/agents';
import { Caller } from '../../parts/Caller';
import { Ago } from '../../parts/Moment';
import { Result } from '../../parts/Result';
import { Rows } from '../../parts/Rows';
import { Trouble } from '../../parts/Trouble';
import { duration } from '../../words/format';
import { WhyButton } from './CallsNow';
import classes from './Desk.module.css';

// Lately is the last few calls that have ended, so that one who just hung up
// can be found again.
export const Lately = memo(function Lately({ onWhy }: { onWhy: (id: string) => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(latelyQuery);
  const items = data?.items;
  const name = useAgentName();
  return (
    <>
      <div className={classes.head}>
        <h2 className="h2" id="lately">
          {t('desk.lately')}
        </h2>
        <Link to="/calls" className="link small">
          {t('desk.all_calls')}
        </Link>
      </div>
      {error && !items ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!items && !error ? <Rows count={4} /> : null}
      {items?.length === 0 ? <p className="soft" style={{ padding: '12px 0' }}>{t('desk.none_ended')}</p> : null}
      <ul aria-labelledby="lately" style={{ paddingTop: 4 }}>
        {items?.map((c) => (
          <li key={c.id} className={classes.ended}>
            <span className="soft small cut">
              <Ago at={c.ended_at ?? c.started_at} />
            </span>
            <Result disposition={c.disposition} />
            <Caller call={c} brief />
            <span className="cut soft">{name(c.agent_id)}</span>
            <span className={`${classes.time} num`}>{c.talk_ms ? duration(c.talk_ms) : ''}</span>
            <WhyButton onClick={() => onWhy(c.id)} />
          </li>
        ))}
      </ul>
    </>
  );
});
