// Promises about addresses outside that are told of events.
import { until, want } from './house.mjs';

export const webhookPromises = {
  'what is to be sent is seen, paused and resumed': async (h) => {
    const queue = async () => (await h.ask('GET', '/jobs')).queues.find((q) => q.name === 'push');
    await until(queue, 'the queue');
    const page = await h.page();
    await page.goto('/settings/jobs');
    const line = page.getByRole('region', { name: 'What is sent' }).getByRole('listitem').filter({ hasText: 'Browsers' });
    await line.getByRole('button', { name: 'Pause: Browsers' }).click();
    await line.getByText('Paused since').waitFor();
    want(Boolean((await queue()).paused_at), true, 'paused');
    await line.getByRole('button', { name: 'Resume: Browsers' }).click();
    await line.getByRole('button', { name: 'Pause: Browsers' }).waitFor();
    want((await queue()).paused_at, null, 'paused no more');
  },

  'a webhook is made, shows its secret once, is tried, turned off, changed and removed': async (h) => {
    const name = `Warehouse ${h.mark}`;
    const mine = async () => (await h.ask('GET', '/webhooks')).items.find((w) => w.name === name);
    const page = await h.page();
    await page.goto('/settings/webhooks');
    await page.getByRole('button', { name: 'New webhook' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByLabel('Address').fill('https://10.0.0.1/hook');
    await dialog.getByLabel('A deal entered another stage').check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('public network').last().waitFor();
    await dialog.getByLabel('Address').fill('https://example.com/hook');
    await dialog.getByRole('button', { name: 'Save' }).click();
    want((await dialog.getByRole('textbox', { name: 'Secret' }).inputValue()).startsWith('whsec_'), true, 'the secret');
    await dialog.getByRole('button', { name: 'I have kept it' }).click();
    await dialog.waitFor({ state: 'detached' });
    want((await mine()).events.join(), 'deal.moved', 'what it is told of');

    await page.getByRole('button', { name: `Try it: ${name}` }).click();
    await page.getByRole('list', { name: `What it was told: ${name}` }).getByText('Somebody tries it').waitFor();
    const on = page.getByRole('switch', { name: `On: ${name}` });
    await on.click({ force: true });
    await until(async () => (await mine()).off_because === 'by_hand', 'the webhook off');
    await on.click({ force: true });
    await until(async () => (await mine()).on, 'the webhook on');

    await page.getByRole('button', { name: `Change: ${name}` }).click();
    await dialog.getByLabel('A task is done').check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    want((await mine()).events.join(), 'deal.moved,task.done', 'what it is told of now');
    await page.getByRole('button', { name: `Remove: ${name}` }).click();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await until(async () => !(await mine()), 'the webhook gone');
  },
};

// aQueue shows the queues of what is sent, and what could not be.
export async function aQueue(page) {
  const queue = { name: 'mail', waiting: 3, planned: 2, running: 1, retrying: 4, given_up: 1, failure: 'dial tcp 192.0.2.7:587: connect: connection refused', oldest_at: at(4), paused_at: null };
  const none = { waiting: 0, planned: 0, running: 0, retrying: 0, given_up: 0, failure: null, oldest_at: null };
  const queues = [queue, { ...none, name: 'push', paused_at: null }, { ...none, name: 'webhook', paused_at: at(30) }];
  const items = [{ id: '1', channel: 'mail', to: 'Kovács Anna', event: null, why: '550 no such user', attempts: 1, at: at(90) }];
  await page.route(/\/api\/v1\/jobs$/, async (route) => route.fulfill({ json: { ...(await (await route.fetch()).json()), queues } }));
  await page.route(/\/api\/v1\/undelivered$/, (route) => route.fulfill({ json: { items } }));
  await page.reload();
  await page.locator('#given-up').scrollIntoViewIfNeeded();
}

const at = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();

// hooked shows two webhooks, one of which fails, and what it was told.
export async function hooked(page) {
  const webhook = { id: '1', name: 'Warehouse', url: 'https://warehouse.example.com/vonal', events: ['card.created', 'deal.moved'], on: true, off_because: null, failing_since: at(90), made_at: at(9000) };
  const off = { ...webhook, id: '2', name: 'Old shop', url: 'https://shop.example.com/hooks/vonal', events: ['call.ended'], on: false, off_because: 'gone', failing_since: null };
  const told = { id: '1', event_id: '1', type: 'deal.moved', at: at(30), state: 'waiting', attempts: 4, status: 503, answer: '503 Service Unavailable', tried_at: at(8), next_at: at(-8) };
  const items = [told, { ...told, id: '2', type: 'card.created', at: at(600), state: 'given_up', attempts: 12, next_at: null }, { ...told, id: '3', at: at(1200), state: 'sent', attempts: 1, status: 200, answer: '200 OK', next_at: null }];
  await page.route(/\/api\/v1\/webhooks$/, (route) => route.fulfill({ json: { items: [off, webhook] } }));
  await page.route(/\/api\/v1\/webhooks\/1\/deliveries$/, (route) => route.fulfill({ json: { items } }));
  await page.reload();
  await page.locator('main li button[aria-expanded]').last().click();
  await page.locator('main ol li').nth(2).waitFor();
}
