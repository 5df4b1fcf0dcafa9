// Promises about two people who change the same thing.
import { until, want } from './house.mjs';

export const clashPromises = {
  'a card somebody else has changed meanwhile is not overwritten: each field is asked about, and the rest is joined': async (h) => {
    const card = await h.ask('POST', '/cards', { name: `Both ${h.mark}`, allow_duplicate: true });
    const page = await h.page();
    await page.goto(`/cards/${card.id}`);
    await page.getByRole('heading', { level: 1 }).getByRole('button').click();
    const field = page.getByRole('textbox', { name: 'Name' });
    await field.fill(`Mine ${h.mark}`);
    await h.ask('PATCH', `/cards/${card.id}`, { name: `Theirs ${h.mark}`, language: 'hu' }, { 'If-Match': '*' });
    await field.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Somebody has changed this card meanwhile' });
    await dialog.getByText(`Mine ${h.mark}`).waitFor();
    want(await dialog.getByRole('radiogroup').count(), 1, 'fields asked about');
    await dialog.getByRole('button', { name: 'Save nothing' }).click();
    await page.getByText('what you typed is still here').waitFor();
    want(await field.inputValue(), `Mine ${h.mark}`, 'what was typed');
    want((await h.ask('GET', `/cards/${card.id}`)).name, `Theirs ${h.mark}`, 'the card, untouched');
    await field.press('Enter');
    await dialog.getByRole('radio', { name: 'Theirs' }).check();
    await dialog.getByRole('button', { name: 'Save it so' }).click();
    await page.getByRole('heading', { name: `Theirs ${h.mark}`, level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Change: Tier' }).click();
    await h.ask('PATCH', `/cards/${card.id}`, { language: 'ru' }, { 'If-Match': '*' });
    await page.getByRole('option', { name: 'Key', exact: true }).click();
    await page.getByRole('button', { name: 'Change: Tier: Key' }).waitFor();
    await until(async () => (await h.ask('GET', `/cards/${card.id}`)).tier === 'key', 'the tier saved');
    const now = await h.ask('GET', `/cards/${card.id}`);
    want([now.name, now.language].join(), `Theirs ${h.mark},ru`, 'what was joined');
  },

  'a deal and a task ask the same way, and what only one has touched is saved without a question': async (h) => {
    const card = await h.ask('POST', '/cards', { name: `Deals ${h.mark}`, allow_duplicate: true });
    const deal = await h.ask('POST', '/deals', { card_id: card.id, title: `Chairs ${h.mark}`, amount: 90_000, currency: 'HUF' });
    const page = await h.page();
    await page.goto(`/deals?view=list&q=${encodeURIComponent(deal.title)}`);
    await page.getByRole('button', { name: deal.title }).click();
    const form = page.getByRole('dialog', { name: deal.title });
    await form.getByLabel('Amount in HUF').fill('1200');
    await h.ask('PATCH', `/deals/${deal.id}`, { amount: 150_000 }, { 'If-Match': '*' });
    await form.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog', { name: 'Somebody has changed this deal meanwhile' }).getByRole('button', { name: 'Save it so' }).click();
    await form.waitFor({ state: 'detached' });
    want((await h.ask('GET', `/deals/${deal.id}`)).amount, 120_000, 'the amount');

    const task = await h.ask('POST', '/tasks', { title: `Call ${h.mark}` });
    await page.goto(`/tasks?task=${task.id}`);
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('button', { name: 'Change: Details' }).click();
    await drawer.getByRole('textbox', { name: 'Details' }).fill('Mine');
    await h.ask('PATCH', `/tasks/${task.id}`, { priority: 'high' }, { 'If-Match': '*' });
    await drawer.getByRole('textbox', { name: 'Details' }).press('Control+Enter');
    await until(async () => (await h.ask('GET', `/tasks/${task.id}`)).note === 'Mine', 'the note joined');
    want((await h.ask('GET', `/tasks/${task.id}`)).priority, 'high', 'the priority kept');
  },
};
