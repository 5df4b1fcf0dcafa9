// Every address of the page in one place. Each page is a file of its own that
// is loaded when it is first opened.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { asProblem } from '../api/problem';
import { agentsQuery, meQuery, queries } from '../api/queries';
import type { Disposition, Tier } from '../api/types';
import { leftFirstSteps } from '../pages/start/dismissed';
import { may } from '../parts/may';
import { type Span, spans } from '../words/activity';
import { type StoryView, storyViews } from '../words/story';
import { Failed, NotFound } from './Failed';

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: Failed });

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (s: Record<string, unknown>): { next?: string } =>
    // Only an address of our own: a link must not lead elsewhere after log-in.
    typeof s.next === 'string' && /^\/(?![/\\])/.test(s.next) ? { next: s.next } : {},
  component: lazyRouteComponent(() => import('../pages/Login'), 'Login'),
});

const setUp = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('../pages/SetUp'), 'SetUp'),
});

const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: async ({ location }) => {
    try {
      const me = await queries.ensureQueryData(meQuery);
      if (me.second_factor_needed && location.pathname !== '/profile') throw redirect({ to: '/profile' });
    } catch (err) {
      if (asProblem(err).status === 401) throw redirect({ to: '/login', search: { next: location.href } });
      throw err;
    }
  },
  component: lazyRouteComponent(() => import('./Frame'), 'Frame'),
  errorComponent: Failed,
});

const home = createRoute({
  getParentRoute: () => inside,
  path: '/',
  beforeLoad: async () => {
    const me = queries.getQueryData(meQuery.queryKey);
    const { placesFor } = await import('./places');
    if (may(me, 'agents.edit') && !leftFirstSteps() && (await queries.ensureQueryData(agentsQuery)).items.length === 0) throw redirect({ to: '/start', replace: true });
    throw redirect({ to: placesFor(me)[0]?.to ?? '/profile', replace: true });
  },
});

const start = createRoute({
  getParentRoute: () => inside,
  path: '/start',
  component: lazyRouteComponent(() => import('../pages/Start'), 'Start'),
});

const day = createRoute({
  getParentRoute: () => inside,
  path: '/day',
  component: lazyRouteComponent(() => import('../pages/Day'), 'Day'),
});

// The address with which a demo company is opened: the first page, and a tour.
const tour = createRoute({
  getParentRoute: () => inside,
  path: '/tour',
  beforeLoad: async () => {
    const { showAround } = await import('./tour/asked');
    showAround(true);
    throw redirect({ to: '/', replace: true });
  },
});

const desk = createRoute({
  getParentRoute: () => inside,
  path: '/desk',
  component: lazyRouteComponent(() => import('../pages/Desk'), 'Desk'),
});

export interface CallsSearch {
  agent?: string;
  result?: Disposition;
  period?: 'today' | 'week' | 'month';
  talk?: number;
  outcome?: 'missing';
}

const results = ['answered', 'abandoned', 'voicemail', 'closed', 'turned_away', 'callback', 'fallback', 'lost_pbx', 'no_answer', 'busy', 'failed'];

const calls = createRoute({
  getParentRoute: () => inside,
  path: '/calls',
  validateSearch: (s: Record<string, unknown>): CallsSearch => ({
    agent: typeof s.agent === 'string' ? s.agent : undefined,
    result: results.includes(String(s.result)) ? (s.result as Disposition) : undefined,
    period: s.period === 'today' || s.period === 'week' || s.period === 'month' ? s.period : undefined,
    talk: Number(s.talk) > 0 ? Number(s.talk) : undefined,
    outcome: s.outcome === 'missing' ? 'missing' : undefined,
  }),
  component: lazyRouteComponent(() => import('../pages/Calls'), 'Calls'),
});

export interface DutiesSearch {
  state?: 'closed';
  whose?: 'mine';
  of?: string; // an agent
}

const duties = createRoute({
  getParentRoute: () => inside,
  path: '/duties',
  validateSearch: (s: Record<string, unknown>): DutiesSearch => ({
    ...(s.state === 'closed' ? { state: 'closed' as const } : {}),
    ...(s.whose === 'mine' ? { whose: 'mine' as const } : {}),
    ...(typeof s.of === 'string' ? { of: s.of } : {}),
  }),
  component: lazyRouteComponent(() => import('../pages/Duties'), 'Duties'),
});

