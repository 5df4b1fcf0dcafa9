import { expect, test } from 'vitest';
import { pressed } from './keys';

const press = (key: string, code: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey', boolean>> = {}) =>
  pressed({ key, code, ctrlKey: false, metaKey: false, altKey: false, ...held });

test.each([
  ['on an English keyboard', press('k', 'KeyK', { ctrlKey: true }), 'mod+k'],
  ['on a Mac', press('k', 'KeyK', { metaKey: true }), 'mod+k'],
  ['on a Russian keyboard', press('л', 'KeyK', { ctrlKey: true }), 'mod+k'],
  ['where letters lie elsewhere', press('k', 'KeyV', { ctrlKey: true }), 'mod+k'],
  ['with the shift lock on', press('K', 'KeyK', { ctrlKey: true }), 'mod+k'],
  ['a full stop on a Russian keyboard', press('ю', 'Period', { ctrlKey: true }), 'mod+.'],
  ['a question mark anywhere', press('?', 'Comma'), '?'],
  ['Enter', press('Enter', 'Enter', { ctrlKey: true }), 'mod+Enter'],
  ['another alphabet by AltGr is a letter, no shortcut', press('¶', 'KeyR', { altKey: true }), ''],
])('%s', (_, got, want) => expect(got).toBe(want));
