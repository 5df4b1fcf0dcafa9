// A server of nothing but memory, for developing the page: npm run dev:mock.
// Log in with any password as admin, anna (an agent) or new (an empty house).
import { readFileSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { Socket } from './socket.ts';
import { wav } from './wav.ts';
import { type Call, iso, newID, noDetails, World } from './world.ts';

const people = {
  admin: { id: 'u1', login: 'admin', name: 'Head of Sales', role: 'administrator', agent_id: null, world: 'full' },
  anna: { id: 'u2', login: 'anna', name: 'Anna Kiss', role: 'agent', agent_id: 'a1', world: 'full' },
  new: { id: 'u3', login: 'new', name: 'First Administrator', role: 'administrator', agent_id: null, world: 'empty' },
} as const;
type Login = keyof typeof people;

class Refusal extends Error {
  constructor(readonly status: number, readonly code: string, detail = code, readonly errors?: { field: string; detail: string }[]) {
    super(detail);
  }
}

const limits: Record<string, [number, number]> = {
  ring_timeout_ms: [1_000, 120_000], no_ring_timeout_ms: [200, 30_000], retry_ms: [1_000, 3_600_000], wrapup_ms: [1_000, 3_600_000],
  extension_ms: [1_000, 3_600_000], dial_timeout_ms: [5_000, 300_000], lease_ms: [5_000, 300_000], max_talk_ms: [60_000, 86_400_000], max_extensions: [0, 100], misses_to_pause: [0, 1000],
};

type Request = { who: Login; world: World; query: URLSearchParams; body: any; id: string };
type Handler = (r: Request) => unknown;

const find = <T extends { id: string }>(list: T[], id: string): T => {
  const it = list.find((x) => x.id === id);
  if (!it) throw new Refusal(404, 'not_found');
  return it;
};

function page<T>(list: T[], query: URLSearchParams) {
  const from = Number(query.get('cursor') ?? 0);
  const limit = Number(query.get('limit') ?? 50);
  return { items: list.slice(from, from + limit), next_cursor: from + limit < list.length ? String(from + limit) : null };
}

const me = (who: Login) => {
  const { world: _, ...person } = people[who];
  const admin = person.role === 'administrator';
  return { ...person, permissions: ['desk.see', 'calls.see', 'calls.work', 'calls.hear', 'cards.see', 'cards.edit', 'agents.see', 'agents.press', 'policy.see', ...(admin ? ['agents.edit', 'policy.edit'] : [])], country: 'HU' };
};

const routes: [string, RegExp, Handler][] = [
  ['GET', /^\/me$/, (r) => me(r.who)],
  ['GET', /^\/desk$/, ({ world }) => ({ at: iso(), agents: world.agents, calls: world.calls, today: world.today, policy: world.policy, problem: world.problem })],
  ['GET', /^\/policy$/, ({ world }) => world.policy],
  ['PUT', /^\/policy$/, ({ world, body, who }) => {
    for (const [field, value] of Object.entries(body)) {
      const limit = limits[field];
      if (limit && (Number(value) < limit[0] || Number(value) > limit[1])) {
        throw new Refusal(422, 'invalid', 'Invalid', [{ field, detail: `must be between ${limit[0] / 1000} s and ${limit[1] / 1000} s` }]);
      }
    }
    Object.assign(world.policy, body, { version: world.policy.version + 1, changed_at: iso(), changed_by: people[who].name });
    world.tell({ type: 'policy', policy: world.policy });
    return world.policy;
  }],
  ['POST', /^\/realtime\/ticket$/, ({ who }) => ({ ticket: newID('x'), expires_at: iso(Date.now() + 30_000), channels: [people[who].world] })],
  ['POST', /^\/agents$/, ({ world, body }) => {
    if (world.agents.some((a) => a.extension === body.extension)) throw new Refusal(409, 'conflict', 'extension taken');
    const agent = world.agent(body.name, body.extension);
    Object.assign(agent, { level: body.level ?? 'regular', state: 'unreachable', phone_up: false, state_since: iso() });
    world.agents.push(agent);
    world.tell({ type: 'agent', agent: { ...agent } });
    setTimeout(() => world.set(agent, { state: 'available', phone_up: true }), 9_000);
    return { ...agent, sip: { username: `agent-${agent.extension}`, password: 'x7Kd-92mQ-pLw4-Tz8c', domain: '192.168.10.4:5060' } };
  }],
  ['PATCH', /^\/agents\/([^/]+)$/, ({ world, body, id }) => {
    const agent = find(world.agents, id);
    world.set(agent, { name: body.name ?? agent.name, level: body.level ?? agent.level, state_until: agent.state_until, reason: agent.reason });
    return agent;
  }],
  ['DELETE', /^\/agents\/([^/]+)$/, ({ world, id }) => {
    find(world.agents, id);
    world.agents = world.agents.filter((a) => a.id !== id);
    world.tell({ type: 'agent_gone', agent_id: id });
  }],
  ['POST', /^\/agents\/([^/]+)\/ready$/, ({ world, id }) => {
    const agent = find(world.agents, id);
    if (agent.next_pause) world.set(agent, { next_pause: null });
    else if (agent.state !== 'wrapup' && agent.state !== 'paused') throw new Refusal(409, 'conflict', 'the agent is neither paused nor in wrap-up');
    else world.set(agent, { state: 'available', call_id: null });
    return agent;
  }],
  ['POST', /^\/agents\/([^/]+)\/pause$/, ({ world, id, body }) => {
    const agent = find(world.agents, id);
    if (['claimed', 'ringing', 'talking'].includes(agent.state)) world.set(agent, { next_pause: body.reason });
    else world.set(agent, { state: 'paused', reason: body.reason, call_id: null });
    return agent;
  }],
  ['POST', /^\/agents\/([^/]+)\/extend$/, ({ world, id }) => {
    const agent = find(world.agents, id);
    if (agent.state !== 'wrapup' || agent.extended >= 2) throw new Refusal(409, 'conflict', 'extended as often as allowed');
    world.set(agent, { state_until: iso(Date.parse(agent.state_until!) + 60_000), extended: agent.extended + 1 });
    return agent;
  }],
  ['GET', /^\/calls$/, ({ world, query }) => {
    const fits = (c: Call) =>
      (!query.get('agent_id') || c.agent_id === query.get('agent_id')) &&
      (!query.get('card_id') || c.card_id === query.get('card_id')) &&
      (!query.get('disposition') || c.disposition === query.get('disposition')) &&
      (!query.get('since') || c.started_at >= query.get('since')!) &&
      (c.talk_ms ?? 0) >= Number(query.get('min_talk_ms') ?? 0);
    return page(world.ended.filter(fits), query);
  }],
  ['GET', /^\/calls\/([^/]+)$/, ({ world, id }) => find([...world.calls, ...world.ended], id)],
  ['POST', /^\/calls\/([^/]+)\/hangup$/, ({ world, id }) => void world.end(find(world.calls, id), 'answered')],
  ['POST', /^\/calls\/([^/]+)\/recording\/(?:pause|resume)$/, () => undefined],
  ['POST', /^\/calls\/([^/]+)\/outcome$/, ({ world, id, body }) => {
    const call = find([...world.calls, ...world.ended], id);
    Object.assign(call, { outcome: body.outcome, note: body.note ?? null });
    const agent = world.agents.find((a) => a.call_id === id);
    if (agent && body.ready) world.set(agent, { state: 'available', call_id: null });
    return call;
  }],
  ['GET', /^\/cards$/, ({ world, query }) => {
    const q = (query.get('q') ?? '').toLowerCase();
    const digits = q.replace(/\D/g, '').replace(/^06/, '');
    return page(world.cards.filter((c) => !q || c.name.toLowerCase().includes(q) || (digits && c.phones.some((p) => p.includes(digits)))), query);
  }],
  ['POST', /^\/cards$/, ({ world, body }) => {
    const card = { ...noDetails, id: newID('k'), kind: 'customer' as const, name: body.name, phones: body.phones ?? [], owner_id: null, tier: 'normal' as const, created_at: iso(), changed_at: iso(), version: 1 };
    world.cards.unshift(card);
    return card;
  }],
  ['GET', /^\/cards\/([^/]+)$/, ({ world, id }) => find(world.cards, id)],
  ['PATCH', /^\/cards\/([^/]+)$/, ({ world, body, id, who }) => {
    const card = find(world.cards, id);
    const rest = body as Partial<typeof card>;
    const log = world.changes.get(id) ?? [];
    for (const [field, to] of Object.entries(rest)) {
      log.unshift(world.change(field, String(card[field as keyof typeof card] ?? ''), String(to ?? ''), Date.now(), people[who].name));
    }
    world.changes.set(id, log);
    return Object.assign(card, rest, { version: card.version + 1, changed_at: iso() });
  }],
  ['GET', /^\/cards\/([^/]+)\/timeline$/, ({ world, id, query }) => {
    const calls = world.ended.filter((c) => c.card_id === id).map((call) => ({ id: `t-${call.id}`, kind: 'call' as const, at: call.started_at, by: null, call_id: call.id, call, outcome: null, changes: [] }));
    return page([...calls, ...(world.changes.get(id) ?? [])].sort((a, b) => (a.at < b.at ? 1 : -1)), query);
  }],
];

export function mock(): Plugin {
  const worlds = { full: new World(true), empty: new World(false) };
  const socket = new Socket();
  for (const [name, world] of Object.entries(worlds)) world.tell = (event) => socket.publish(name, event);
  for (let i = 0; i < 3; i++) worlds.full.arrive();
  setInterval(() => worlds.full.arrive(), 9_000).unref();
  setInterval(() => {
    const anna = worlds.full.agents.find((a) => a.id === 'a1');
    if (anna?.state === 'available' && worlds.full.calls.length < 5) worlds.full.arrive('a1');
  }, 7_000).unref();

  const answer = async (req: IncomingMessage, res: ServerResponse) => {
    const url = new URL(req.url ?? '/', 'http://mock');
    const path = url.pathname.replace('/api/v1', '');
    const send = (status: number, body?: unknown, type = 'application/json') => {
      res.writeHead(status, { 'Content-Type': type });
      res.end(body === undefined ? '' : JSON.stringify(body));
    };
    const refuse = (r: Refusal) =>
      send(r.status, { type: 'about:blank', title: r.code, status: r.status, code: r.code, detail: r.message, errors: r.errors }, 'application/problem+json');
    try {
      const text = await new Promise<string>((done) => {
        let all = '';
        req.on('data', (d) => (all += d)).on('end', () => done(all));
      });
      const body = text ? JSON.parse(text) : {};
      if (path === '/sessions' && req.method === 'POST') {
        if (!(body.login in people) || body.password === 'wrong') throw new Refusal(401, 'wrong_login');
        res.setHeader('Set-Cookie', `vonal_session=${body.login}; HttpOnly; Path=/; SameSite=Lax`);
        return send(201, me(body.login));
      }
      if (path === '/sessions') {
        res.setHeader('Set-Cookie', 'vonal_session=; Max-Age=0; Path=/');
        return send(204);
      }
      const who = /vonal_session=(\w+)/.exec(req.headers.cookie ?? '')?.[1] as Login | undefined;
      if (!who || !(who in people)) throw new Refusal(401, 'unauthorized');
      const world = worlds[people[who].world];
      if (/^\/recordings\/.*\/audio$/.test(path)) {
        const id = path.split('/')[2];
        const call = world.ended.find((c) => c.recording_id === id);
        if (!call) throw new Refusal(404, 'recording_missing');
        const audio = wav(call.talk_ms ?? 5_000);
        res.writeHead(200, { 'Content-Type': 'audio/wav', 'Content-Length': audio.length });
        return res.end(audio);
      }
      for (const [method, pattern, handler] of routes) {
        const match = method === req.method ? pattern.exec(path) : null;
        if (match) {
          const got = handler({ who, world, query: url.searchParams, body, id: match[1] ?? '' });
          return got === undefined ? send(204) : send(req.method === 'POST' ? 201 : 200, got);
        }
      }
      throw new Refusal(404, 'not_found');
    } catch (err) {
      refuse(err instanceof Refusal ? err : new Refusal(500, 'internal', String(err)));
    }
  };

  const serve = (server: { middlewares: { use: (path: string, fn: (req: IncomingMessage, res: ServerResponse) => void) => void }; httpServer: unknown }) => {
    socket.listen(server.httpServer as Server);
    server.middlewares.use('/api/v1', (req, res) => {
      req.url = `/api/v1${req.url}`;
      void answer(req, res);
    });
  };
  return {
    name: 'mock',
    configureServer: serve,
    configurePreviewServer: (server) => {
      serve(server);
      // The built page under the content policy of the real server.
      server.middlewares.use((req, res, next) => {
        if (req.method !== 'GET' || /\.\w+$/.test(req.url?.split('?')[0] ?? '')) return next();
        const nonce = newID('n');
        res.setHeader('Content-Type', 'text/html; charset=utf-8');
        res.setHeader(
          'Content-Security-Policy',
          `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data: blob:; font-src 'self'; media-src 'self' blob:; ` +
            `connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
        );
        const html = readFileSync(join(server.config.root, 'dist/index.html'), 'utf8');
        res.end(html.replace('name="style-nonce" content=""', `name="style-nonce" content="${nonce}"`));
      });
    },
  };
}
