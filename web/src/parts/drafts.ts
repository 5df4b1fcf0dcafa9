// What somebody has typed and not saved yet. It is kept in this browser, for the
// one who is logged in, and so survives a reload and a crash.
import { useState } from 'react';
import { meQuery, queries } from '../api/queries';

const PREFIX = 'vonal.draft.';
const LONGEST = 30 * 86_400_000; // what nobody came back to in a month is swept out

type Kept = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

// readDraft is what was kept under a key, or nothing.
export function readDraft<T>(store: Kept, key: string): T | undefined {
  try {
    return (JSON.parse(store.getItem(PREFIX + key) ?? 'null') as { value: T } | null)?.value;
  } catch {
    return undefined; // written by somebody else, or the browser keeps nothing
  }
}

// keepDraft keeps a value; undefined forgets it. A browser that keeps nothing
// loses the draft and nothing else.
export function keepDraft(store: Kept, key: string, value: unknown, now: number) {
  try {
    if (value === undefined) store.removeItem(PREFIX + key);
    else store.setItem(PREFIX + key, JSON.stringify({ at: now, value }));
  } catch {
    return;
  }
}

// sweepDrafts forgets what was kept long ago.
export function sweepDrafts(store: Kept, now: number) {
  const keys = Array.from({ length: store.length }, (_, i) => store.key(i) ?? '').filter((k) => k.startsWith(PREFIX));
  for (const key of keys) {
    const at = /"at":(\d+)/.exec(store.getItem(key) ?? '')?.[1];
    if (!at || Number(at) < now - LONGEST) store.removeItem(key);
  }
}

const keyOf = (what: string) => `${queries.getQueryData(meQuery.queryKey)?.id ?? ''}.${what}`;

// hasDraft tells whether something was typed there and not saved.
export const hasDraft = (what: string) => readDraft(localStorage, keyOf(what)) !== undefined;

// useDraft is a state that is kept while it differs from what is saved: set it
// to undefined once it has been saved.
export function useDraft<T>(what: string): [T | undefined, (value: T | undefined) => void] {
  const key = keyOf(what);
  const [value, setValue] = useState(() => readDraft<T>(localStorage, key));
  const set = (next: T | undefined) => {
    setValue(next);
    keepDraft(localStorage, key, next, Date.now());
    if (next === undefined) sweepDrafts(localStorage, Date.now());
  };
  return [value, set];
}
