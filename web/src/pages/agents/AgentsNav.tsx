import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import classes from '../settings/Settings.module.css';

// AgentsNav leads from who works here to who is away, and back.
export function AgentsNav() {
  const { t } = useTranslation();
  return (
    <nav className={classes.nav} aria-label={t('absences.label')}>
      <Link to="/agents" className={classes.tab} activeProps={{ 'data-here': true }}>
        {t('agents.title')}
      </Link>
      <Link to="/absences" className={classes.tab} activeProps={{ 'data-here': true }}>
        {t('absences.title')}
      </Link>
    </nav>
  );
}
