// Promises about what is done by itself: jobs.
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
      const { items } = await (await route.fetch()).json();
      const failed = { ended_at: new Date().toISOString(), paused_at: null, running: false, failure: 'store: the database is not there', failures: 3 };
      return route.fulfill({ json: { items: items.map((j) => (j.name === 'duties' ? { ...j, ...failed } : j)) } });
    });
    await page.goto('/settings/jobs');
    await page.getByText('Failed 3 times in a row: store: the database is not there').waitFor();
  },
};
