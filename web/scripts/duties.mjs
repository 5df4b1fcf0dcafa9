// Promises about calls back that are owed. Where several are needed, or some that
// are late, the server's list is made up.
import { barriers, faults, logIn } from './browser.mjs';
import { until, want } from './house.mjs';

const at = (min) => new Date(Date.now() + min * 60_000).toISOString();

// aDuty is one whose time ends in so many minutes, about the card.
export const aDuty = (id, card, min, more) => ({
  id, card_id: card.id, card_name: card.name, tier: card.tier ?? 'normal', phone: '+36301234567', owner_id: card.owner_id ?? null, opened_at: at(Math.min(min, 0) - 15),
  due_at: at(min), late: min <= 0, calls: 1, last_call_id: 'scene', last_at: at(Math.min(min, 0) - 15), escalated_at: null, closed_at: null, closed_by: null,
  closed_call_id: null, reason: '', ...more,
});

// owe has the server's answers about duties made of these, which close and open
// again as they are asked to. It answers them, to be looked at.
export async function owe(page, duties) {
  const closed = (d) => d.closed_at !== null;
  await page.route(/\/api\/v1\/duties\/count$/, (route) => {
    const open = duties.filter((d) => !closed(d));
    return route.fulfill({ json: { open: open.length, late: open.filter((d) => Date.parse(d.due_at) <= Date.now()).length } });
  });
  await page.route(/\/api\/v1\/duties(\?|$)/, (route) => {
    const query = new URL(route.request().url()).searchParams;
    const fits = (d) =>
      closed(d) === (query.get('state') === 'closed') && [['card_id', d.card_id], ['owner_id', d.owner_id]].every(([k, v]) => (query.get(k) ?? v) === v);
    return route.fulfill({ json: { items: duties.filter(fits), next_cursor: null } });
  });
  await page.route(/\/api\/v1\/duties\/[^/]+\/(close|reopen)$/, (route) => {
    const [, id, act] = route.request().url().match(/duties\/([^/]+)\/(\w+)$/);
    const duty = duties.find((d) => d.id === id);
    Object.assign(duty, act === 'close' ? { closed_at: at(0), closed_by: 'reason', reason: route.request().postDataJSON().reason } : { closed_at: null, closed_by: null, reason: '' });
    return route.fulfill({ json: duty });
  });
  return duties;
}

