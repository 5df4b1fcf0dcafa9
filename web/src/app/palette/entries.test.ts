import { IconSearch } from '@tabler/icons-react';
import { expect, test } from 'vitest';
import { asked, type Entry, fits, inSections } from './entries';

test.each([
  ['Opening hours', 'hour', true],
  ['Opening hours', 'our', false],
  ['Сделки и хештеги', 'хеш', true],
  ['Ügyletek és címkék', 'ugy cim', true],
  ['Pause: lunch', 'lunch pause', true],
  ['Pause: lunch', 'lunch break', false],
  ['Anything', '', true],
  ['Anything', '--', true],
])('%s fits %s: %s', (name, text, want) => expect(fits(name, text)).toBe(want));

test('the first character narrows the search', () => {
  expect(asked('> pau')).toEqual({ text: 'pau', within: ['actions', 'pages'] });
  expect(asked('@anna').within).toEqual(['people']);
  expect(asked('#licence')).toEqual({ text: 'licence', within: ['deals'] });
  expect(asked(' szabó ').text).toBe('szabó');
  expect(asked(' szabó ').within).toContain('cards');
});

test('entries stand under their heads, and a head without any is not there', () => {
  const of = (id: string, section: Entry['section']): Entry => ({ id, section, name: id, icon: IconSearch });
  const got = inSections([of('deal', 'deals'), of('anna', 'cards'), of('pause', 'actions'), of('bela', 'cards')]);
  expect(got.map((g) => [g.section, g.entries.map((e) => e.id)])).toEqual([
    ['actions', ['pause']],
    ['cards', ['anna', 'bela']],
    ['deals', ['deal']],
  ]);
});
