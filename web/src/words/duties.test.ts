import i18next from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import en from '../i18n/en';
import hu from '../i18n/hu';
import ru from '../i18n/ru';
import { dueWords, dutyReason } from './duties';

beforeAll(() =>
  i18next.init({
    lng: 'en',
    showSupportNotice: false,
    interpolation: { escapeValue: false },
    resources: { en: { translation: en }, hu: { translation: hu }, ru: { translation: ru } },
  }),
);

const say = (lang: string) => i18next.getFixedT(lang) as typeof i18next.t;
const now = new Date(2026, 10, 27, 10, 0).getTime();
const min = 60_000;

test.each([
  ['en', 12 * min, 'in 12 min'],
  ['en', 12 * min - 1_000, 'in 12 min'],
  ['en', 1_000, 'in 1 min'],
  ['hu', 12 * min, 'még 12 perc'],
  ['ru', 12 * min, 'через 12 мин'],
  ['en', 90 * min, 'by 11:30'],
  ['en', 0, 'late'],
  ['en', -12 * min, '12 min late'],
  ['hu', -12 * min, '12 perc késés'],
  ['ru', -12 * min, 'просрочено на 12 мин'],
  ['en', -125 * min, '2 hr late'],
  ['en', -3 * 1440 * min, '3 days late'],
])('%s: %i ms from now is “%s”', (lang, left, words) => {
  expect(dueWords(now + left, now, lang, say(lang)).replace(/\u00a0/g, ' ')).toBe(words);
});

test('a reason that has words is said in the reader’s language, another as it was typed', () => {
  expect(dutyReason('not_reached', say('hu'))).toBe('Nem elérhető');
  expect(dutyReason('on holiday', say('ru'))).toBe('on holiday');
});
