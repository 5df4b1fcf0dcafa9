import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import classes from '../settings/Settings.module.css';

// TasksNav leads from tasks to the projects they belong to, and back.
export function TasksNav() {
  const { t } = useTranslation();
  return (
    <nav className={classes.nav} aria-label={t('tasks.title')}>
      <Link to="/tasks" className={classes.tab} activeProps={{ 'data-here': true }}>
        {t('tasks.title')}
      </Link>
      <Link to="/projects" className={classes.tab} activeProps={{ 'data-here': true }}>
        {t('projects.title')}
      </Link>
    </nav>
  );
}
