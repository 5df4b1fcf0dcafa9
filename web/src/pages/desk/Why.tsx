import { Button, Drawer } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { callQuery } from '../../api/queries';
import type { Call } from '../../api/types';
import { useDesk } from '../../live/desk';
import { Caller } from '../../parts/Caller';
import { Heard } from '../../parts/Heard';
import { Moment } from '../../parts/Moment';
import { Offers } from '../../parts/Offers';
import { Result } from '../../parts/Result';
import { Rows } from '../../parts/Rows';
import { StateMark } from '../../parts/State';
import { Timer } from '../../parts/Timer';
import { Trouble } from '../../parts/Trouble';
import { duration } from '../../words/format';
import classes from './Why.module.css';

// Why tells of one call, under way or ended, to whom it was offered and why.
export function Why({ id, onClose }: { id: string | null; onClose: () => void }) {
  const { t } = useTranslation();
  const { data: desk } = useDesk();
  const live = desk?.calls.find((c) => c.id === id);
  const asked = useQuery({ ...callQuery(id ?? ''), enabled: id !== null && !live });
  const call = live ?? asked.data;
  return (
    <Drawer
      opened={id !== null}
      onClose={onClose}
      position="right"
      size={440}
      title={<span className="h2">{t('why.title')}</span>}
      closeButtonProps={{ 'aria-label': t('rec.close') }}
    >
      {call ? <Story call={call} /> : asked.error ? <Trouble error={asked.error} /> : <Rows count={5} />}
    </Drawer>
  );
}

function Story({ call }: { call: Call }) {
  const { t } = useTranslation();
  return (
    <div className={classes.story}>
      <div className={classes.who}>
        <Caller call={call} />
      </div>
      <dl className={classes.facts}>
        <dt>{t(call.direction === 'outbound' ? 'why.requested' : 'why.arrived')}</dt>
        <dd>
          <Moment at={call.started_at} />
        </dd>
        {call.state === 'ended' ? (
          <>
            <dt>{t('calls.how')}</dt>
            <dd>
              <Result disposition={call.disposition} />
            </dd>
            <dt>{t('calls.wait')}</dt>
            <dd className="num">{duration(call.wait_ms)}</dd>
            <dt>{t('calls.talk')}</dt>
            <dd className="num">{duration(call.talk_ms)}</dd>
          </>
        ) : (
          <>
            <dt>{t('desk.step')}</dt>
            <dd className="row">
              {call.state === 'waiting' ? t('why.waiting') : call.state === 'dialling' || call.state === 'leaving' ? t(`callstate.${call.state}`) : <StateMark state={call.state} />}
              <Timer since={call.state === 'talking' ? call.answered_at : call.started_at} />
            </dd>
          </>
        )}
      </dl>
      <Offers call={call} />
      <Heard call={call} />
      {call.card_id ? (
        <div>
          <Button component={Link} to="/cards/$id" params={{ id: call.card_id } as never} variant="default">
            {t('why.card')}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
