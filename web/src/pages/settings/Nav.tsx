import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../../api/queries';
import { may } from '../../parts/may';
import classes from './Settings.module.css';

const pages = [
  { to: '/settings', word: 'settingsnav.numbers', needs: 'policy.see' },
  { to: '/settings/numbers', word: 'numbers.title', needs: 'policy.see' },
  { to: '/settings/prompts', word: 'prompts.title', needs: 'policy.see' },
  { to: '/settings/deals', word: 'settingsnav.funnel', needs: 'settings.edit' },
  { to: '/settings/outcomes', word: 'settingsnav.outcomes', needs: 'settings.edit' },
  { to: '/settings/follow-ups', word: 'followups.title', needs: 'settings.edit' },
  { to: '/settings/pauses', word: 'pauses.title', needs: 'settings.edit' },
  { to: '/settings/growth', word: 'growth.title', needs: 'settings.edit' },
  { to: '/settings/users', word: 'settingsnav.users', needs: 'users.edit' },
  { to: '/settings/roles', word: 'settingsnav.roles', needs: 'roles.edit' },
  { to: '/settings/teams', word: 'settingsnav.teams', needs: 'teams.edit' },
  { to: '/settings/audit', word: 'settingsnav.audit', needs: 'audit.see' },
  { to: '/settings/jobs', word: 'jobs.title', needs: 'audit.see' },
  { to: '/settings/fields', word: 'settingsnav.fields', needs: 'settings.edit' },
] as const;

// SettingsNav is what there is to set, for who may.
export function SettingsNav() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const mine = pages.filter((p) => may(me, p.needs));
  if (mine.length < 2) return null;
  return (
    <nav className={classes.nav} aria-label={t('settingsnav.label')}>
      {mine.map((p) => (
        <Link key={p.to} to={p.to} className={classes.tab} activeOptions={{ exact: true }} activeProps={{ 'data-here': true }}>
          {t(p.word)}
        </Link>
      ))}
    </nav>
  );
}
