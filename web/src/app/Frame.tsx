import { Notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../api/problem';
import { meQuery } from '../api/queries';
import { follow } from '../live/desk';
import { useLink } from '../live/link';
import { Conflict } from '../parts/Conflict';
import { StaffProvider } from '../parts/agents';
import { may } from '../parts/may';
import { Bell } from './Bell';
import { CallBar } from './CallBar';
import { Banner } from './Banner';
import classes from './Frame.module.css';
import { Palette } from './palette/Palette';
import { type Place, placesFor } from './places';
import { Ringing } from './Ringing';
import { StateChip } from './StateChip';
import { useTour } from './tour/asked';
import { UserMenu } from './UserMenu';

const Tour = lazy(() => import('./tour/Tour').then((m) => ({ default: m.Tour })));

// What stands beside a page under another address, and is found by its way.
const under: Partial<Record<Place, string[]>> = { '/calls': ['/duties'], '/cards': ['/imports', '/duplicates'], '/tasks': ['/projects', '/team'] };

// Frame is what stands around every page: where one can go, one's own state,
// the connection, and what rings.
export function Frame() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const me = useQuery(meQuery);
  const link = useLink();
  const shown = useTour();
  const here = useRouterState({ select: (s) => s.location.href });
  const path = useRouterState({ select: (s) => s.location.pathname });

  const live = may(me.data, 'desk.see');
  useEffect(() => (live ? follow() : undefined), [live]);

  // A session may end at any time, by its age or on another screen. The frame
  // stands until the log-in is loaded: it leads there once.
  const out = asProblem(me.error).status === 401 && me.error !== null && path !== '/login';
  useEffect(() => {
    if (out) void navigate({ to: '/login', search: { next: here } });
  }, [out, navigate, here]);

  return (
    <StaffProvider>
      <div className={classes.frame} data-stale={link.state === 'lost' || undefined}>
        <a href="#page" className={classes.skip}>
          {t('app.skip')}
        </a>
        <nav className={classes.nav} aria-label={t('nav.label')}>
          <Link to="/" className={classes.logo} aria-label={t('app.name')}>
            <img src="/favicon.svg" alt="" width={28} height={28} />
          </Link>
          {placesFor(me.data).map(({ to, word, icon: Icon }) => (
            <Link key={to} to={to} className={classes.item} data-here={under[to]?.some((p) => path.startsWith(p)) || undefined} activeProps={{ 'data-here': true }}>
              <Icon size={20} stroke={1.6} aria-hidden />
              <span className="cut">{t(`nav.${word}`)}</span>
            </Link>
          ))}
        </nav>
        <header className={classes.top}>
          <Palette />
          <div className={classes.own}>
            <StateChip />
            <Bell />
            <UserMenu />
          </div>
        </header>
        <div className={classes.banners}>
          <Banner />
        </div>
        <main id="page" className={classes.page} tabIndex={-1}>
          <Outlet />
        </main>
        <CallBar />
        <Ringing />
        <Conflict />
        <Suspense>{shown && me.data ? <Tour /> : null}</Suspense>
        <Notifications position="bottom-left" limit={3} transitionDuration={120} autoClose={4000} />
      </div>
    </StaffProvider>
  );
}
