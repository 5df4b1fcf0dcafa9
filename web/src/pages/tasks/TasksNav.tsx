import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../../api/queries';
import { may } from '../../parts/may';
import classes from '../settings/Settings.module.css';

// TasksNav leads from tasks to the projects they belong to, and to who has how
// many.
export function TasksNav() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  return (
    <nav className={classes.nav} aria-label={t('tasks.title')}>
      <Link to="/tasks" className={classes.tab} activeProps={{ 'data-here': true }}>
        {t('tasks.title')}
      </Link>
      <Link to="/projects" className={classes.tab} activeProps={{ 'data-here': true }}>
        {t('projects.title')}
      </Link>
      {may(me, 'cards.assign') ? (
        <Link to="/team" className={classes.tab} activeProps={{ 'data-here': true }}>
          {t('team.title')}
        </Link>
      ) : null}
    </nav>
  );
}
