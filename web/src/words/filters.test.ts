import { expect, test } from 'vitest';
import { filterOfText, textOfFilter } from './filters';

test('a filter is the same text whatever its order, and comes back whole', () => {
  expect(textOfFilter({ tier: 'key', owner: 'anna' })).toBe(textOfFilter({ owner: 'anna', q: undefined, tier: 'key' }));
  expect(textOfFilter({})).toBe('');
  const filter = { q: 'Szabó & Társa #1', tag: 'bútor' };
  expect(filterOfText(textOfFilter(filter))).toEqual(filter);
});
