// The live desk: a snapshot kept up to date by publications.
import { queryOptions, useQuery } from '@tanstack/react-query';
import { Centrifuge, type Subscription, UnauthorizedError } from 'centrifuge';
import { api } from '../api/client';
import { answerOf, asProblem } from '../api/problem';
import { lastHourQuery, meQuery, queries } from '../api/queries';
import { may } from '../parts/may';
import type { DeskEvent, DeskNow } from '../api/types';
import { changed } from './changed';
import { setServerTime } from './clock';
import { setLink } from './link';
import { addNewCall } from './news';
import { after } from './reduce';

// What is published while a snapshot is on its way is applied on top of it:
// the two come by different ways and either may be the newer one.
let meanwhile: DeskEvent[] | null = null;

export const deskQuery = queryOptions({
  queryKey: ['desk'],
  queryFn: async ({ signal }): Promise<DeskNow> => {
    meanwhile = [];
    const asked = Date.now();
    try {
      const desk = await answerOf(api.GET('/desk', { signal }));
      setServerTime(desk.at, asked, Date.now());
      return (meanwhile ?? []).reduce(after, desk);
    } finally {
      meanwhile = null;
    }
  },
  staleTime: Infinity,
  // Agents keep their identity while nothing about them changes, so that only
  // rows that changed are drawn again.
  structuralSharing: true,
});

// useDesk is the live picture, for those who may see it.
export function useDesk() {
  const { data: me } = useQuery(meQuery);
  return useQuery({ ...deskQuery, enabled: may(me, 'desk.see') });
}

// centrifuge's code of a connection begun or ended by us.
const CALLED = 0;

function publish(event: DeskEvent) {
  meanwhile?.push(event);
  if (isAnswer(event)) answered();
  queries.setQueryData(deskQuery.queryKey, (desk) => desk && after(desk, event));
  if (event.type === 'call_gone') written();
  if (event.type === 'changed') changed(event.kind, event.id);
}

// isAnswer tells whether a call that came in is talked to now, and was not before.
function isAnswer({ call }: DeskEvent): boolean {
  if (call?.state !== 'talking' || call.direction !== 'inbound') return false;
  return queries.getQueryData(deskQuery.queryKey)?.calls.find((c) => c.id === call.id)?.state !== 'talking';
}

let counting: ReturnType<typeof setTimeout> | undefined;

// answered has the last hour counted anew, many answers in a row once.
function answered() {
  counting ??= setTimeout(() => {
    counting = undefined;
    void queries.invalidateQueries({ queryKey: lastHourQuery.queryKey });
  }, 700);
}

let due: ReturnType<typeof setTimeout> | undefined;

// written reads what shows ended calls again after one has been written; many
// in a row are one look. The long list stays as it is, so that no row moves
// from under the hand: it is told how many are new.
function written() {
  addNewCall();
  due ??= setTimeout(() => {
    due = undefined;
    void queries.invalidateQueries({ queryKey: deskQuery.queryKey });
    void queries.invalidateQueries({ queryKey: ['calls', 'lately'] });
    void queries.invalidateQueries({ queryKey: ['calls', 'one'] });
    void queries.invalidateQueries({ queryKey: ['calls', 'missed'] });
    void queries.invalidateQueries({ queryKey: ['cards', 'timeline'] });
  }, 700);
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
