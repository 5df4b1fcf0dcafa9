// A made-up company to develop the page against: agents, callers, cards. It
// follows the rules of calls only as far as the page can see them.
import type { components } from '../src/api/schema';

type S = components['schemas'];
export type Agent = S['Agent'];
export type Call = S['Call'];
export type Card = S['Card'];
export type DeskEvent = S['DeskEvent'];
export type Policy = S['Policy'];
export type TimelineItem = S['TimelineItem'];

// noDetails is what a card has of which nothing is known.
export const noDetails = {
  form: null, language: null, time_zone: null, tags: [], addresses: [], consents: {}, fields: {}, last_contact_at: null,
};

export const iso = (ms = Date.now()) => new Date(ms).toISOString();
const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!;
let counter = 0;
export const newID = (kind: string) => `${kind}${(++counter).toString(36)}${Math.random().toString(36).slice(2, 7)}`;

const customers = [
  ['Szabó Bútorház Kft', '+36301234567', 'key'],
  ['Kovács és Társa Autószerviz', '+36205551122', 'normal'],
  ['Green Valley Imports Ltd', '+442079460018', 'important'],
  ['Nagy Péter', '+36709988776', 'normal'],
  ['ООО «Северный Ветер»', '+74951234567', 'important'],
  ['Tóth Pékség', '+3612345678', 'normal'],
  ['Balatoni Szálláshely és Rendezvényközpont Üzemeltető Korlátolt Felelősségű Társaság', '+36845501234', 'key'],
  ['', '+36301112233', 'normal'],
  ['Müller Werkzeugbau GmbH', '+4989123456', 'normal'],
] as const;

export class World {
  agents: Agent[] = [];
  calls: Call[] = [];
  ended: Call[] = [];
  cards: Card[] = [];
  changes = new Map<string, TimelineItem[]>();
  policy: Policy;
  problem: string | null = null;
  today: S['Today'];
  tell: (event: DeskEvent) => void = () => {};

  constructor(full: boolean) {
    this.policy = {
      ring_timeout_ms: 5_000, no_ring_timeout_ms: 2_000, retry_ms: 60_000, wrapup_ms: 180_000, extension_ms: 60_000,
      dial_timeout_ms: 45_000, max_extensions: 2, misses_to_pause: 3, lease_ms: 20_000, max_talk_ms: 14_400_000, outcome_required: false,
      owner_wait_ms: 10_000, deputy_wait_ms: 10_000, team_wait_ms: 20_000, important_level: 'regular', key_level: 'senior', lower_after_ms: 30_000, newcomers_after_ms: 0, ramp_quota: 5, keep_place_ms: 300_000, duty_due_ms: 900_000, duty_talk_ms: 10_000, recordings_days: 0,
      version: full ? 4 : 1, changed_at: full ? iso(Date.now() - 86_400_000) : null, changed_by: full ? 'Head of Sales' : null,
    };
    this.today = { since: new Date(new Date().setHours(0, 0, 0, 0)).toISOString(), offered: 0, answered: 0, missed: 0, service_level: null, average_wait_ms: null };
    if (full) this.fill();
  }

  private fill() {
    const now = Date.now();
    ['Anna Kiss', 'Béla Varga', 'Csaba Molnár', 'Dóra Fehér', 'Emil Balogh', 'Fanni Horváth'].forEach((name, i) =>
      this.agents.push(this.agent(name, String(101 + i), `a${i + 1}`)),
    );
    const [, , , dora, emil] = this.agents as [Agent, Agent, Agent, Agent, Agent];
    Object.assign(dora, { state: 'paused', reason: 'lunch', state_since: iso(now - 14 * 60_000), level: 'senior' });
    Object.assign(emil, { state: 'unreachable', phone_up: false, state_since: iso(now - 102 * 60_000), level: 'newcomer' });
    for (const [name, number, tier] of customers) {
      this.cards.push({
        ...noDetails, id: newID('k'), kind: 'customer', name, phones: [number], owner_id: Math.random() < 0.5 ? pick(this.agents).id : null, tier,
        created_at: iso(now - 40 * 86_400_000), changed_at: iso(now - Math.random() * 9e7), version: 3,
      });
    }
    for (let i = 0; i < 64; i++) this.past(now - 20_000 - i * i * 45_000, i);
    for (const c of this.cards) {
      this.changes.set(c.id, [
        this.change('tier', 'normal', c.tier, now - 2 * 86_400_000, 'Head of Sales'),
        this.change('owner_id', '', 'a1', now - 3 * 86_400_000, 'Head of Sales'),
        this.opened(now - 40 * 86_400_000),
      ]);
    }
    this.today = { ...this.today, offered: 154, answered: 148, missed: 6, service_level: 0.924, average_wait_ms: 6_400 };
  }

