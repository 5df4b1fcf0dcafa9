// Promises about addresses outside that are told of events.
import { until, want } from './house.mjs';

export const webhookPromises = {
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
  await page.locator('button[aria-expanded]').last().click();
  await page.locator('main ol li').nth(2).waitFor();
}