const textOf = (v: unknown) => (typeof v === 'string' && v !== '' ? v : typeof v === 'number' ? String(v) : undefined);

export interface CardsSearch {
  q?: string;
  owner?: string;
  tier?: Tier;
  tag?: string;
  sort?: 'name' | '-last_contact' | '-updated_at';
}

const cards = createRoute({
  getParentRoute: () => inside,
  path: '/cards',
  validateSearch: (s: Record<string, unknown>): CardsSearch => ({
    q: textOf(s.q),
    owner: textOf(s.owner),
    tier: s.tier === 'normal' || s.tier === 'important' || s.tier === 'key' ? s.tier : undefined,
    tag: textOf(s.tag),
    sort: s.sort === 'name' || s.sort === '-last_contact' || s.sort === '-updated_at' ? s.sort : undefined,
  }),
  component: lazyRouteComponent(() => import('../pages/Cards'), 'Cards'),
});

const card = createRoute({
  getParentRoute: () => inside,
  path: '/cards/$id',
  validateSearch: (s: Record<string, unknown>): { show?: StoryView } => {
    const show = storyViews.find((v) => v === s.show);
    return show && show !== 'all' ? { show } : {};
  },
  component: lazyRouteComponent(() => import('../pages/Card'), 'CardPage'),
});

export interface DealsSearch {
  view?: 'list' | 'deadlines';
  pipeline?: string;
  stage?: string;
  owner?: string;
  team?: string;
  due?: Span;
  q?: string;
}

const duplicates = createRoute({
  getParentRoute: () => inside,
  path: '/duplicates',
  component: lazyRouteComponent(() => import('../pages/Duplicates'), 'Duplicates'),
});

const imports = createRoute({
  getParentRoute: () => inside,
  path: '/imports',
  component: lazyRouteComponent(() => import('../pages/Imports'), 'Imports'),
});

const importOne = createRoute({
  getParentRoute: () => inside,
  path: '/imports/$id',
  component: lazyRouteComponent(() => import('../pages/Import'), 'ImportPage'),
});

const team = createRoute({
  getParentRoute: () => inside,
  path: '/team',
  component: lazyRouteComponent(() => import('../pages/Team'), 'Team'),
});

const projects = createRoute({
  getParentRoute: () => inside,
  path: '/projects',
  component: lazyRouteComponent(() => import('../pages/Projects'), 'Projects'),
});

const project = createRoute({
  getParentRoute: () => inside,
  path: '/projects/$id',
  component: lazyRouteComponent(() => import('../pages/Project'), 'ProjectPage'),
});

const settingsFrame = createRoute({
  getParentRoute: () => inside,
  id: 'settings-frame',
  component: lazyRouteComponent(() => import('../pages/settings/SettingsFrame'), 'SettingsFrame'),
});

const outcomes = createRoute({
  getParentRoute: () => settingsFrame,
  path: '/settings/outcomes',
  component: lazyRouteComponent(() => import('../pages/settings/Outcomes'), 'Outcomes'),
});

const pauses = createRoute({
  getParentRoute: () => settingsFrame,
  path: '/settings/pauses',
  component: lazyRouteComponent(() => import('../pages/settings/Pauses'), 'Pauses'),
});

const numbers = createRoute({
  getParentRoute: () => settingsFrame,
  path: '/settings/numbers',
  component: lazyRouteComponent(() => import('../pages/settings/Numbers'), 'Numbers'),
});

const prompts = createRoute({
  getParentRoute: () => settingsFrame,
  path: '/settings/prompts',
  component: lazyRouteComponent(() => import('../pages/settings/Prompts'), 'Prompts'),
});

const growth = createRoute({
  getParentRoute: () => settingsFrame,
  path: '/settings/growth',
  component: lazyRouteComponent(() => import('../pages/settings/Growth'), 'Growth'),
});

const fields = createRoute({
  getParentRoute: () => settingsFrame,
  path: '/settings/fields',
  component: lazyRouteComponent(() => import('../pages/settings/Fields'), 'Fields'),
});

