// Promises about what is done by itself: jobs, and tasks by rule.
import { until, want } from './house.mjs';

export const schedulePromises = {
  'a job tells what came of it, is run by a button, paused and resumed': async (h) => {
    const job = async () => (await h.ask('GET', '/jobs')).items.find((j) => j.name === 'silences');
    const page = await h.page();
    await page.goto('/settings/jobs');
    const line = page.getByRole('listitem').filter({ hasText: 'Silent customers' });
    await line.getByText('every 10 min').waitFor();
    await line.getByRole('button', { name: 'Run now' }).click();
    await page.getByText('Silent customers is being looked at').waitFor();
    await until(async () => (await job()).ended_at, 'a run');
    await line.getByRole('button', { name: 'Pause' }).click();
    await line.getByText('Paused since').waitFor();
    want(Boolean((await job()).paused_at), true, 'paused');
    await line.getByRole('button', { name: 'Resume' }).click();
    await line.getByText('next').waitFor();
    want((await job()).paused_at, null, 'paused no more');
  },

  'a job that failed says why': async (h) => {
    const page = await h.page();
    await page.route(/\/api\/v1\/jobs$/, async (route) => {
      const { items, queues } = await (await route.fetch()).json();
      const failed = { ended_at: new Date().toISOString(), paused_at: null, running: false, failure: 'store: the database is not there', failures: 3 };
      return route.fulfill({ json: { queues, items: items.map((j) => (j.name === 'duties' ? { ...j, ...failed } : j)) } });
    });
    await page.goto('/settings/jobs');
    await page.getByText('Failed 3 times in a row: store: the database is not there').waitFor();
  },

  'a rule about a stage is made, plans a task for a deal, tells why on the card, and is turned off and removed': async (h) => {
    const name = `Thanks ${h.mark}`;
    const title = `Say thank you ${h.mark}`;
    const rule = async () => (await h.ask('GET', '/follow-up-rules')).items.find((r) => r.name === name);
    const page = await h.page();
    await page.goto('/settings/follow-ups');
    await page.getByRole('button', { name: 'New rule' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByRole('combobox', { name: 'Stage' }).click();
    await page.getByRole('option').first().click();
    await dialog.getByLabel('Then, so long after').fill('3');
    await dialog.getByLabel('What is to do').fill(title);
    await dialog.getByLabel('At', { exact: true }).fill('09:30');
    await dialog.getByRole('combobox', { name: 'Time zone' }).fill('Europe/Moscow');
    await page.getByRole('option', { name: 'Europe/Moscow' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    const line = page.getByRole('listitem').filter({ hasText: name });
    await line.getByText('3 days later · at 09:30 · Europe/Moscow').waitFor();

    const card = await h.ask('POST', '/cards', { name: `Thanked ${h.mark}`, allow_duplicate: true });
    await h.ask('POST', '/deals', { card_id: card.id, title: 'Chairs', amount: 90_000, currency: 'HUF', stage: (await rule()).stage });
    const other = await h.page();
    await other.goto(`/cards/${card.id}`);
    const coming = other.getByRole('region', { name: 'Coming' });
    await coming.getByText('A deal entered its stage').filter({ hasText: name }).waitFor();
    await coming.getByRole('button', { name: `Do not raise: ${title}` }).click();
    await coming.getByText(title).waitFor({ state: 'detached' });
    await other.getByRole('button', { name: 'Undo' }).click();
    await coming.getByText(title).waitFor();

    await line.getByLabel(`On: ${name}`).click();
    await until(async () => (await rule()).enabled === false, 'the rule off');
    await line.getByRole('button', { name: `Remove ${name}` }).click();
    await until(async () => !(await rule()), 'the list without it');
    await page.getByRole('button', { name: 'Undo' }).click();
    await until(rule, 'the rule again');
    await h.ask('DELETE', `/follow-up-rules/${(await rule()).id}`, undefined, { 'If-Match': '*' });
  },

  'a rule that cannot be is refused beside its field, and keeps what was typed': async (h) => {
    const page = await h.page();
    await page.goto('/settings/follow-ups');
    await page.getByRole('button', { name: 'New rule' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Half a rule');
    await dialog.getByLabel('What is to do').fill('Nothing');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('needs one').first().waitFor();
    want(await dialog.getByLabel('Name').inputValue(), 'Half a rule', 'the name typed');
  },
};
