// The whole day of a head: who waits and why, who is there, what is owed, how
// the deals stand.
import { go, inCompany, logIn, seconds, until } from './company.mjs';
import { cable, want } from './house.mjs';

const ANNA = 440; // Hz that their phones speak
const BELA = 620;

export const headsDay = {
  'the whole day of a head, from log-in to log-out': (h) =>
    inCompany(h, 'head', async (company) => {
      const day = await begin(company);
      await theDeskIsSeen(day);
      await aCallerWaits(day);
      await theCallGoesOn(day);
      await theCallIsListenedTo(day);
      await aPauseIsOrdered(day);
      await aCallBackIsOwed(day);
      await somebodyIsAway(day);
      await theFunnel(day);
      await theCableIsPulled(day);
      await theDayEnds(day);
    }),
};

// begin is the company at noon: everybody is at lunch.
async function begin(company) {
  const { house } = company;
  await house.ask('PUT', '/policy', { ring_timeout_ms: 60_000, owner_wait_ms: 1_000 });
  await house.ask('PUT', '/pause-reasons', { key: 'ordered', labels: { en: 'Sent for' }, forced: true, place: 60 }, { 'If-Match': '*' });
  const anna = await company.hire('Anna', ANNA);
  const bela = await company.hire('Béla', BELA);
  const desks = { anna: await anna.plugIn(), bela: await bela.plugIn() };
  for (const agent of [anna, bela]) {
    await agent.is('available');
    await agent.press('pause', { reason: 'lunch' });
  }
  const customer = await company.customer('Kék Bútor', { owner_id: anna.id, tier: 'important' });
  const login = await company.user('Vera', 'head');
  const page = await company.sit();
  return { company, house, anna, bela, desks, customer, login, page, wire: await cable(page) };
}

const agentRow = (page, agent) => page.getByRole('list', { name: /^Agents/ }).getByRole('listitem').filter({ hasText: agent.name });
const callRow = (page, customer) => page.getByRole('list', { name: /^Calls now/ }).getByRole('listitem').filter({ hasText: customer.name });
const counter = (page, name) => page.locator('dl > div').filter({ has: page.getByText(name, { exact: true }) }).locator('dd');

// order chooses from what a head can do about an agent.
async function order(page, agent, what) {
  await go(page, 'Agents');
  await page.getByRole('button', { name: `Actions for ${agent.name}` }).click();
  await page.getByRole('menuitem', { name: what }).click();
}

async function theDeskIsSeen({ company, page, login, anna, bela }) {
  await logIn(page, login);
  await page.waitForURL(/\/desk$/);
  for (const agent of [anna, bela]) await agentRow(page, agent).getByText('Paused').waitFor();
  await counter(page, 'Waiting').getByText('0').waitFor();
  await page.getByText('No calls now').waitFor();
  await company.station(page, 'desk');
}

// A caller waits: for whom, and why nobody comes, is told.
async function aCallerWaits(day) {
  const { company, page, customer, anna } = day;
  day.caller = await customer.call();
  const row = callRow(page, customer);
  await row.getByText('Waiting').waitFor();
  await counter(page, 'Waiting').getByText('longest').waitFor();
  const clock = row.locator('.num').first();
  const before = await seconds(clock);
  await until(async () => (await seconds(clock)) > before, 'the wait growing');
  await company.station(page, 'waiting');
  await row.getByRole('button', { name: 'Why: the offers of this call' }).click();
  const why = page.getByRole('dialog');
  await why.getByText('Nobody has been offered this call yet').waitFor();
  await why.getByRole('button', { name: 'Who was considered' }).click();
  await why.getByRole('listitem').filter({ hasText: anna.name }).getByText('paused').first().waitFor();
  await company.station(page, 'why-nobody');
  await page.keyboard.press('Escape');
  await why.waitFor({ state: 'detached' });
}