const deals = createRoute({
  getParentRoute: () => inside,
  path: '/deals',
  validateSearch: (s: Record<string, unknown>): DealsSearch => ({
    view: s.view === 'list' || s.view === 'deadlines' ? s.view : undefined,
    pipeline: textOf(s.pipeline),
    stage: textOf(s.stage),
    owner: textOf(s.owner),
    team: textOf(s.team),
    due: spans.find((x) => x === s.due),
    q: textOf(s.q),
  }),
  component: lazyRouteComponent(() => import('../pages/Deals'), 'Deals'),
});

const tasks = createRoute({
  getParentRoute: () => inside,
  path: '/tasks',
  validateSearch: (s: Record<string, unknown>): { whose?: 'all'; of?: string; task?: string } => ({
    ...(s.whose === 'all' ? { whose: 'all' as const } : {}),
    ...(typeof s.of === 'string' ? { of: s.of } : {}),
    ...(typeof s.task === 'string' ? { task: s.task } : {}),
  }),
  component: lazyRouteComponent(() => import('../pages/Tasks'), 'Tasks'),
});

const funnel = createRoute({
  getParentRoute: () => settingsFrame,
  path: '/settings/deals',
  component: lazyRouteComponent(() => import('../pages/settings/Funnel'), 'Funnel'),
});

const agents = createRoute({
  getParentRoute: () => inside,
  path: '/agents',
  component: lazyRouteComponent(() => import('../pages/Agents'), 'Agents'),
});

const absences = createRoute({
  getParentRoute: () => inside,
  path: '/absences',
  component: lazyRouteComponent(() => import('../pages/Absences'), 'Absences'),
});

const settings = createRoute({
  getParentRoute: () => settingsFrame,
  path: '/settings',
  component: lazyRouteComponent(() => import('../pages/Policy'), 'PolicyPage'),
});

const profile = createRoute({
  getParentRoute: () => inside,
  path: '/profile',
  component: lazyRouteComponent(() => import('../pages/Profile'), 'Profile'),
});

const users = createRoute({
  getParentRoute: () => settingsFrame,
  path: '/settings/users',
  component: lazyRouteComponent(() => import('../pages/settings/Users'), 'Users'),
});

const roles = createRoute({
  getParentRoute: () => settingsFrame,
  path: '/settings/roles',
  component: lazyRouteComponent(() => import('../pages/settings/Roles'), 'Roles'),
});

const teams = createRoute({
  getParentRoute: () => settingsFrame,
  path: '/settings/teams',
  component: lazyRouteComponent(() => import('../pages/settings/Teams'), 'Teams'),
});

const audit = createRoute({
  getParentRoute: () => settingsFrame,
  path: '/settings/audit',
  component: lazyRouteComponent(() => import('../pages/settings/Audit'), 'Audit'),
});

const followUps = createRoute({
  getParentRoute: () => settingsFrame,
  path: '/settings/follow-ups',
  component: lazyRouteComponent(() => import('../pages/settings/FollowUps'), 'FollowUps'),
});

const health = createRoute({
  getParentRoute: () => settingsFrame,
  path: '/settings/health',
  component: lazyRouteComponent(() => import('../pages/settings/Health'), 'HealthPage'),
});

const webhooks = createRoute({
  getParentRoute: () => settingsFrame,
  path: '/settings/webhooks',
  component: lazyRouteComponent(() => import('../pages/settings/Webhooks'), 'Webhooks'),
});

const jobs = createRoute({
  getParentRoute: () => settingsFrame,
  path: '/settings/jobs',
  component: lazyRouteComponent(() => import('../pages/settings/Jobs'), 'Jobs'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    login,
    setUp,
    inside.addChildren([
      home, tour, profile, start, day, desk, calls, duties, cards, card, duplicates, imports, importOne, tasks, team, projects, project, deals, agents, absences,
      settingsFrame.addChildren([settings, numbers, prompts, users, roles, teams, pauses, growth, funnel, outcomes, fields, followUps, health, jobs, webhooks, audit]),
    ]),
  ]),
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
