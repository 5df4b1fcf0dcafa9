import { expect, test } from 'vitest';
import { suggestTags, tagBegun, tagCompleted } from './tags';

const tag = (name: string, stage: string | null) => ({ tag: name, folded: name.toLowerCase(), pipeline: 'sales', stage });
const tags = [tag('Lead', 'lead'), tag('lid', 'lead'), tag('Payment', 'payment'), tag('елка', null)];

test('a hashtag is being typed only where one may begin', () => {
  expect(tagBegun('paid #pay', 9)).toBe('pay');
  expect(tagBegun('#', 1)).toBe('');
  expect(tagBegun('a#b', 3)).toBeNull();
  expect(tagBegun('#pay and', 8)).toBeNull();
  expect(tagBegun('#pay and', 4)).toBe('pay');
});

test('a chosen hashtag is written out where it was begun', () => {
  expect(tagCompleted('done #pa today', 8, 'Payment')).toEqual({ text: 'done #Payment today', caret: 14 });
  expect(tagCompleted('#', 1, 'Lead')).toEqual({ text: '#Lead ', caret: 6 });
});

test('suggested is what begins so; at first one of each stage', () => {
  expect(suggestTags(tags, 'l').map((x) => x.tag)).toEqual(['Lead', 'lid']);
  expect(suggestTags(tags, 'ЁЛ').map((x) => x.tag)).toEqual(['елка']);
  expect(suggestTags(tags, '').map((x) => x.tag)).toEqual(['Lead', 'Payment']);
  expect(suggestTags(tags, 'lead')).toEqual([]);
});
