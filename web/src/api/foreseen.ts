// What a change makes of a card, before the server has said so, and the change
// that takes it back.
import { paths, standing } from './settling';
import type { Card, CardChange } from './types';

// foreseen is the card as it will stand once the change is saved.
export function foreseen(card: Card, change: CardChange): Card {
  const { fields, consents, owner_id, form, language, time_zone, tier, phones, numbers, ...rest } = change;
  const text = (said: string | undefined, was: string | null) => (said === undefined ? was : said || null);
  const all = numbers ?? phones?.map((phone) => ({ phone }));
  return {
    ...card,
    ...rest,
    owner_id: text(owner_id, card.owner_id),
    form: text(form, card.form),
    language: text(language, card.language),
    time_zone: text(time_zone, card.time_zone),
    ...(tier ? { tier, tier_now: undefined } : {}),
    ...(all ? { numbers: all, phones: all.map((n) => n.phone) } : {}),
    fields: kept({ ...card.fields, ...fields }),
    consents: kept({ ...card.consents, ...mapped(consents ?? {}, (given) => (given === null ? null : { given, at: card.changed_at, by: null })) }),
  };
}

const mapped = <A, B>(all: Record<string, A>, as: (value: A) => B) => Object.fromEntries(Object.entries(all).map(([k, v]) => [k, as(v)]));

const kept = <T>(all: Record<string, T | null>) => Object.fromEntries(Object.entries(all).filter((e): e is [string, T] => e[1] !== null));

// What is nothing in an answer, and how a change says so.
const nothing: Record<string, unknown> = { owner_id: '', form: '', language: '', time_zone: '' };

// reversal is the change that takes another back: before is the card as it stood
// then, now as it stands after it. What cannot be taken back is left out.
export function reversal(before: Card, change: CardChange, now: Card): CardChange {
  const back: Record<string, unknown> = {};
  for (const path of paths(change)) {
    const [of = '', key] = path.split('.');
    const value = standing(before as unknown as Record<string, unknown>, path) ?? nothing[of] ?? (key ? null : []);
    if (key) back[of] = { ...(back[of] as object), [key]: value };
    else if (of !== 'name' || value !== '') back[of] = value; // a card that has a name keeps one
  }
  if (back.contacts) back.contacts = known(before.contacts ?? [], now.contacts ?? []);
  return back;
}

// known are contacts to be saved anew: those who are gone come back as new ones.
function known(all: NonNullable<Card['contacts']>, now: NonNullable<Card['contacts']>) {
  return all.map(({ id, ...rest }) => (now.some((c) => c.id === id) ? { id, ...rest } : rest));
}

// relinked is the change that gives contacts who have come back as new ones the
// numbers and mails that were theirs; nothing, where none were.
export function relinked(before: Card, restored: Card): CardChange {
  const now = new Map((before.contacts ?? []).map((c, i) => [c.id, restored.contacts?.[i]?.id]));
  const link = <W extends { contact_id?: string | null }>(ways: W[], had: (way: W) => W | undefined) =>
    ways.map((way) => ({ ...way, contact_id: now.get(had(way)?.contact_id ?? '') ?? way.contact_id }));
  const numbers = link(restored.numbers ?? [], (n) => before.numbers?.find((x) => x.phone === n.phone));
  const mails = link(restored.mails ?? [], (m) => before.mails?.find((x) => x.mail === m.mail));
  const other = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b);
  return { ...(other(numbers, restored.numbers ?? []) ? { numbers } : {}), ...(other(mails, restored.mails ?? []) ? { mails } : {}) };
}
