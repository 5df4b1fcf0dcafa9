import { IconCheck, IconMessage, IconArrowMerge } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../../api/queries';
import type { Duty } from '../../api/types';
import { useAgentName } from '../../parts/agents';
import { CallButton } from '../../parts/CallButton';
import { Customer, usePhone } from '../../parts/Caller';
import { may } from '../../parts/may';
import { Moment } from '../../parts/Moment';
import { dutyReason } from '../../words/duties';
import { plain } from '../../words/phone';
import { Due } from './Due';
import classes from './Duties.module.css';
import { NotCalled } from './NotCalled';
import { Tried } from './Tried';

// DutyTable is duties one below the other: open ones with what to do about them,
// closed ones with what came of them.
export function DutyTable({ duties, closed, onCall }: { duties: Duty[]; closed: boolean; onCall: (call: string) => void }) {
  const { t } = useTranslation();
  const agent = useAgentName();
  return (
    <table className={classes.table} data-closed={closed || undefined}>
      <thead>
        <tr>
          <th>{t(closed ? 'duties.when' : 'duties.due')}</th>
          <th>{t('duties.customer')}</th>
          <th>{t('duties.tried')}</th>
          <th>{t('duties.owner')}</th>
          <th>{closed ? t('duties.how') : <span className="hidden">{t('duties.not_called')}</span>}</th>
        </tr>
      </thead>
      <tbody>
        {duties.map((d) => (
          <tr key={d.id}>
            <td className={classes.when}>{d.closed_at ? <Moment at={d.closed_at} /> : <Due duty={d} />}</td>
            <td className={classes.customer}>
              <Owed duty={d} />
            </td>
            <td className={`${classes.tried} soft`}>
              <Tried duty={d} />
            </td>
            <td className={`${classes.owner} cut`}>{d.owner_id ? agent(d.owner_id) : <span className="soft">{t('duties.nobody')}</span>}</td>
            <td className={classes.acts}>
              {closed ? (
                <End duty={d} onCall={onCall} />
              ) : (
                <span className={classes.buttons}>
                  <CallButton number={d.phone} />
                  <NotCalled duty={d} />
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

// Owed is to whom a call back is owed.
export function Owed({ duty }: { duty: Duty }) {
  const write = usePhone();
  const number = write(duty.phone);
  const name = plain(duty.card_name);
  return <Customer card={duty.card_id} name={name || number} number={name ? number : undefined} tier={duty.tier} />;
}

// End is what closed a duty: a conversation, which can be looked at, or a reason.
function End({ duty, onCall }: { duty: Duty; onCall: (call: string) => void }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const call = duty.closed_call_id;
  const Icon = duty.closed_by === 'talk' ? IconCheck : duty.closed_by === 'merged' ? IconArrowMerge : IconMessage;
  return (
    <span className={classes.end} data-by={duty.closed_by}>
      <Icon size={15} aria-hidden />
      {duty.closed_by === 'reason' ? (
        <span className={classes.reason}>{dutyReason(duty.reason, t)}</span>
      ) : call && may(me, 'calls.see') ? (
        <button type="button" className={`${classes.call} link`} onClick={() => onCall(call)}>
          {t('duties.talk')}
        </button>
      ) : (
        t(duty.closed_by === 'merged' ? 'duties.merged' : 'duties.talk')
      )}
    </span>
  );
}