// Anna, who leads the customer, declines; then it goes to Béla.
async function theCallGoesOn(day) {
  const { company, page, caller, customer, anna, bela, desks } = day;
  await order(page, anna, 'Make ready');
  const declined = await desks.anna.next();
  await order(page, bela, 'Make ready');
  await bela.is('available');
  await declined.refuse();
  const call = await desks.bela.next();
  await call.answer();
  await caller.hears(BELA);
  await go(page, 'Desk');
  const row = callRow(page, customer);
  await row.getByText('Talking').waitFor();
  await company.station(page, 'talking');
  await row.getByRole('button', { name: 'Why: the offers of this call' }).click();
  const why = page.getByRole('dialog');
  const offer = (agent) => why.getByRole('listitem').filter({ hasText: agent.name }).first();
  await offer(anna).getByText('refused').waitFor();
  await offer(anna).getByText(/Chosen because: .*leads the customer/).waitFor();
  await offer(bela).getByText('answered').waitFor();
  await offer(bela).getByText(/Chosen because: free for/).waitFor();
  await company.station(page, 'why-two-offers');
  await page.keyboard.press('Escape');
  await until(async () => (await seconds(row.locator('.num').first())) >= 2, 'two seconds of talk');
  await caller.hangUp();
  await page.getByRole('list', { name: 'Just ended' }).getByRole('listitem').filter({ hasText: customer.name }).getByText('Answered').waitFor();
  await counter(page, 'Service level today').getByText('%').waitFor();
  await counter(page, 'Answered today').getByText(/^[1-9]/).waitFor();
  await company.station(page, 'ended');
}

async function theCallIsListenedTo({ company, page, customer, bela }) {
  await go(page, 'Calls');
  const row = page.getByRole('row').filter({ hasText: customer.name }).first();
  await row.getByRole('button', { name: 'Listen' }).click();
  const player = page.getByRole('group', { name: /^Recording of/ });
  await until(async () => Number(await player.getByRole('slider').getAttribute('aria-valuenow')) >= 1, 'a second heard');
  await company.station(page, 'listening');
  await row.getByRole('button', { name: 'Why: the offers of this call' }).click();
  await page.getByRole('dialog').getByRole('listitem').filter({ hasText: bela.name }).getByText('answered').waitFor();
  await page.keyboard.press('Escape');
}

// Béla is paused by his head: he sees it, cannot end it himself, and is ready
// again when the head says so.
async function aPauseIsOrdered(day) {
  const { company, page, bela } = day;
  const his = await company.sit();
  await logIn(his, await company.user(bela.name, 'agent', { agent_id: bela.id }));
  const chip = (state) => his.locator(`header button[data-state=${state}]`);
  await chip('wrapup').waitFor();
  await order(page, bela, 'Sent for');
  await chip('paused').waitFor();
  await his.keyboard.press('Control+Enter');
  await his.getByText('You are paused by whoever leads you').waitFor();
  await company.station(his, 'paused-by-the-head');
  await go(page, 'Desk');
  await agentRow(page, bela).getByText('Sent for').waitFor();
  await order(page, bela, 'Make ready');
  await chip('available').waitFor();
}

// Nobody is there for a caller: a reason says why nobody calls back, and the
// notice takes it back.
async function aCallBackIsOwed(day) {
  const { company, house, page, anna, bela } = day;
  for (const agent of [anna, bela]) await agent.press('pause', { reason: 'meeting' });
  const customer = await company.customer('Hiába Hívott', { owner_id: anna.id });
  const caller = await customer.call();
  await go(page, 'Desk');
  await callRow(page, customer).getByText('Waiting').waitFor();
  await caller.hangUp();
  await callRow(page, customer).waitFor({ state: 'detached' });
  await counter(page, 'To call back').getByRole('link').click();
  const row = page.getByRole('row', { name: customer.name });
  await row.getByRole('button', { name: 'Not called back …' }).click();
  await company.station(page, 'why-not-called-back');
  await page.getByRole('dialog').getByRole('button', { name: 'Wrong number' }).click();
  await row.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await row.waitFor();
  want((await house.ask('GET', `/duties?state=open&card_id=${customer.id}`)).items.length, 1, 'duties after the undo');
  await company.station(page, 'owed');
}

