// Promises about the live desk.
import { watch } from './browser.mjs';
import { until, want } from './house.mjs';
import { atThePhone } from './phone.mjs';

// hour is what the server tells of a last hour in which these minutes, so many
// ago, were as said.
function hour(minutes) {
  const present = Math.floor(Date.now() / 60_000) * 60_000;
  const nobody = { answered: 0, in_time: 0, missed: 0, gave_up_soon: 0, wait_median_ms: null, wait_longest_ms: null };
  const items = Object.entries(minutes).map(([ago, m]) => ({ at: new Date(present - ago * 60_000).toISOString(), ...nobody, ...m }));
  const sum = (what) => items.reduce((n, m) => n + m[what], 0);
  const whole = Object.fromEntries(['answered', 'in_time', 'missed', 'gave_up_soon'].map((w) => [w, sum(w)]));
  const service_level = whole.in_time / (whole.answered + whole.missed - whole.gave_up_soon);
  return { at: new Date().toISOString(), from: new Date(present - 59 * 60_000).toISOString(), aim_ms: 20_000, ...whole, service_level, minutes: items.toReversed() };
}

// busyHour shows a desk after an hour with many calls, pointed at in the middle.
export async function busyHour(page) {
  const waits = [4, 9, 6, 3, 12, 7, 21, 15, 5, 8, 34, 18, 6, 2];
  const minutes = {};
  for (let ago = 0; ago < 58; ago++) {
    const median = waits[(ago * 5) % waits.length] * 1000;
    const longest = median + waits[(ago * 3) % waits.length] * 1000;
    if (ago % 4) minutes[ago] = { answered: 2, in_time: longest > 20_000 ? 1 : 2, wait_median_ms: median, wait_longest_ms: longest };
    if (ago % 13 === 5) minutes[ago] = { ...minutes[ago], missed: 1 + (ago % 2) };
  }
  await page.route(/\/api\/v1\/desk\/last-hour$/, (route) => route.fulfill({ json: hour(minutes) }));
  await page.reload();
  const plot = page.locator('[aria-labelledby=last-hour] canvas');
  await plot.waitFor();
  await plot.scrollIntoViewIfNeeded();
  const box = await plot.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
}

// notingRefusals has the page remember what its content policy refuses.
const notingRefusals = (page) =>
  page.addInitScript(() => {
    window.refused = [];
    document.addEventListener('securitypolicyviolation', (e) => window.refused.push(e.violatedDirective));
  });

const wantNoRefusals = async (page) => want((await page.evaluate(() => window.refused)).join(), '', 'what the content policy refused');

