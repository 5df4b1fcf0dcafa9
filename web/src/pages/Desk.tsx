import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../live/desk';
import { Rows } from '../parts/Rows';
import { useTitle } from '../parts/title';
import { Trouble } from '../parts/Trouble';
import { AgentsNow } from './desk/AgentsNow';
import { CallsNow } from './desk/CallsNow';
import { Counters } from './desk/Counters';
import classes from './desk/Desk.module.css';
import { LastHour } from './desk/LastHour';
import { Lately } from './desk/Lately';
import { Why } from './desk/Why';

// Desk is the live picture: who is here, who calls, how it goes today.
export function Desk() {
  const { t } = useTranslation();
  const { data: desk, error, refetch } = useDesk();
  const [why, setWhy] = useState<string | null>(null);
  useTitle(t('desk.title'));

  if (!desk && error) return <Trouble error={error} retry={() => void refetch()} />;
  return (
    <>
      <h1 className="hidden">{t('desk.title')}</h1>
      <Counters desk={desk} />
      <div className={classes.columns}>
        <section className={classes.panel} aria-labelledby="agents-now">
          {desk ? <AgentsNow desk={desk} /> : <Rows />}
        </section>
        <div className={classes.side}>
          <section className={classes.panel} aria-labelledby="calls-now">
            {desk ? <CallsNow desk={desk} onWhy={setWhy} /> : <Rows count={4} />}
          </section>
          <section className={classes.panel} aria-labelledby="last-hour">
            <LastHour />
          </section>
          <section className={classes.panel} aria-labelledby="lately">
            <Lately onWhy={setWhy} />
          </section>
        </div>
      </div>
      <Why id={why} onClose={() => setWhy(null)} />
    </>
  );
}