// Anna is away: her tasks go to whoever stands in, and come back with her.
async function somebodyIsAway(day) {
  const { company, house, page, anna, bela } = day;
  const title = `Send the catalogue ${house.mark}`;
  await house.ask('POST', '/tasks', { title, assignee_id: anna.id, due_at: new Date(Date.now() + 60_000).toISOString() });
  const isOf = async (agent) => {
    await go(page, 'Tasks');
    await page.getByText("Everybody's", { exact: true }).click();
    await page.getByRole('listitem').filter({ hasText: title }).getByText(agent.name).waitFor();
  };
  await isOf(anna);
  await go(page, 'Agents');
  await page.getByRole('link', { name: 'Absences' }).click();
  await page.getByRole('button', { name: 'Add an absence' }).click();
  const dialog = page.getByRole('dialog');
  for (const [field, agent] of [['Who', anna], ['Deputy', bela]]) {
    await dialog.getByRole('combobox', { name: field }).click();
    await page.getByRole('option', { name: agent.name }).click();
  }
  await dialog.getByLabel('Reason').fill('Dentist');
  await company.station(page, 'absence');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await page.getByRole('region', { name: 'Away now' }).getByText(anna.name).first().waitFor();
  await house.ask('POST', '/jobs/absences/run'); // it comes each minute by itself
  await isOf(bela);
  await company.station(page, 'tasks-of-the-deputy');
  await go(page, 'Agents');
  await page.getByRole('row', { name: anna.name }).getByText(`deputy ${bela.name}`).waitFor();
  await page.getByRole('link', { name: 'Absences' }).click();
  await page.getByRole('button', { name: `${anna.name} is back` }).click();
  await page.getByRole('region', { name: 'Past' }).getByText(anna.name).waitFor();
  await house.ask('POST', '/jobs/absences/run');
  await isOf(anna);
}

// A deal is carried by the keyboard, taken back, and dragged to where it is lost.
async function theFunnel(day) {
  const { company, house, page, customer } = day;
  const deal = await house.ask('POST', '/deals', { card_id: customer.id, title: `Blue sofas ${house.mark}`, amount: 90_000, currency: 'HUF' });
  const is = (stage) => until(async () => (await house.ask('GET', `/deals/${deal.id}`)).stage === stage, `the deal in ${stage}`);
  await go(page, 'Deals');
  const card = page.getByRole('button', { name: deal.title });
  await card.focus();
  await page.keyboard.press('Space');
  await page.locator('[data-held]').waitFor();
  await page.keyboard.press('ArrowRight');
  await is('in_work');
  await page.locator('[data-held]').waitFor();
  await page.keyboard.press('Space');
  await page.locator('[data-held]').waitFor({ state: 'detached' });
  await company.station(page, 'funnel');
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await is('lead');

  await page.locator('section[data-kind=open]').first().getByRole('button', { name: deal.title }).hover();
  await page.mouse.down();
  await page.mouse.move(500, 400, { steps: 4 });
  const lost = page.locator('[data-zone=refused]');
  await lost.waitFor();
  await company.station(page, 'dragged');
  await lost.hover();
  await lost.hover();
  await page.mouse.up();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Too dear');
  await company.station(page, 'why-refused');
  await dialog.getByRole('button', { name: 'Refuse the deal' }).click();
  await is('refused');
}

// Without a connection nothing old is passed off as new; with it, what was missed
// is there.
async function theCableIsPulled({ company, page, anna, wire }) {
  await go(page, 'Desk');
  await agentRow(page, anna).getByText('Paused').waitFor();
  await wire.pull();
  await page.getByText(/Connection lost — reconnecting, since/).first().waitFor();
  await page.getByText('What is shown may be old').waitFor();
  await page.locator('[data-stale]').waitFor();
  await company.station(page, 'offline');
  await anna.press('ready');
  await agentRow(page, anna).getByText('Paused').waitFor();
  await wire.plug();
  await agentRow(page, anna).getByText('Available').waitFor();
  await page.locator('[data-stale]').waitFor({ state: 'detached' });
  await page.getByText(/Connection lost/).first().waitFor({ state: 'detached' });
}

async function theDayEnds({ page }) {
  await page.getByRole('button', { name: 'Your account' }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await page.waitForURL(/\/login/);
}