export const deskPromises = {
  'a phone that registers lights up where it is shown, with since when': async (h) => {
    const { page, publish, own } = await atThePhone(h);
    let since = null;
    const phone = { id: 'p1', name: '', outside: false, address: 'agent-1', ring_ms: 0 };
    await page.route(/\/api\/v1\/agents\/[^/]+\/phones$/, (route) => route.fulfill({ json: { items: [{ ...phone, up: since !== null, up_since: since }] } }));
    await page.goto('/day');
    const phones = page.getByRole('region', { name: 'Your phones' });
    await phones.getByText('Not connected').waitFor();
    since = new Date().toISOString();
    await publish({ type: 'changed', kind: 'phones', id: own.id });
    await phones.getByText('Connected since').waitFor();
  },

  'one’s day tells what rules will raise today, and takes it back': async (h) => {
    const { agent, page } = await h.asAgent('Coming');
    const card = await h.ask('POST', '/cards', { name: `Coming ${h.mark}`, owner_id: agent.id, allow_duplicate: true });
    const at = new Date().toISOString();
    const item = {
      id: 'f1', rule_id: 'r1', rule_name: 'Satisfaction', when: 'stage', unless: '', title: `Ask ${h.mark}`, card_id: card.id, card_name: card.name, deal_id: null,
      from_at: at, due_at: at, due_local: at, due_zone: 'UTC', state: 'waiting', why: '', task_id: null, ended_at: null,
    };
    let items = [item];
    await page.route(/\/api\/v1\/follow-ups\?/, (route) => {
      const asked = new URL(route.request().url()).searchParams;
      want(asked.get('owner_id'), agent.id, 'whose day is asked for');
      want(Date.parse(asked.get('until')) > Date.now(), true, 'the day ends later');
      return route.fulfill({ json: { items, next_cursor: null } });
    });
    await page.route(/\/api\/v1\/follow-ups\/f1$/, (route) => {
      items = [];
      return route.fulfill({ status: 204 });
    });
    await page.goto('/day');
    const coming = page.getByRole('region', { name: 'Coming today by rules' });
    await coming.getByRole('link', { name: card.name }).waitFor();
    await coming.getByRole('button', { name: `Do not raise: Ask ${h.mark}` }).click();
    await coming.waitFor({ state: 'detached' });
  },

  'the head sees who has how much to do, who is away, and what a number counts': async (h) => {
    const anna = await h.agent('Team');
    await h.ask('POST', '/tasks', { title: `Of the team ${h.mark}`, assignee_id: anna.id, due_at: new Date(Date.now() - 86_400_000).toISOString() });
    const day = (n) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);
    await h.ask('POST', '/absences', { agent_id: anna.id, from: day(-1), to: day(3) });
    const page = await h.page();
    await page.goto('/desk');
    await page.locator('li', { hasText: anna.name }).getByText(/away until/).waitFor();
    await page.getByRole('region', { name: /^Agents/ }).getByRole('link', { name: 'Team' }).click();
    const row = page.getByRole('row', { name: new RegExp(anna.name) });
    await row.getByText(/away until/).waitFor();
    await row.getByRole('link', { name: `${anna.name} · Overdue: 1` }).click();
    await page.getByText(`Of the team ${h.mark}`).waitFor();
    await page.getByRole('button', { name: new RegExp(`^Only ${anna.name}`) }).click();
    await page.waitForURL(/whose=all/);
  },

  'a new agent gets a code to show to a smartphone beside what to type, once': async (h) => {
    const page = await h.page();
    await notingRefusals(page);
    await page.goto('/agents');
    await page.getByRole('button', { name: 'New agent' }).click();
    await page.getByLabel('Name', { exact: true }).fill(`Code ${h.mark}`);
    const answered = page.waitForResponse((r) => r.url().endsWith('/api/v1/agents') && r.request().method() === 'POST');
    await page.getByRole('button', { name: 'Make agent' }).click();
    const { id, sip } = await (await answered).json();
    h.made.push(id);
    await page.getByRole('img', { name: 'Code with the account' }).waitFor();
    const address = await page.getByText(sip.provisioning.path).textContent();
    const fetched = await fetch(address);
    want(fetched.status, 200, 'what Linphone is answered');
    want((await fetched.text()).includes(`>${sip.password}<`), true, 'the account in the answer');
    await page.getByText(/^Valid until \d\d:\d\d/).waitFor();
    await page.getByText(`No other device can reach ${sip.domain}`).waitFor();
    await page.getByText('Grandstream Wave', { exact: true }).click();
    await page.getByText('The code itself holds the password').waitFor();
    await page.getByText(sip.provisioning.path).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('img', { name: 'Code with the account' }).waitFor({ state: 'detached' });
    await wantNoRefusals(page);
  },

  'the last hour is a plot and a table, reckoned anew when a call is answered, and no style is refused': async (h) => {
    const { page, publish, call } = await atThePhone(h);
    const complaints = watch(page);
    await notingRefusals(page);
    let answered = 7;
    const told = () => hour({ 30: { answered, in_time: answered - 1, wait_median_ms: 6_000, wait_longest_ms: 34_000 }, 12: { missed: 2, gave_up_soon: 1 } });
    await page.route(/\/api\/v1\/desk\/last-hour$/, (route) => route.fulfill({ json: told() }));
    await page.goto('/desk');
    const panel = page.getByRole('region', { name: 'The last hour' });
    await panel.locator('canvas').waitFor();
    await panel.getByText('Service level now 75%').hover();
    await page.getByRole('tooltip').getByText('6 ÷ (7 + 2 − 1)').waitFor();
    const rows = panel.locator('tbody tr');
    want(await rows.count(), 2, 'minutes in which somebody called');
    await until(async () => (await rows.first().locator('td').allTextContents()).join(' ') === '7 0:06 0:34 0', 'the minute as a table');
    const box = await panel.locator('canvas').boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    answered = 8;
    await publish({ type: 'call', call: { ...call, state: 'talking', answered_at: new Date().toISOString() } });
    await until(async () => (await rows.first().locator('td').first().textContent()) === '8', 'the hour with the answer');
    await wantNoRefusals(page);
    want(complaints.join(), '', 'what the browser complains about');
  },
};
