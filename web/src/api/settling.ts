// Two people change the same thing. What only one of them touched is joined
// without a word; where both touched the same, whoever comes second is asked.
import { useSyncExternalStore } from 'react';
import { asProblem } from './problem';

type Record_ = Record<string, unknown>;

// Parts that are maps: each of their keys is a field of its own.
const maps = ['fields', 'consents'];

// What is meaningless without another field.
const companions: Record<string, string> = { due_local: 'zone', stage: 'reason' };

// paths are the fields that a change touches: "name", "fields.vat_number".
export function paths(change: object): string[] {
  const body = change as Record_;
  const follows = new Set(Object.entries(companions).flatMap(([of, with_]) => (of in body ? [with_] : [])));
  return Object.keys(body).flatMap((k) => (follows.has(k) ? [] : maps.includes(k) ? Object.keys(body[k] as Record_).map((x) => `${k}.${x}`) : [k]));
}

// standing is a field as a change would write it.
export function standing(thing: Record_, path: string): unknown {
  const [of = '', key] = path.split('.');
  const ids = (list: unknown) => (list as { id: string }[]).map((x) => x.id);
  if (of === 'consents') return ((thing.consents as Record<string, { given: boolean }>)[key ?? ''] ?? { given: null }).given;
  if (key) return (thing[of] as Record_)[key] ?? null;
  if (of === 'assignee_ids') return ids(thing.assignees);
  if (of === 'blocked_by') return ids(thing.blocked_by);
  return thing[of];
}

// meant is what a change wants a field to be.
export function meant(body: Record_, path: string): unknown {
  const [of = '', key] = path.split('.');
  return key ? (body[of] as Record_)[key] : body[of];
}

const same = (a: unknown, b: unknown) => JSON.stringify(a || null) === JSON.stringify(b || null);

// clashes are the fields of a change that somebody else has changed meanwhile,
// to something else.
export function clashes(seen: object, now: object, body: object): string[] {
  const [was, is, to] = [seen, now, body] as Record_[] as [Record_, Record_, Record_];
  return paths(to).filter((p) => !same(standing(was, p), standing(is, p)) && !same(meant(to, p), standing(is, p)));
}

// without is a change that leaves some fields as they are.
export function without<B extends object>(body: B, left: string[]): B {
  const rest = { ...body } as Record_;
  for (const path of left) {
    const [of = '', key] = path.split('.');
    if (key) {
      const { [key]: _, ...others } = rest[of] as Record_;
      if (Object.keys(others).length > 0) rest[of] = others;
      else delete rest[of];
    } else {
      delete rest[of];
      delete rest[companions[of] ?? ''];
    }
  }
  return rest as B;
}

// Clash is a question to whoever came second.
export interface Clash {
  kind: 'card' | 'deal' | 'task';
  mine: Record<string, unknown>;
  theirs: Record<string, unknown>;
  at: string[];
  answer: (taken: string[] | null) => void; // the fields that stay theirs; null: nothing is saved
}

let asked: Clash | null = null;
const watchers = new Set<() => void>();

function put(clash: Clash | null) {
  asked?.answer(null); // nobody answers it any more
  asked = clash;
  for (const w of watchers) w();
}

// useClash is the question that stands open.
export function useClash(): Clash | null {
  return useSyncExternalStore(
    (onChange) => {
      watchers.add(onChange);
      return () => watchers.delete(onChange);
    },
    () => asked,
  );
}

function ask(question: Omit<Clash, 'answer'>): Promise<string[] | null> {
  return new Promise((resolve) => {
    const answer = (taken: string[] | null) => {
      asked = null;
      for (const w of watchers) w();
      resolve(taken);
    };
    put({ ...question, answer });
  });
}

// settling sends a change with the version that was seen, and joins it with what
// somebody else has changed since. Left unanswered, it is refused as changed.
export async function settling<T extends { version: number }, B extends object>(
  kind: Clash['kind'],
  thing: T,
  change: B,
  send: (change: B, version: number) => Promise<T>,
): Promise<T> {
  for (let seen = thing, body = change; ; ) {
    try {
      return await send(body, seen.version);
    } catch (err) {
      const { status, current } = asProblem(err);
      if (status !== 412 || !current) throw err;
      const now = current as T;
      const at = clashes(seen, now, body);
      const taken = at.length > 0 ? await ask({ kind, mine: body as Record_, theirs: now as Record_, at }) : [];
      if (!taken) throw err;
      body = without(body, taken);
      if (Object.keys(body).length === 0) return now;
      seen = now;
    }
  }
}
