// Promises about what one is to know of.
import { until, want } from './house.mjs';

// due makes a task that is due, and has it told.
async function due(h, title) {
  const task = await h.ask('POST', '/tasks', { title, due_at: new Date(Date.now() - 60_000).toISOString() });
  await h.ask('POST', '/jobs/due-tasks/run');
  await until(async () => (await h.ask('GET', '/me/notices?state=unread')).items.some((n) => n.task_id === task.id), 'the notice');
  return task;
}

// told shows the notices, after a task has become due.
export async function told(page) {
  for (const [title, days] of [['Send the price list', 3], ['Call about the delivery', 0]]) {
    const due_at = new Date(Date.now() - 3_600_000 - days * 86_400_000).toISOString();
    await page.request.post('/api/v1/tasks', { data: { title, due_at } });
  }
  await page.request.post('/api/v1/jobs/due-tasks/run');
  await page.getByRole('button', { name: /^(Notices|Értesítések|Уведомления)/ }).click();
  await page.getByRole('dialog').getByRole('listitem').first().waitFor();
}

export const noticePromises = {
  'what is due is told by the bell at once, is put off, brought back and opened, and ends with its task': async (h) => {
    const title = `Call again ${h.mark}`;
    const page = await h.page();
    await page.goto('/desk');
    const bell = page.getByRole('button', { name: /^Notices: \d+ unread/ });
    await bell.waitFor();
    const unread = async () => Number(/\d+/.exec(await bell.getAttribute('aria-label'))[0]);
    const before = await unread();
    const task = await due(h, title);
    await until(async () => (await unread()) > before, 'a higher count at the bell');

    await bell.click();
    const drawer = page.getByRole('dialog');
    const line = drawer.getByRole('listitem').filter({ hasText: title });
    await line.getByText('is due').waitFor();
    await line.getByRole('button', { name: /^Put off/ }).click();
    await page.getByRole('menuitem', { name: 'For an hour' }).click();
    await line.waitFor({ state: 'detached' });
    await drawer.getByText('Put off', { exact: true }).first().click();
    await line.getByText('comes back').waitFor();
    await line.getByRole('button', { name: /^Bring back now/ }).click();
    await line.waitFor({ state: 'detached' });
    await drawer.getByText('Current', { exact: true }).click();

    await line.getByRole('button', { name: /^Mark as read/ }).click();
    await line.getByRole('button', { name: /^Mark as read/ }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await line.getByRole('button', { name: /^Mark as read/ }).waitFor();

    await line.getByRole('link', { name: title }).click();
    await page.waitForURL(new RegExp(`task=${task.id}`));
    const mine = async () => (await h.ask('GET', '/me/notices')).items.find((n) => n.task_id === task.id);
    await until(async () => (await mine())?.read_at, 'the notice read');
    await h.ask('PATCH', `/tasks/${task.id}`, { state: 'done' }, { 'If-Match': '*' });
    want(await mine(), undefined, 'the notice of a task that is done');
  },

  'all notices are marked as read at once, and that is taken back': async (h) => {
    const task = await due(h, `Write back ${h.mark}`);
    const page = await h.page();
    await page.goto('/desk');
    await page.getByRole('button', { name: /^Notices: [1-9]\d* unread/ }).click();
    const count = async () => (await h.ask('GET', '/me/notices/count')).unread;
    const of = async (state) => (await h.ask('GET', `/me/notices?state=${state}`)).items.some((n) => n.task_id === task.id);
    await page.getByRole('button', { name: 'Mark all as read' }).click();
    await until(() => of('read'), 'the notice read');
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await until(() => of('unread'), 'the notice unread again');
    want((await count()) > 0, true, 'unread notices');
    await h.ask('DELETE', `/tasks/${task.id}`, undefined, { 'If-Match': '*' });
  },

  'one says how one is told, and is told why mail cannot be chosen': async (h) => {
    const page = await h.page();
    await page.goto('/profile');
    const part = page.getByRole('region', { name: 'How you are told' });
    await part.getByText('Mail is not set up here').waitFor();
    want(await part.getByLabel('Once a day').isDisabled(), true, 'mail not to be chosen');
    const quiet = part.getByRole('checkbox', { name: 'Quiet hours' });
    if (!(await quiet.isChecked())) await quiet.check();
    await part.getByLabel('From', { exact: true }).fill('21:30');
    await part.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Your choices are saved').waitFor();
    want((await h.ask('GET', '/me/notice-choices')).quiet_from, '21:30', 'the hours kept');
    await quiet.uncheck();
    await part.getByRole('button', { name: 'Save' }).click();
    await until(async () => (await h.ask('GET', '/me/notice-choices')).quiet_from === null, 'no quiet hours');
  },

  'a browser shows what it is pushed, and a browser of one\'s own is forgotten by a button': async (h) => {
    const page = await h.page({ installed: true });
    await page.context().grantPermissions(['notifications'], { origin: h.base });
    await page.goto('/profile');
    const shown = await page.evaluate(async () => {
      await navigator.serviceWorker.register('/sw.js');
      return (await navigator.serviceWorker.ready).active?.scriptURL;
    });
    want(new URL(shown).pathname, '/sw.js', 'the worker');
    const devtools = await page.context().newCDPSession(page);
    const registered = new Promise((done) => {
      devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => registrations[0] && done(registrations[0].registrationId));
    });
    await devtools.send('ServiceWorker.enable');
    const data = JSON.stringify({ id: h.mark, title: `Call again ${h.mark}`, body: 'Szabó', link: '/tasks' });
    await devtools.send('ServiceWorker.deliverPushMessage', { origin: h.base, registrationId: await registered, data });
    const titles = () => page.evaluate(async () => (await (await navigator.serviceWorker.ready).getNotifications()).map((n) => `${n.title}: ${n.body}`));
    await until(async () => (await titles()).includes(`Call again ${h.mark}: Szabó`), 'the notice of the browser');

    const p256dh = 'BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU';
    await h.ask('POST', '/me/push', { endpoint: `https://push.example.com/${h.mark}`, p256dh, auth: 'AAAAAAAAAAAAAAAAAAAAAA', language: 'en' });
    await page.reload();
    const browsers = page.getByRole('group', { name: 'In browsers' });
    await browsers.getByRole('button', { name: 'Tell me in this browser' }).waitFor();
    await browsers.getByRole('button', { name: /^Tell me no longer/ }).first().click();
    await until(async () => (await h.ask('GET', '/me/push')).items.length === 0, 'no browser');
  },
};
