import i18next from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import en from '../i18n/en';
import { jobEvery } from './jobs';

beforeAll(() => i18next.init({ lng: 'en', showSupportNotice: false, resources: { en: { translation: en } } }));

test('a job of the night tells from when it works, and how often it then looks', () => {
  expect(jobEvery({ every: '@every 10m', due_from: '02:00' }, 'en', i18next.t)).toBe('each night from 02:00, looks every 10 min');
  expect(jobEvery({ every: '@every 5s', due_from: null }, 'en', i18next.t)).toBe('every 5 sec');
  expect(jobEvery({ every: '0 3 * * *', due_from: null }, 'en', i18next.t)).toBe('0 3 * * *');
});