  agent(name: string, extension: string, id = newID('a')): Agent {
    return {
      id, name, extension, level: 'regular', level_by_rule: false, hours_id: null, state: 'available', state_since: iso(Date.now() - 90_000), state_until: null,
      reason: null, next_pause: null, call_id: null, phone_up: true, misses: 0, extended: 0, version: 1,
    };
  }

  change(field: string, from: string, to: string, at: number, by: string | null): TimelineItem {
    return { id: newID('t'), kind: 'changed', at: iso(at), by, call_id: null, call: null, outcome: null, changes: [{ field, from, to }] };
  }

  private opened(at: number): TimelineItem {
    return { ...this.change('', '', '', at, null), kind: 'opened', call_id: 'first', changes: [] };
  }

  private past(started: number, i: number) {
    const card = this.cards[i % this.cards.length]!;
    const lost = i % 9 === 4;
    const wait = 2_000 + Math.round(Math.random() * 9_000);
    const talk = 30_000 + Math.round(Math.random() * 400_000);
    const agent = pick(this.agents);
    const other = pick(this.agents);
    const failed = i % 13 === 7;
    const recording = lost ? null : { id: newID('r'), state: failed ? ('failed' as const) : ('ready' as const), reason: failed ? 'the disk was full' : null, duration_ms: failed ? null : talk };
    this.ended.push({
      ...this.call(card, started), state: 'ended', disposition: lost ? pick(['abandoned', 'abandoned', 'fallback'] as const) : 'answered',
      agent_id: lost ? null : agent.id, answered_at: lost ? null : iso(started + wait), ended_at: iso(started + wait + (lost ? 0 : talk)),
      wait_ms: wait, talk_ms: lost ? 0 : talk, wrapup_ms: lost ? 0 : 70_000, recording_id: recording?.id ?? null, recording,
      outcome: lost ? null : pick(['invoice', 'call_back', 'refusal', 'question', null]),
      note: i % 5 === 0 && !lost ? 'Wants the offer by Friday; two tables more than last year.' : null,
      offers: [
        {
          agent_id: other.id, offered_at: iso(started + 60), ringing_at: iso(started + 180), ended_at: iso(started + 5_180), result: lost ? 'withdrawn' : 'missed',
          because: [{ code: 'free', for_ms: 412_000 }], handed_over_at: null,
        },
        ...(lost ? [] : [{
          agent_id: agent.id, offered_at: iso(started + 5_190), ringing_at: iso(started + 5_300), ended_at: iso(started + wait + 5_000), result: 'answered' as const,
          because: [{ code: 'free', for_ms: 35_000 }, { code: 'tried', times: 1 }], handed_over_at: null,
        }]),
      ],
    });
  }

  private call(card: Card | undefined, started: number): Call {
    return {
      id: newID('c'), direction: 'inbound', from: card?.phones[0] ?? null, from_name: null, to: '+3615550000', state: 'waiting', disposition: null,
      agent_id: null, card_id: card?.id ?? null, card_name: card?.name ?? null, tier: card?.tier ?? null, started_at: iso(started),
      answered_at: null,
    held_since: null, ended_at: null, wait_ms: null, talk_ms: null, wrapup_ms: null, recording_id: null, recording: null, outcome: null, note: null, offers: [],
    };
  }

  set(agent: Agent, change: Partial<Agent>) {
    const now = iso();
    Object.assign(agent, { state_until: null, reason: null, ...('state' in change ? { state_since: now } : {}), ...change });
    agent.version++;
    this.tell({ type: 'agent', agent: { ...agent } });
  }

