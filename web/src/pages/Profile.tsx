import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../api/queries';
import { may } from '../parts/may';
import { useTitle } from '../parts/title';
import { roleWord } from '../words/roles';
import { Calendar } from './profile/Calendar';
import { Factor } from './profile/Factor';
import { OwnPhones } from './profile/OwnPhones';
import { OwnPassword } from './profile/OwnPassword';
import classes from './profile/Profile.module.css';
import { Sessions } from './profile/Sessions';
import { Telling } from './profile/Telling';
import { Tokens } from './profile/Tokens';

// Profile is one's own account: how one logs in, where one is logged in, and
// what acts in one's name.
export function Profile() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  useTitle(t('account.title'));
  if (!me) return null;
  return (
    <div className={classes.page}>
      <h1 className="h1">{t('account.title')}</h1>
      <p className="soft">
        {me.name} · {me.login} · {roleWord(me.role, t)}
      </p>
      {me.second_factor_needed ? (
        <p role="alert" className={classes.needed}>
          {t('account.factor_needed')}
        </p>
      ) : null}
      {me.agent_id && may(me, 'agents.press') ? <OwnPhones agent={me.agent_id} /> : null}
      <Factor />
      <OwnPassword />
      {me.second_factor_needed ? null : (
        <>
          <Telling />
          <Calendar />
          <Sessions />
          <Tokens />
        </>
      )}
    </div>
  );
}
