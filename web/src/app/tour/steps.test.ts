import { expect, test } from 'vitest';
import { beside, stopsOn } from './steps';

test('whoever sees everything is shown five things, the search last', () => {
  expect(stopsOn(() => true).map((s) => s.word)).toEqual(['day', 'desk', 'state', 'cards', 'search']);
});

test('what is not on the page is left out', () => {
  expect(stopsOn((at) => !/day|data-chip/.test(at)).map((s) => s.word)).toEqual(['desk', 'cards', 'deals', 'tasks', 'search']);
  expect(stopsOn((at) => at.startsWith('header button')).map((s) => s.word)).toEqual(['search']);
});

test('the card stays on the page and off what it tells of', () => {
  const card = { width: 300, height: 160 };
  const page = { width: 1440, height: 900 };
  expect(beside({ left: 0, top: 50, right: 90, bottom: 110 }, card, page)).toEqual({ left: 100, top: 50 });
  expect(beside({ left: 1300, top: 10, right: 1400, bottom: 50 }, card, page)).toEqual({ left: 1130, top: 60 });
  const phone = { width: 390, height: 844 };
  expect(beside({ left: 120, top: 790, right: 180, bottom: 840 }, card, phone)).toEqual({ left: 80, top: 620 });
});
