// Promises about what stands around every page: the palette, its keys, settings.
import { until, want } from './house.mjs';

const field = (page) => page.getByRole('combobox', { name: 'Search and commands' });

// option is what is offered under a name: what it begins with.
const option = (page, name, how = {}) => page.getByRole('option', { name: new RegExp(`^${name}`), ...how });

// asking opens the palette by its key; the page listens once its frame is there.
async function asking(page, text) {
  await page.getByRole('button', { name: 'Search or call' }).waitFor();
  await page.keyboard.press('Control+K');
  await field(page).fill(text);
}

export const framePromises = {
  'a card, a deal and a task are found from everywhere and opened by the keyboard alone': async (h) => {
    const card = await h.ask('POST', '/cards', { name: `Palettebaum ${h.mark}`, allow_duplicate: true });
    await h.ask('POST', '/deals', { card_id: card.id, title: `Quincewood ${h.mark}`, amount: 90_000, currency: 'HUF' });
    const task = await h.ask('POST', '/tasks', { title: `Medlar ${h.mark}` });
    const page = await h.page();
    await page.goto('/settings/fields');
    await asking(page, `palettebaum ${h.mark}`);
    await option(page, card.name, { selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/cards/${card.id}`);

    await asking(page, `#quincewood ${h.mark}`);
    await option(page, `Quincewood ${h.mark}`, { selected: true }).waitFor();
    await page.keyboard.press('Escape');
    await field(page).waitFor({ state: 'detached' });

    await asking(page, `medlar ${h.mark}`);
    await option(page, task.title).waitFor();
    await until(async () => {
      if (await option(page, task.title, { selected: true }).count()) return true;
      await page.keyboard.press('ArrowDown');
      return false;
    }, 'the task under the arrow');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText(task.title).first().waitFor();
  },

  'what was opened last is offered first': async (h) => {
    const card = await h.ask('POST', '/cards', { name: `Once opened ${h.mark}`, allow_duplicate: true });
    const page = await h.page();
    await page.goto(`/cards/${card.id}`);
    await page.getByRole('heading', { name: card.name }).waitFor();
    await page.goto('/deals');
    await asking(page, '');
    await page.getByRole('group', { name: 'Opened last' }).getByRole('option', { name: card.name }).waitFor();
  },

  'an answer to what is typed no more is not shown, and not waited for': async (h) => {
    const [old, late] = [`Slowpoke ${h.mark}`, `Quickstep ${h.mark}`];
    for (const name of [old, late]) await h.ask('POST', '/cards', { name, allow_duplicate: true });
    const page = await h.page();
    let answer;
    const held = new Promise((done) => (answer = done));
    const dropped = [];
    page.on('requestfailed', (r) => dropped.push(r.url()));
    let asked = false;
    await page.route(/\/api\/v1\/search\?/, async (route) => {
      if (!route.request().url().includes('slowpoke')) return route.continue();
      asked = true;
      await held;
      return route.continue().catch(() => undefined); // the page has gone on
    });
    await page.goto('/cards');
    await asking(page, 'slowpoke');
    await until(() => asked, 'the first search');
    await field(page).fill(`quickstep ${h.mark}`);
    await option(page, late).waitFor();
    await until(() => dropped.some((u) => u.includes('slowpoke')), 'the first search given up');
    answer();
    want(await option(page, old).count(), 0, 'answers to what was typed before');
  },

  'an agent pauses and is ready by the palette, and is offered only what agents may': async (h) => {
    const { agent, page } = await h.asAgent('Palette');
    const now = () => h.ask('GET', `/agents/${agent.id}`);
    await page.goto('/cards');
    await page.locator('header button[data-state]').waitFor();
    await asking(page, '>');
    await option(page, 'Pause: Lunch').waitFor();
    await option(page, 'New card').waitFor();
    for (const name of ['Users', 'Audit log', 'Import']) {
      want(await page.getByRole('option', { name, exact: true }).count(), 0, name);
    }
    await field(page).fill('> lunch');
    await option(page, 'Pause: Lunch', { selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('header button[data-state=paused]').waitFor();
    want((await now()).reason, 'lunch', 'the reason');
    await asking(page, '> ready');
    await option(page, 'Ready', { selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('header button[data-state=paused]').waitFor({ state: 'detached' });
    want((await now()).state === 'paused', false, 'still paused');

    await asking(page, '06 30 123 45 67');
    await option(page, 'Call 06 30 123 4567', { selected: true }).waitFor();
  },

  'a task is made from anywhere, and the language is changed': async (h) => {
    const page = await h.page();
    await page.goto('/deals');
    await asking(page, '> new task');
    await option(page, 'New task', { selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByLabel('What is to do').fill(`From anywhere ${h.mark}`);
    await page.keyboard.press('Enter');
    await page.getByText('The task is made').waitFor();
    want((await h.ask('GET', `/tasks?q=${encodeURIComponent(`From anywhere ${h.mark}`)}`)).items.length, 1, 'tasks made');
    await asking(page, '> magyar');
    await option(page, 'Language: Magyar', { selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Ügyletek' }).waitFor();
  },

  'keys lead from page to page and are told, and leave whoever types alone': async (h) => {
    const page = await h.page();
    await page.goto('/deals');
    await page.getByRole('heading', { name: 'Deals' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.waitForURL('**/cards');
    await page.getByRole('searchbox').fill('');
    await page.getByRole('searchbox').pressSequentially('gd?/');
    want(new URL(page.url()).pathname, '/cards', 'the page');
    want(await page.getByRole('searchbox').inputValue(), 'gd?/', 'what was typed');
    want(await page.getByRole('dialog').count(), 0, 'dialogs');
    await page.getByRole('searchbox').blur();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).getByText('Search and commands').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  },

  'an agent begins with their day: what is owed, overdue and due, and their phones; done, nothing waits': async (h) => {
    const { agent, page } = await h.asAgent('Day');
    await page.goto('/');
    await page.waitForURL('**/day');
    await page.getByText('Nothing is waiting for you').waitFor();
    await page.getByRole('region', { name: 'Your phones' }).getByText('Not connected').waitFor();

    const yesterday = new Date(Date.now() - 86_400_000).toISOString();
    const late = await h.ask('POST', '/tasks', { title: `Late ${h.mark}`, due_at: yesterday, assignee_id: agent.id });
    const region = page.getByRole('region', { name: 'Overdue tasks' });
    await region.getByRole('checkbox', { name: `Late ${h.mark}` }).click();
    await region.waitFor({ state: 'detached' });
    want((await h.ask('GET', `/tasks/${late.id}`)).state, 'done', 'the task');
    await page.getByText('Nothing is waiting for you').waitFor();
  },

  'a call missed at one’s phone stands on one’s day with what became of it, and is called back': async (h) => {
    const { agent, page } = await h.asAgent('Missing');
    const { items } = await h.ask('GET', '/calls?disposition=answered&limit=1');
    await page.route(/\/api\/v1\/calls\?missed_by=/, (route) => {
      want(new URL(route.request().url()).searchParams.get('missed_by'), agent.id, 'whose calls are asked for');
      return route.fulfill({ json: { items, next_cursor: null } });
    });
    await page.goto('/day');
    const missed = page.getByRole('region', { name: 'Missed at your phone today' });
    await missed.getByText(/^answered by/).waitFor();
    await missed.getByRole('button', { name: /^Call / }).waitFor();
  },

  'with no network an installed page says what is the matter, and opens again by itself; nothing of the API is kept': async (h) => {
    const page = await h.page({ installed: true });
    await page.goto('/deals');
    await page.getByRole('heading', { name: 'Deals' }).waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.reload(); // under the worker
    await page.getByRole('heading', { name: 'Deals' }).waitFor();
    const kept = () => page.evaluate(async () => (await Promise.all((await caches.keys()).map(async (n) => (await (await caches.open(n)).keys()).map((r) => new URL(r.url).pathname)))).flat());
    await until(async () => (await kept()).some((p) => p.startsWith('/assets/')), 'the shell kept');
    want((await kept()).filter((p) => p.startsWith('/api') || p === '/deals').join(), '', 'answers kept');
    await page.context().setOffline(true);
    await page.reload();
    await page.getByRole('heading', { name: 'Vonal cannot be reached' }).waitFor();
    want(await page.getByRole('heading').count(), 1, 'languages shown');
    await page.context().setOffline(false);
    await page.getByRole('heading', { name: 'Deals' }).waitFor();
    const manifest = await (await page.request.get('/manifest.webmanifest')).json();
    for (const icon of manifest.icons) want((await page.request.get(icon.src)).status(), 200, icon.src);
  },

  'while the connection is lost the live figures are marked, and after it everything is read anew': async (h) => {
    const page = await h.page();
    let away = false;
    let server;
    let live = false;
    await page.routeWebSocket(/\/connection\/websocket/, (ws) => {
      if (away) return void ws.close();
      server = ws.connectToServer();
      server.onMessage((said) => {
        ws.send(said);
        live ||= String(said).includes('"subscribe"');
      });
    });
    await page.goto('/tasks?whose=all');
    await page.getByRole('heading', { name: 'Tasks', exact: true }).waitFor();
    await until(() => live, 'the connection');
    want(await page.locator('[data-stale]').count(), 0, 'marks while all is well');
    away = true;
    await server.close();
    await page.locator('[data-stale]').waitFor();
    await page.getByText('What is shown may be old.').waitFor();
    const { title } = await h.ask('POST', '/tasks', { title: `Meanwhile ${h.mark}` });
    away = false;
    await page.getByRole('button', { name: title, exact: true }).waitFor();
    await page.locator('[data-stale]').waitFor({ state: 'detached' });
  },

  'a wrap-up tells how many agents it needs, as it is typed': async (h) => {
    const page = await h.page();
    await page.goto('/settings');
    const needed = page.getByRole('group', { name: 'Agents needed at this wrap-up' });
    await needed.getByLabel('Calls in an hour').fill('200');
    await needed.getByLabel('Talk, seconds').fill('60');
    await page.getByLabel('Wrap-up', { exact: true }).fill('120');
    await needed.getByText('14 agents are needed at this wrap-up: 89% of the calls').waitFor();
  },

  'settings stand in a list beside the page, and in a menu where it is narrow': async (h) => {
    const wide = await h.page({ width: 1440 });
    await wide.goto('/settings/users');
    const list = wide.getByRole('navigation', { name: 'Settings' });
    await list.getByRole('list', { name: 'Customers' }).getByRole('link', { name: 'Fields' }).click();
    await wide.waitForURL('**/settings/fields');
    await list.getByRole('link', { name: 'Fields' }).and(wide.locator('[data-here]')).waitFor();

    const narrow = await h.page({ width: 390 });
    await narrow.goto('/settings/users');
    await narrow.getByRole('button', { name: 'Settings: Users' }).click();
    await narrow.getByRole('menuitem', { name: 'Fields' }).click();
    await narrow.waitForURL('**/settings/fields');
    await narrow.getByRole('button', { name: 'Settings: Fields' }).waitFor();
    want(await narrow.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), true, 'no scroll sideways');
  },
};
