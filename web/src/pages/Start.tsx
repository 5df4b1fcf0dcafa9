import { Button } from '@mantine/core';
import { IconDeviceLandlinePhone, IconPhoneOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hoursQuery, numbersQuery } from '../api/numbers';
import { answeredQuery, latelyQuery, meQuery } from '../api/queries';
import { useDesk } from '../live/desk';
import { usePhone } from '../parts/Caller';
import { Ago } from '../parts/Moment';
import { useTitle } from '../parts/title';
import { doneSteps, nextStep, steps } from '../words/firstSteps';
import { NewAgent } from './agents/NewAgent';
import { leaveFirstSteps } from './start/dismissed';
import classes from './start/Start.module.css';
import { Step } from './start/Step';

const SHOWN = 6; // agents with their phones

// Start is what a new company does before its first call, each step with a
// check that is live.
export function Start() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const { data: me } = useQuery(meQuery);
  const { data: desk } = useDesk();
  const { data: hours } = useQuery(hoursQuery);
  const { data: numbers } = useQuery(numbersQuery);
  const { data: lately } = useQuery(latelyQuery);
  const { data: answered } = useQuery(answeredQuery);
  const [making, setMaking] = useState(false);
  const write = usePhone();
  useTitle(t('start.title'));

  const agents = desk?.agents ?? [];
  const up = agents.filter((a) => a.phone_up).length;
  const came = desk?.calls.find((c) => c.direction === 'inbound') ?? lately?.items.find((c) => c.direction === 'inbound');
  const talked = answered?.items.length ? true : desk?.calls.some((c) => c.state === 'talking') === true;
  const done = doneSteps({ country: me?.country ?? '', agents: agents.length, phonesUp: up, lastCall: came !== undefined, hours: hours?.items.length ?? 0, answered: talked });
  const next = nextStep(done);
  const country = me?.country ? (new Intl.DisplayNames([i18n.language], { type: 'region' }).of(me.country) ?? me.country) : '';
  const leave = () => {
    leaveFirstSteps();
    void navigate({ to: '/desk' });
  };
  const at = (step: (typeof steps)[number]) => ({ step, number: steps.indexOf(step) + 1, done: done[step], next: next === step });

  return (
    <>
      <div className="spread">
        <h1 className="h1">{t('start.title')}</h1>
        <Button variant={next === null ? 'filled' : 'subtle'} onClick={leave}>
          {t(next === null ? 'start.to_desk' : 'start.later')}
        </Button>
      </div>
      <p className="soft">{t('start.hint')}</p>
      <ol className={classes.steps}>
        <Step {...at('company')} state={t('start.country', { country })} />
        <Step {...at('agents')} state={t('start.phones', { up, count: agents.length })}>
          <ul className={classes.phones}>
            {agents.slice(0, SHOWN).map((a) => (
              <li key={a.id} className="cut" data-up={a.phone_up || undefined}>
                {a.phone_up ? <IconDeviceLandlinePhone size={16} aria-hidden /> : <IconPhoneOff size={16} aria-hidden />}
                {a.name} <span className="soft small">{t(a.phone_up ? 'agents.phone_up' : 'agents.phone_down')}</span>
              </li>
            ))}
          </ul>
          <Button variant={next === 'agents' && agents.length === 0 ? 'filled' : 'default'} size="compact-md" onClick={() => setMaking(true)}>
            {t('agents.new')}
          </Button>
          {agents.length > 0 ? (
            <Link to="/agents" className="link">
              {t('start.all_agents')}
            </Link>
          ) : null}
        </Step>
        <Step
          {...at('trunk')}
          state={
            came ? (
              <>
                {t('start.last_call', { number: came.from ? write(came.from) : t('ring.withheld') })} · <Ago at={came.started_at} />
              </>
            ) : (
              t('start.no_call')
            )
          }
        >
          <code className={classes.code}>vonal run --sip {t('start.your_address')}:5060 --trunk {t('start.provider_address')}:5060</code>
        </Step>
        <Step {...at('hours')} state={t('start.hours_count', { count: hours?.items.length ?? 0 })}>
          <Link to="/settings/numbers" className="link">
            {t('start.set_hours')}
          </Link>
        </Step>
        <Step {...at('call')} state={done.call ? t('start.answered') : t('start.waiting_call', { number: numbers?.items[0] ? write(numbers.items[0].number) : t('start.your_number') })} />
      </ol>
      <NewAgent opened={making} onClose={() => setMaking(false)} agents={agents} />
    </>
  );
}