  say(call: Call) {
    this.tell({ type: 'call', call: structuredClone(call) });
  }

  // arrive brings a call in and offers it round until somebody answers.
  arrive(to?: string) {
    const call = this.call(Math.random() < 0.1 ? undefined : pick(this.cards), Date.now());
    this.calls.push(call);
    this.say(call);
    setTimeout(() => this.offer(call, to), 400);
  }

  private offer(call: Call, to?: string) {
    if (call.state === 'ended') return;
    const free = this.agents.filter((a) => a.state === 'available');
    const agent = free.find((a) => a.id === to) ?? pick(free.length ? free : [undefined]);
    if (!agent) {
      call.state = 'waiting';
      call.agent_id = null;
      this.say(call);
      if (Date.now() - Date.parse(call.started_at) > 45_000) return this.end(call, 'abandoned');
      setTimeout(() => this.offer(call), 1_500);
      return;
    }
    const tries = call.offers.filter((o) => o.agent_id === agent.id).length;
    call.offers.push({
      agent_id: agent.id, offered_at: iso(), ringing_at: null, ended_at: null, result: null,
      because: [{ code: 'free', for_ms: Date.now() - Date.parse(agent.state_since ?? iso()) }, ...(tries ? [{ code: 'tried', times: tries }] : [])], handed_over_at: null,
    });
    call.agent_id = agent.id;
    this.set(agent, { state: 'claimed', call_id: call.id });
    setTimeout(() => {
      call.state = 'ringing';
      call.offers.at(-1)!.ringing_at = iso();
      this.say(call);
      this.set(agent, { state: 'ringing', call_id: call.id, state_until: iso(Date.now() + 5_000) });
      const answers = to ? false : Math.random() < 0.7;
      setTimeout(() => (answers || to ? this.talk(call, agent) : this.miss(call, agent)), answers ? 2_500 : 5_000);
    }, 300);
  }

  private miss(call: Call, agent: Agent) {
    Object.assign(call.offers.at(-1)!, { ended_at: iso(), result: 'missed' });
    this.set(agent, { state: 'available', call_id: null, misses: 1 });
    call.state = 'waiting';
    call.agent_id = null;
    this.say(call);
    this.offer(call);
  }

  private talk(call: Call, agent: Agent) {
    Object.assign(call.offers.at(-1)!, { ended_at: iso(), result: 'answered' });
    Object.assign(call, { state: 'talking', answered_at: iso(), wait_ms: Date.now() - Date.parse(call.started_at) });
    this.say(call);
    this.set(agent, { state: 'talking', call_id: call.id });
    setTimeout(() => this.end(call, 'answered'), 15_000 + Math.random() * 40_000);
  }

  end(call: Call, disposition: Call['disposition']) {
    if (call.state === 'ended') return;
    const answered = call.answered_at !== null;
    const talk = answered ? Date.now() - Date.parse(call.answered_at!) : 0;
    const recording = answered ? { id: newID('r'), state: 'ready' as const, reason: null, duration_ms: talk } : null;
    Object.assign(call, {
      state: 'ended', disposition, ended_at: iso(), talk_ms: talk, wait_ms: call.wait_ms ?? Date.now() - Date.parse(call.started_at),
      recording, recording_id: recording?.id ?? null,
    });
    this.calls = this.calls.filter((c) => c !== call);
    this.ended.unshift(call);
    this.say(call);
    const agent = this.agents.find((a) => a.call_id === call.id);
    if (agent) {
      const until = Date.now() + this.policy.wrapup_ms;
      this.set(agent, { state: 'wrapup', call_id: call.id, state_until: iso(until), extended: 0 });
      setTimeout(() => agent.state === 'wrapup' && this.set(agent, { state: 'available', call_id: null }), 40_000 + Math.random() * 60_000);
    }
    this.today = {
      ...this.today, offered: this.today.offered + 1, answered: this.today.answered + (answered ? 1 : 0), missed: this.today.missed + (answered ? 0 : 1),
    };
    setTimeout(() => this.tell({ type: 'call_gone', call_id: call.id }), 200);
  }
}
