import i18next from 'i18next';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Offer, Reason } from '../api/types';
import en from '../i18n/en';
import hu from '../i18n/hu';
import ru from '../i18n/ru';
import { offerResult, rangFor } from './offers';
import { pauseReason } from './pauses';
import { because } from './reasons';

beforeAll(() =>
  i18next.init({
    lng: 'en',
    showSupportNotice: false,
    interpolation: { escapeValue: false },
    resources: { en: { translation: en }, hu: { translation: hu }, ru: { translation: ru } },
  }),
);

const say = (lang: string, reason: Reason) => because(reason, i18next.getFixedT(lang) as typeof i18next.t);

describe('the grounds of a choice in words', () => {
  test.each<[string, Reason, string]>([
    ['en', { code: 'free', for_ms: 412_000 }, 'free for 6:52'],
    ['hu', { code: 'free', for_ms: 412_000 }, '6:52 ideje szabad'],
    ['ru', { code: 'free', for_ms: 412_000 }, 'свободен уже 6:52'],
    ['en', { code: 'tried', times: 1 }, 'already tried once for this call'],
    ['en', { code: 'tried', times: 3 }, 'already tried 3 times for this call'],
    ['ru', { code: 'tried', times: 2 }, 'этот звонок уже предлагали 2 раза'],
    ['ru', { code: 'tried', times: 5 }, 'этот звонок уже предлагали 5 раз'],
    ['en', { code: 'wrapup', for_ms: 65_000 }, 'in wrap-up, 1:05 left'],
    ['en', { code: 'unreachable' }, 'phone not reachable'],
    ['en', { code: 'unreachable', for_ms: 30_000 }, 'phone did not ring, next try in 0:30'],
    ['hu', { code: 'busy' }, 'más hívással foglalt'],
    ['ru', { code: 'paused' }, 'на паузе'],
    ['en', { code: 'owner' }, 'leads the customer'],
    ['hu', { code: 'level', for_ms: 20_000 }, 'ehhez az ügyfélhez még 0:20 ideig kevés a tapasztalata'],
    ['ru', { code: 'ramp', times: 3 }, 'новичок, ещё положено 3 лёгких звонка'],
  ])('%s %o', (lang, reason, words) => expect(say(lang, reason)).toBe(words));

  test('a ground this page does not know is shown as it is', () => {
    expect(say('en', { code: 'of_a_later_version' })).toBe('of_a_later_version');
  });
});

const offer = (over: Partial<Offer>): Offer => ({
  agent_id: 'a1',
  offered_at: '2026-11-23T10:00:00.000Z',
  ringing_at: null,
  ended_at: null,
  result: null,
  because: [],
  handed_over_at: null,
  ...over,
});

test('an open offer is being tried until the phone rings', () => {
  expect(offerResult(offer({}), i18next.t)).toBe('being tried');
  expect(offerResult(offer({ ringing_at: '2026-11-23T10:00:01.000Z' }), i18next.t)).toBe('ringing');
  expect(offerResult(offer({ result: 'missed' }), i18next.t)).toBe('missed');
});

test('a phone that never rang rang for no time at all', () => {
  expect(rangFor(offer({ ended_at: '2026-11-23T10:00:02.000Z' }))).toBeNull();
  expect(rangFor(offer({ ringing_at: '2026-11-23T10:00:01.000Z', ended_at: '2026-11-23T10:00:06.000Z' }))).toBe(5_000);
});

test("somebody's own reason is shown as written", () => {
  expect(pauseReason('missed', i18next.t)).toBe('Calls missed in a row');
  expect(pauseReason('dentist', i18next.t)).toBe('dentist');
});
