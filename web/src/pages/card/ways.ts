// The numbers and mail addresses by which a customer is reached, as one list:
// the first of each is the main one.
import type { Card, CardChange } from '../../api/types';

export type WayKind = 'numbers' | 'mails';

export interface Way {
  text: string; // the number or the address
  label?: string;
  extension?: string; // of a number
  contact_id?: string | null; // whose it is; null: the customer's own
}

export function waysOf(card: Card, kind: WayKind): Way[] {
  if (kind === 'mails') return (card.mails ?? []).map(({ mail, ...rest }) => ({ text: mail, ...rest }));
  return (card.numbers ?? card.phones.map((phone) => ({ phone }))).map(({ phone, ...rest }) => ({ text: phone, ...rest }));
}

// changeOf is the change that makes these the ways.
export function changeOf(kind: WayKind, ways: Way[]): CardChange {
  if (kind === 'mails') return { mails: ways.map(({ text, label, contact_id }) => ({ mail: text, label, contact_id })) };
  return { numbers: ways.map(({ text, ...rest }) => ({ phone: text, ...rest })) };
}

// put replaces the way at a place; a place that is none adds one.
export const put = (ways: Way[], at: number, way: Way) => (at < 0 ? [...ways, way] : ways.map((w, i) => (i === at ? way : w)));

export const without = (ways: Way[], at: number) => ways.filter((_, i) => i !== at);

// first makes the way at a place the main one.
export const first = (ways: Way[], at: number) => [...ways.slice(at, at + 1), ...without(ways, at)];
