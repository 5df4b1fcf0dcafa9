// The live desk: a snapshot kept up to date by publications.
import { queryOptions, replaceEqualDeep, useQuery } from '@tanstack/react-query';
import { Centrifuge, type Subscription, UnauthorizedError } from 'centrifuge';
import { api } from '../api/client';
import { answerOf, asProblem } from '../api/problem';
import { lastHourQuery, meQuery, queries } from '../api/queries';
import { may } from '../parts/may';
import type { DeskEvent, DeskNow } from '../api/types';
import { changed } from './changed';
import { setServerTime } from './clock';
import { gathered } from './gathered';
import { setLink } from './link';
import { addNewCall } from './news';
import { after } from './reduce';

// What is published while a snapshot is on its way is applied on top of it:
// the two come by different ways and either may be the newer one.
let meanwhile: DeskEvent[] | null = null;

export const deskQuery = queryOptions({
  queryKey: ['desk'],
  queryFn: async ({ signal }): Promise<DeskNow> => {
    show();
    meanwhile = [];
    const asked = Date.now();
    try {
      const desk = await answerOf(api.GET('/desk', { signal }));
      setServerTime(desk.at, asked, Date.now());
      const now = (meanwhile ?? []).reduce(after, desk);
      return replaceEqualDeep(queries.getQueryData(deskQuery.queryKey), now);
    } finally {
      meanwhile = null;
    }
  },
  staleTime: Infinity,
  // What a publication leaves as it is keeps its identity, so that only rows
  // that changed are drawn again; a snapshot is joined with the picture above.
  structuralSharing: false,
});

// useDesk is the live picture, for those who may see it.
export function useDesk() {
  const { data: me } = useQuery(meQuery);
  return useQuery({ ...deskQuery, enabled: may(me, 'desk.see') });
}

// centrifuge's code of a connection begun or ended by us.
const CALLED = 0;

// What changes within a moment is shown together; on a large desk, where
// something changes all the time, once a second. What concerns oneself is shown
// at once, and so is what comes after a while of silence.
const LARGE = 50; // agents
const together = () => ((queries.getQueryData(deskQuery.queryKey)?.agents.length ?? 0) > LARGE ? 1_000 : 200); // ms
let unshown: DeskEvent[] = [];
let shown = 0;
let showing: ReturnType<typeof setTimeout> | undefined;

function show() {
  clearTimeout(showing);
  showing = undefined;
  shown = Date.now();
  if (unshown.length === 0) return;
  const events = unshown;
  unshown = [];
  queries.setQueryData(deskQuery.queryKey, (desk) => desk && events.reduce(after, desk));
}

const concerns = (event: DeskEvent, agent: string | null | undefined) =>
  !!agent && (event.agent?.id === agent || event.call?.agent_id === agent);

// isAnswer tells whether a call that came in is talked to now, and was not before.
function isAnswer({ call }: DeskEvent): boolean {
  if (call?.state !== 'talking' || call.direction !== 'inbound') return false;
  return queries.getQueryData(deskQuery.queryKey)?.calls.find((c) => c.id === call.id)?.state !== 'talking';
}

// answered has the last hour counted anew.
const answered = gathered(700, 5_000, () => void queries.invalidateQueries({ queryKey: lastHourQuery.queryKey }));

function publish(event: DeskEvent) {
  meanwhile?.push(event);
  if (isAnswer(event)) answered();
  if (event.type === 'changed') changed(event.kind, event.id);
  else {
    unshown.push(event);
    const rest = shown + together() - Date.now();
    if (rest <= 0 || concerns(event, queries.getQueryData(meQuery.queryKey)?.agent_id)) show();
    else showing ??= setTimeout(show, rest);
  }
  if (event.type === 'call_gone') written();
}

// readAgain reads what shows ended calls after one has been written: many in a
// row are one look, and a busy desk looks every few seconds.
const readAgain = gathered(700, 5_000, () => {
  void queries.invalidateQueries({ queryKey: deskQuery.queryKey });
  void queries.invalidateQueries({ queryKey: ['calls', 'lately'] });
  void queries.invalidateQueries({ queryKey: ['calls', 'one'] });
  void queries.invalidateQueries({ queryKey: ['calls', 'missed'] });
  void queries.invalidateQueries({ queryKey: ['cards', 'timeline'] });
});

// The long list stays as it is, so that no row moves from under the hand: it is
// told how many are new.
function written() {
  addNewCall();
  readAgain();
}

// refresh reads everything anew that is shown: nobody knows what was missed.
const refresh = () => void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' });

// follow keeps the desk up to date until the function it returns is called.
// After every gap the snapshot is read again.
export function follow(): () => void {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const socket = new Centrifuge(`${scheme}://${location.host}/connection/websocket`, {
    minReconnectDelay: 300,
    maxReconnectDelay: 5_000,
    getToken: async () => {
      try {
        const ticket = await answerOf(api.POST('/realtime/ticket'));
        subscribe(ticket.channels);
        return ticket.ticket;
      } catch (err) {
        // Without a session there is nothing to follow: the page asks who we
        // are and shows the log-in.
        if (asProblem(err).status === 401) {
          void queries.invalidateQueries({ queryKey: ['me'] });
          throw new UnauthorizedError('no session');
        }
        throw err;
      }
    },
  });
  const subscriptions = new Map<string, Subscription>();
  let snapshots = 0;

  function subscribe(channels: string[]) {
    for (const name of channels) {
      if (subscriptions.has(name)) continue;
      const sub = socket.newSubscription(name);
      sub.on('publication', (ctx) => publish(ctx.data as DeskEvent));
      sub.on('subscribed', (ctx) => {
        // What a recovered subscription missed has been delivered already.
        if (snapshots++ === 0 || !ctx.recovered) refresh();
      });
      sub.subscribe();
      subscriptions.set(name, sub);
    }
  }

  let again: ReturnType<typeof setTimeout> | undefined;
  socket.on('connected', () => setLink('live'));
  socket.on('connecting', (ctx) => {
    setLink(ctx.code === CALLED ? 'connecting' : 'lost');
    socket.setToken(''); // a ticket is good once
  });
  socket.on('disconnected', (ctx) => {
    if (ctx.code === CALLED) return;
    // The server wants us no more: a session that has ended, or a restart
    // that says so. Who we are is asked first.
    setLink('lost');
    void queries.invalidateQueries({ queryKey: ['me'] });
    again = setTimeout(() => socket.connect(), 3_000);
  });
  socket.connect();

  // A laptop that wakes or finds its network again should not wait for the
  // next try.
  const wake = () => {
    if (socket.state === 'connecting') {
      socket.disconnect();
      socket.connect();
    }
  };
  addEventListener('online', wake);
  return () => {
    removeEventListener('online', wake);
    clearTimeout(again);
    socket.removeAllListeners();
    socket.disconnect();
    setLink('connecting');
  };
}
