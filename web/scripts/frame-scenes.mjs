// Pictures of what stands around every page.
import { aDuty } from './duties.mjs';
import { busyHour } from './desk.mjs';
import { told } from './notices.mjs';
import { opened, settle } from './scene.mjs';
import { aQueue, hooked } from './webhooks.mjs';

// asking opens the palette and types into it.
export const asking = async (page, text) => {
  await page.locator('header button[aria-haspopup=dialog]').first().click();
  await page.getByRole('dialog').getByRole('combobox').fill(text);
  await page.waitForFunction(() => document.querySelector('#palette-list[aria-busy=false] [role=option]'));
};

// busy gives the first agent something of each kind to do.
const busy = async (page) => {
  const { agents } = await (await page.request.get('/api/v1/desk')).json();
  const make = (title, due_at) =>
    page.request.post('/api/v1/tasks', { data: { title, due_at, assignee_id: agents[0].id }, headers: { 'Idempotency-Key': `scene ${title}` } });
  await make('Ask whether the chairs have come', new Date(Date.now() - 30 * 3_600_000).toISOString());
  await make('Send the offer for the conference room', new Date(new Date().setHours(23, 50)).toISOString());
  const { items } = await (await page.request.get('/api/v1/calls?limit=2')).json();
  await page.route(/\/api\/v1\/calls\?missed_by=/, (route) => route.fulfill({ json: { items, next_cursor: null } }));
  const { items: cards } = await (await page.request.get('/api/v1/cards?limit=2')).json();
  const duties = cards.map((card, i) => aDuty(`scene-${i}`, card, [-3, 9][i]));
  await page.route(/\/api\/v1\/duties\?/, (route) => route.fulfill({ json: { items: duties, next_cursor: null } }));
  await page.reload();
  await page.locator('main section li').nth(4).waitFor();
  await settle(page);
};

export const frameScenes = [
  { name: 'palette', path: '/cards', act: (page) => asking(page, '') },
  { name: 'workloads', path: '/team' },
  { name: 'desk-hour', path: '/desk', act: busyHour },
  { name: 'palette-found', path: '/desk', now: 'wrapup', act: (page) => asking(page, 'sz') },
  { name: 'day-empty', path: '/day', now: 'talking', empty: true },
  { name: 'day', path: '/day', now: 'wrapup', act: (page) => busy(page) },
  {
    name: 'shortcuts',
    path: '/desk',
    act: async (page) => {
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'settings-menu',
    path: '/settings/fields',
    only: 'narrow',
    act: async (page) => {
      await page.locator('main nav button').click();
      await page.getByRole('menu').waitFor();
    },
  },
  { name: 'settings-health', path: '/settings/health' },
  { name: 'queues', path: '/settings/jobs', act: aQueue },
  { name: 'settings-webhooks', path: '/settings/webhooks', act: hooked },
  {
    name: 'webhook',
    path: '/settings/webhooks',
    act: (page) => opened(page, 'main button:has(.tabler-icon-plus)'),
  },
  { name: 'tour', path: '/tour', act: (page) => page.getByRole('dialog').waitFor() },
  { name: 'notices', path: '/desk', act: told },
];
