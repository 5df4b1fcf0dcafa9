import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { dutyCountQuery } from '../../api/duties';
import { meQuery } from '../../api/queries';
import { may } from '../../parts/may';
import classes from '../settings/Settings.module.css';

// CallsNav leads from the calls that were to those that are owed, and back.
export function CallsNav() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const owes = may(me, 'cards.see');
  const { data: owed } = useQuery({ ...dutyCountQuery, enabled: owes });
  return (
    <nav className={classes.nav} aria-label={t('duties.label')}>
      {may(me, 'calls.see') ? (
        <Link to="/calls" className={classes.tab} activeProps={{ 'data-here': true }}>
          {t('calls.title')}
        </Link>
      ) : null}
      {owes ? (
        <Link to="/duties" className={classes.tab} activeProps={{ 'data-here': true }}>
          {t('duties.title')} {owed ? <span className="num">{owed.open}</span> : null}
        </Link>
      ) : null}
    </nav>
  );
}
