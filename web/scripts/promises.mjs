// The promises, each by its name. One that cannot be tried here answers why.
import { barriers, faults, logIn } from './browser.mjs';
import { framePromises } from './frame.mjs';
import { until, want } from './house.mjs';
import { phonePromises } from './phone.mjs';
import { startPromises } from './start.mjs';
import { cardPromises } from './card.mjs';
import { clashPromises } from './clash.mjs';
import { dealPromises } from './deals.mjs';
import { deskPromises } from './desk.mjs';
import { everywherePromises } from './everywhere.mjs';
import { hostilePromises } from './hostile.mjs';
import { listPromises } from './lists.mjs';
import { settle } from './scene.mjs';
import { tablePromises } from './tables.mjs';
import { tourPromises } from './tour.mjs';
import { talkPromises } from './talk.mjs';
import { workPromises } from './work.mjs';

export const promises = {
  'a wrong password is said and keeps the login': async (h) => {
    const page = await h.page({ state: null });
    await page.goto('/login');
    await page.getByLabel('Login').fill(h.login);
    await page.getByLabel('Password', { exact: true }).fill('surely-not-this-one');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByText('do not belong together').waitFor();
    want(await page.getByLabel('Login').inputValue(), h.login, 'the login typed');
  },

  'a log-in leads to the page that was asked for, a log-out back': async (h) => {
    const page = await h.page({ state: null });
    await page.goto('/calls?period=today');
    await page.waitForURL(/\/login\?next=/);
    await page.getByLabel('Login').fill(h.login);
    await page.getByLabel('Password', { exact: true }).fill(h.password);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/calls\?period=today/);
    await page.getByRole('button', { name: 'Your account' }).click();
    await page.getByRole('menuitem', { name: 'Log out' }).click();
    await page.waitForURL(/\/login/);
    await page.goto('/desk');
    await page.waitForURL(/\/login/);
  },

  'a log-in never leads to another site': async (h) => {
    const page = await h.page({ state: null });
    await page.goto('/login?next=//example.invalid/');
    await page.getByLabel('Login').fill(h.login);
    await page.getByLabel('Password', { exact: true }).fill(h.password);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname !== '/login');
    want(new URL(page.url()).origin, new URL(h.base).origin, 'the site after the log-in');
  },

  'an agent made on the page gets what to type into the phone, and appears on the desk of others': async (h) => {
    const other = await h.page();
    await other.goto('/desk');
    await other.locator('#agents-now').waitFor();
    const page = await h.page();
    await page.goto('/agents');
    await page.getByRole('button', { name: 'New agent' }).first().click();
    const name = `Page ${h.mark}`;
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByRole('button', { name: 'Make agent' }).click();
    await dialog.locator('dl').waitFor();
    const values = await dialog.locator('dl > div > dd:nth-of-type(1)').allInnerTexts();
    want(values.length, 4, 'lines to type');
    if (values.some((v) => v.trim() === '')) throw new Error(`a line is empty: ${values.join(' | ')}`);
    await dialog.getByText('Waiting for the phone').waitFor();
    await other.getByText(name).waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    const { items } = await h.ask('GET', '/agents');
    h.made.push(items.find((a) => a.name === name).id);
  },

  'an extension that is taken is said beside its field, and the name stays': async (h) => {
    const agent = await h.agent('Taken');
    const page = await h.page();
    await page.goto('/agents');
    await page.getByRole('button', { name: 'New agent' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Second');
    await dialog.getByLabel('Extension').fill(agent.extension);
    await dialog.getByRole('button', { name: 'Make agent' }).click();
    await dialog.getByText('This extension is taken').waitFor();
    want(await dialog.getByLabel('Name').inputValue(), 'Second', 'the name typed');
  },

  'an agent removed by mistake can be taken back': async (h) => {
    const agent = await h.agent('Back');
    const page = await h.page();
    await page.goto('/agents');
    const row = page.locator('tr', { hasText: agent.name });
    await row.getByRole('button').click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await row.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await row.waitFor();
    await h.ask('GET', `/agents/${agent.id}`);
  },

  'an agent removed and not taken back is gone': async (h) => {
    const agent = await h.agent('Gone');
    const page = await h.page();
    await page.goto('/agents');
    await page.locator('tr', { hasText: agent.name }).getByRole('button').click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await until(async () => (await h.context.request.get(`/api/v1/agents/${agent.id}`)).status() === 404, 'the agent gone', 20_000);
  },

  'a number no desk could run by is refused beside its field, in the language of the page, and changes nothing': async (h) => {
    const before = await h.ask('GET', '/policy');
    for (const [lang, save, why] of [['en', 'Save changes', /must be between 1 s and 2 min, not 0 s/], ['hu', 'Mentés', /1 mp és 2 perc között kell lennie, nem 0 mp/], ['ru', 'Сохранить', /должно быть от 1 с до 2 мин, а не 0 с/]]) {
      const page = await h.page({ lang });
      await page.goto('/settings');
      await page.locator('#ring_timeout_ms').fill('0');
      await page.getByRole('button', { name: save }).click();
      await page.locator('#ring_timeout_ms[aria-invalid=true]').waitFor();
      await page.getByText(why).waitFor();
      want(await page.locator('#ring_timeout_ms').inputValue(), '0', 'what was typed');
    }
    want((await h.ask('GET', '/policy')).version, before.version, 'version of the policy');
  },

  'where outcomes are asked for, a call without one is found and gets it later': async (h) => {
    const page = await h.page();
    await page.goto('/settings');
    const required = page.getByRole('switch', { name: 'An outcome before Ready' });
    await required.press('Space');
    await until(async () => (await h.ask('GET', '/policy')).outcome_required, 'the rule');
    await required.press('Space');
    await until(async () => !(await h.ask('GET', '/policy')).outcome_required, 'the rule lifted');
    const before = await until(async () => (await h.ask('GET', '/calls?outcome=missing&limit=1')).items[0], 'a call without an outcome', 60_000);
    await page.goto('/calls?outcome=missing');
    await page.getByRole('button', { name: 'Say what came of it' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: /Question/ }).click();
    await dialog.getByLabel('Note').fill(`Late ${h.mark}`);
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    const { items } = await h.ask('GET', '/calls?outcome=question&limit=50');
    if (!items.some((c) => c.note === `Late ${h.mark}`)) throw new Error(`no call has the note; one without was ${before.id}`);
  },

  'a card is made, found by another spelling of its number, and its change stands on the timeline': async (h) => {
    const page = await h.page();
    const tail = String(1_000_000 + Math.floor(Math.random() * 8_999_999));
    const name = `Kártya ${h.mark}`;
    await page.goto('/cards');
    await page.getByRole('button', { name: 'New card' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByLabel('Phone number').fill(`+36 30 ${tail.slice(0, 3)} ${tail.slice(3)}`);
    await dialog.getByRole('button', { name: 'Make card' }).click();
    await page.waitForURL(/\/cards\/.+/);
    const address = page.url();
    await page.goto('/cards');
    await page.getByRole('searchbox').fill(tail.slice(-6));
    await page.getByRole('link', { name }).click();
    await page.waitForURL(address);
    await page.getByRole('button', { name: 'Change: Tier' }).click();
    await page.getByRole('option', { name: 'Key', exact: true }).click();
    await page.getByText('Tier: Normal → Key').waitFor();
  },

  'a lost connection is said, and what was missed is there when it comes back': async (h) => {
    const page = await h.page();
    let away = false;
    let server;
    let heard = false;
    await page.routeWebSocket(/\/connection\/websocket/, (ws) => {
      if (away) return void ws.close();
      server = ws.connectToServer();
      server.onMessage((said) => {
        heard = true;
        ws.send(said);
      });
    });
    await page.goto('/desk');
    await page.locator('#agents-now').waitFor();
    await until(() => heard, 'the first word of the connection');
    away = true;
    await server.close();
    await page.getByText(/Connection lost — reconnecting, since/).first().waitFor();
    const agent = await h.agent('Missed');
    away = false;
    await page.getByText(agent.name).waitFor();
    await page.getByText(/Connection lost/).first().waitFor({ state: 'detached' });
  },

  'an agent pauses and is ready again by the keyboard alone': async (h) => {
    const agent = await h.agent('Keys');
    const login = `keys-${h.mark}-${Math.floor(Math.random() * 1e6)}`;
    const password = `violet harbour ${h.mark} ${Math.random().toString(36).slice(2)}`;
    await h.ask('POST', '/users', { login, name: agent.name, role: 'agent', password, agent_id: agent.id });
    const state = await logIn(h.browser, h.base, login, password);
    const page = await h.page({ state });
    await page.goto('/desk');
    const chip = page.locator('header button[data-state]');
    await chip.waitFor();
    await page.keyboard.press('Control+.');
    await page.getByRole('menuitem', { name: 'Lunch' }).waitFor();
    await page.getByRole('menuitem', { name: 'Lunch' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('header button[data-state=paused]').waitFor();
    want((await h.ask('GET', `/agents/${agent.id}`)).reason, 'lunch', 'the reason');
    await page.keyboard.press('Control+Enter');
    await page.locator('header button[data-state=paused]').waitFor({ state: 'detached' });
    want((await h.ask('GET', `/agents/${agent.id}`)).state === 'paused', false, 'still paused');
  },

  'a search from any page by the keyboard finds a card': async (h) => {
    const card = await h.ask('POST', '/cards', { name: `Keresett ${h.mark}` });
    const page = await h.page();
    await page.goto('/desk');
    await page.locator('#agents-now').waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type(`Keresett ${h.mark}`);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/cards\?q=/);
    await page.getByRole('link', { name: card.name }).waitFor();
  },

  'a recording is heard, faster on a press': async (h) => {
    const { items } = await h.ask('GET', '/calls?disposition=answered&limit=200');
    const call = items.find((c) => c.recording?.state === 'ready' && c.card_id);
    if (!call) return 'no recording here';
    const page = await h.page();
    await page.goto(`/cards/${call.card_id}`);
    const player = page.getByRole('group', { name: /^Recording of/ }).first();
    await player.getByRole('button', { name: 'Play recording' }).click();
    await player.getByRole('button', { name: 'Pause' }).waitFor();
    await until(async () => Number(await player.getByRole('slider').getAttribute('aria-valuenow')) >= 1, 'a second heard');
    await player.getByRole('button', { name: 'Speed 1×' }).click();
    await player.getByRole('button', { name: 'Speed 1.5×' }).waitFor();
  },

  'a call on the desk tells why, while it runs': async (h) => {
    const page = await h.page();
    await page.goto('/desk');
    await page.locator('#calls-now').waitFor();
    const why = page.locator('section[aria-labelledby=calls-now] li button').first();
    const there = await why.waitFor({ timeout: 20_000 }).then(() => true, () => false);
    if (!there) return 'nobody calls here';
    await why.click();
    await page.getByRole('dialog').getByText('The call came in').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  },

  'the language is chosen once and kept': async (h) => {
    const page = await h.page();
    await page.goto('/desk');
    await page.getByRole('button', { name: 'Your account' }).click();
    await page.getByRole('menuitem', { name: 'Magyar' }).click();
    await page.getByRole('link', { name: 'Munkatársak' }).waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'Munkatársak' }).waitFor();
    want(await page.evaluate(() => document.documentElement.lang), 'hu', 'the language of the document');
  },

  'a number on a card is called by whoever is an agent, and a refusal says what they are doing': async (h) => {
    const agent = await h.agent('Dials');
    const login = `dials-${h.mark}-${Math.floor(Math.random() * 1e6)}`;
    const password = `violet harbour ${h.mark} ${Math.random().toString(36).slice(2)}`;
    await h.ask('POST', '/users', { login, name: agent.name, role: 'agent', password, agent_id: agent.id });
    const number = `+3630${String(Date.now()).slice(-7)}`;
    const card = await h.ask('POST', '/cards', { name: `Called ${h.mark}`, phones: [number] });

    const nobody = await h.page();
    await nobody.goto(`/cards/${card.id}`);
    await nobody.getByRole('heading', { name: card.name }).waitFor();
    want(await nobody.getByRole('button', { name: /^Call \+?[0-9]/ }).count(), 0, 'buttons to call for who is no agent');

    const page = await h.page({ state: await logIn(h.browser, h.base, login, password) });
    await page.goto(`/cards/${card.id}`);
    const button = page.getByRole('button', { name: /^Call \+?[0-9]/ });
    await button.click();
    await page.getByText('Your state is “Unreachable”').waitFor();
    let asked;
    await page.route(/\/api\/v1\/calls$/, (route) => {
      asked = route.request().postDataJSON();
      return route.fulfill({ status: 403, json: { code: 'premium_number', status: 403, title: 'Forbidden', type: 'about:blank' } });
    });
    await button.click();
    await page.getByText('charge the caller extra').waitFor();
    want(JSON.stringify(asked), JSON.stringify({ agent_id: agent.id, to: number }), 'what was asked of the server');
    const wrong = [...(await faults(page)), ...(await barriers(page))];
    if (wrong.length) throw new Error(wrong.join('; '));
  },

  'the API is described on a page of its own, which breaks no rule of the content policy': async (h) => {
    const page = await h.page();
    const broken = [];
    page.on('console', (m) => m.type() === 'error' && broken.push(m.text()));
    await page.goto('/api/docs#/deals');
    await page.getByText('/cards/{id}/notes').first().waitFor();
    want(broken.join(' '), '', 'what the console says');
  },

  'an address that is none says so and leads back': async (h) => {
    const page = await h.page();
    await page.goto('/no/such/page');
    await page.getByRole('link', { name: 'Go to the desk' }).click();
    await page.waitForURL(/\/desk$/);
    await page.goto('/cards/no-such-card');
    await page.getByText('There is no such card').waitFor();
  },

  'at 360 px nothing scrolls sideways and nobody is kept out': async (h) => {
    const all = [];
    for (const path of ['/desk', '/calls', '/cards', '/deals', '/tasks', '/agents', '/settings']) {
      for (const lang of ['hu', 'ru']) {
        const page = await h.page({ width: 360, lang });
        await page.goto(path);
        await page.locator('nav a[data-here]').first().waitFor();
        await settle(page);
        const wrong = [...(await faults(page)), ...(await barriers(page))];
        if (wrong.length) all.push(`${path} in ${lang}: ${wrong.join('; ')}`);
        await page.close();
      }
    }
    if (all.length) throw new Error(all.join('\n'));
  },

  ...cardPromises,
  ...clashPromises,
  ...dealPromises,
  ...deskPromises,
  ...everywherePromises,
  ...hostilePromises,
  ...listPromises,
  ...phonePromises,
  ...startPromises,
  ...tablePromises,
  ...tourPromises,
  ...talkPromises,
  ...framePromises,
  ...workPromises,
};