export const dutyPromises = {
  'who called in vain stands on the list by deadline; a reason closes it, the notice opens it again': async (h) => {
    const first = await h.ask('POST', '/cards', { name: `Late ${h.mark}`, allow_duplicate: true });
    const second = await h.ask('POST', '/cards', { name: `Soon ${h.mark}`, allow_duplicate: true });
    const page = await h.page();
    const duties = await owe(page, [aDuty('d1', first, -12, { calls: 3 }), aDuty('d2', second, 8)]);
    await page.goto('/calls');
    await page.getByRole('link', { name: 'To call back 2' }).click();
    const row = (card) => page.getByRole('row', { name: card.name });
    await row(first).getByText('12 min late').waitFor();
    await row(first).getByText('3 tries').waitFor();
    await row(second).getByText('in 8 min').waitFor();
    await row(second).getByRole('button', { name: 'Not called back …' }).press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Wrong number' }).click();
    await row(second).waitFor({ state: 'detached' });
    want(duties[1].reason, 'wrong_number', 'the reason kept');
    await page.getByRole('button', { name: 'Undo' }).click();
    await row(second).waitFor();
    await row(first).getByRole('button', { name: 'Not called back …' }).click();
    await page.getByLabel('Another reason').fill('They moved to Spain');
    await page.getByRole('button', { name: 'Close it' }).click();
    await row(first).waitFor({ state: 'detached' });
    await page.getByText('Closed', { exact: true }).click();
    await row(first).getByText('They moved to Spain').waitFor();
    await row(first).getByRole('link', { name: first.name }).click();
    await page.waitForURL(`**/cards/${first.id}`);
  },

  'a refusal to close stands in the dialog and keeps what was typed': async (h) => {
    const card = await h.ask('POST', '/cards', { name: `Kept ${h.mark}`, allow_duplicate: true });
    const page = await h.page();
    await owe(page, [aDuty('d1', card, 5)]);
    await page.route(/\/duties\/d1\/close$/, (route) => route.fulfill({ status: 409, json: { code: 'conflict', status: 409, title: 'Conflict', detail: 'this duty is closed already', type: 'about:blank' } }));
    await page.goto('/duties');
    await page.getByRole('button', { name: 'Not called back …' }).click();
    await page.getByLabel('Another reason').fill('No answer');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('alert').getByText('not possible as things stand').waitFor();
    want(await page.getByLabel('Another reason').inputValue(), 'No answer', 'the reason typed');
  },

  'an agent calls back with one press, from the list and from the card': async (h) => {
    const agent = await h.agent('Back');
    const other = await h.agent('Other');
    const login = `back-${h.mark}-${Math.floor(Math.random() * 1e6)}`;
    const password = `silver meadow ${h.mark} ${Math.random().toString(36).slice(2)}`;
    await h.ask('POST', '/users', { login, name: agent.name, role: 'agent', password, agent_id: agent.id });
    const make = (name, owner_id) => h.ask('POST', '/cards', { name: `${name} ${h.mark}`, owner_id, allow_duplicate: true });
    const [own, theirs] = [await make('Own', agent.id), await make('Theirs', other.id)];
    const page = await h.page({ state: await logIn(h.browser, h.base, login, password) });
    await owe(page, [aDuty('d1', theirs, 4), aDuty('d2', own, 9)]);
    const asked = [];
    await page.route(/\/api\/v1\/calls$/, (route) => {
      asked.push(route.request().postDataJSON());
      return route.fulfill({ status: 403, json: { code: 'premium_number', status: 403, title: 'Forbidden', type: 'about:blank' } });
    });
    await page.goto('/duties');
    await page.getByRole('row', { name: theirs.name }).waitFor();
    await page.getByText('Mine', { exact: true }).click();
    await page.getByRole('row', { name: theirs.name }).waitFor({ state: 'detached' });
    await page.getByRole('row', { name: own.name }).getByRole('button', { name: /^Call / }).click();
    await until(() => asked.length === 1, 'the call from the list');
    await page.goto(`/cards/${own.id}`);
    const line = page.getByRole('region', { name: 'This customer is owed a call' });
    await line.getByText('in 9 min').waitFor();
    await line.getByRole('button', { name: /^Call / }).click();
    await until(() => asked.length === 2, 'the call from the card');
    want(JSON.stringify(asked[1]), JSON.stringify({ agent_id: agent.id, to: '+36301234567' }), 'what was asked of the server');
    await line.getByRole('button', { name: 'Not called back …' }).click();
    await page.getByRole('button', { name: 'No need any more' }).click();
    await line.waitFor({ state: 'detached' });
  },

  'the desk counts calls back and those that are late; at 360 px the list keeps nobody out': async (h) => {
    const card = await h.ask('POST', '/cards', { name: `Count ${h.mark}`, allow_duplicate: true });
    const all = [];
    for (const lang of ['en', 'hu', 'ru']) {
      const page = await h.page({ width: 360, lang });
      await owe(page, [aDuty('d1', card, -90, { calls: 12 }), aDuty('d2', card, 3)]);
      await page.goto('/desk');
      const counter = page.locator('dl a[href="/duties"]');
      await counter.waitFor();
      want((await counter.innerText()).match(/\d+/g).join(), '2,1', 'owed and late');
      await counter.click();
      await page.locator('tbody tr').first().waitFor();
      const wrong = [...(await faults(page)), ...(await barriers(page))];
      if (wrong.length) all.push(`${lang}: ${wrong.join('; ')}`);
    }
    if (all.length) throw new Error(all.join('\n'));
  },

  'who calls while it is closed comes onto the list by itself, and stays there until a reason is said': async (h) => {
    const number = '100'; // which the callers of the demo dial
    if ((await h.ask('GET', '/numbers')).items.some((n) => n.number === number)) return `${number} has hours of its own here`;
    const page = await h.page();
    await page.goto('/duties');
    await page.getByRole('navigation', { name: 'Calls and calls back' }).waitFor();
    const before = new Set((await h.ask('GET', '/duties')).items.map((d) => d.id));
    const later = String((new Date().getUTCDay() + 3) % 7);
    const hours = await h.ask('PUT', '/opening-hours', { name: `Closed ${h.mark}`, zone: 'UTC', week: { [later]: [{ from: 540, to: 600 }] }, dates: {} });
    await h.ask('PUT', '/numbers', {
      number, language: 'en', hours_id: hours.id, closed: 'announce', empty: 'wait', overdue: 'wait', longest_wait_ms: 0, news_ms: 0, consent: false,
    });
    const duty = await until(async () => (await h.ask('GET', '/duties')).items.find((d) => !before.has(d.id)), 'a duty', 60_000).finally(async () => {
      await h.ask('DELETE', `/numbers/${number}`, undefined, { 'If-Match': '*' });
      await h.ask('DELETE', `/opening-hours/${hours.id}`, undefined, { 'If-Match': '*' });
    });
    await page.locator(`tbody a[href="/cards/${duty.card_id}"]`).click();
    const line = page.getByRole('region', { name: 'This customer is owed a call' });
    await line.getByRole('button', { name: 'Not called back …' }).click();
    await page.getByRole('button', { name: 'Not reached' }).click();
    await line.waitFor({ state: 'detached' });
    want((await h.ask('GET', `/duties?state=closed&card_id=${duty.card_id}`)).items[0].reason, 'not_reached', 'why it is closed');
    await page.getByRole('button', { name: 'Undo' }).click();
    await line.waitFor();
    await h.ask('POST', `/duties/${duty.id}/close`, { reason: 'not_needed' });
    await line.waitFor({ state: 'detached' });
  },
};
