import { meQuery, queries } from '../api/queries';
import { router } from './router';

// As the router's own types leave open which page it is.
type Route = { id: string; options: { component?: { preload?: () => Promise<unknown> } } };

// ahead begins to load what the address needs, one thing beside the other,
// while who we are and the language's words are still on their way.
export function ahead() {
  const open = router.matchRoutes(router.latestLocation).map((m) => router.routesById[m.routeId as never] as Route | undefined);
  for (const route of open) void route?.options.component?.preload?.();
  if (open.some((r) => r?.id === '/inside')) void queries.prefetchQuery(meQuery);
}
