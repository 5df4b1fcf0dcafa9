import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { dealsQuery } from '../api/deals';
import { cardQuery, meQuery, timelineQuery } from '../api/queries';
import type { Call, Card, Deal } from '../api/types';
import { may } from '../parts/may';

// Glance is what matters of a customer in the seconds before one picks up. Each
// part is undefined while it is on its way.
export interface Glance {
  card?: Card;
  talk?: Call | null; // the last conversation
  deal?: Deal | null; // the open one that moved last
}

// useGlance reads a customer as their page does, so that the page is there at
// once when it is opened.
export function useGlance(card: string | null): Glance {
  const { data: me } = useQuery(meQuery);
  const id = card ?? '';
  const known = card !== null && may(me, 'cards.see');
  const { data: read } = useQuery({ ...cardQuery(id), enabled: known });
  const { data: story } = useInfiniteQuery({ ...timelineQuery(id), enabled: known });
  const { data: deals, isError } = useInfiniteQuery({ ...dealsQuery({ card_id: id }), enabled: known && may(me, 'deals.see') });
  const calls = story?.pages.flatMap((p) => p.items.flatMap((i) => (i.call?.talk_ms ? [i.call] : [])));
  const open = deals?.pages.flatMap((p) => p.items.filter((d) => d.kind === 'open'));
  return { card: read, talk: calls && (calls[0] ?? null), deal: isError || (me && !may(me, 'deals.see')) ? null : open && (open.sort(byStep)[0] ?? null) };
}

const byStep = (a: Deal, b: Deal) => Date.parse(b.stage_since) - Date.parse(a.stage_since);
