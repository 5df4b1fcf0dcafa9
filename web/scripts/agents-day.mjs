// The whole day of an agent: the phone in the hand, the page before the eyes.
import { inCompany, logIn, seconds, until } from './company.mjs';
import { want } from './house.mjs';

const ANNA = 440; // Hz that their phones speak
const BELA = 620;

export const agentsDay = {
  'the whole day of an agent, from log-in to log-out': (h) =>
    inCompany(h, 'agent', async (company) => {
      const day = await begin(company);
      await theShiftBegins(day);
      await aCallIsAnnounced(day);
      await aConversation(day);
      await theWrapUp(day);
      await whatCameOfIt(day);
      await aCallIsMissed(day);
      await aCustomerIsCalled(day);
      await aCallerIsHandedOver(day);
      await aPauseAndACallBack(day);
      await theShiftEnds(day);
    }),
};

// begin is the company in the morning: Anna is off shift, her colleague is at the
// desk, one of her customers has a deal.
async function begin(company) {
  const { house } = company;
  await house.ask('PUT', '/policy', { ring_timeout_ms: 60_000, duty_talk_ms: 1_000 }); // time to look at what rings; two words are a call back
  const anna = await company.hire('Anna', ANNA);
  const bela = await company.hire('Béla', BELA);
  for (const agent of [anna, bela]) await agent.press('logout');
  const customer = await company.customer('Zöld Kert', { owner_id: anna.id, tier: 'important', tags: ['garden'] });
  const deal = await house.ask('POST', '/deals', { card_id: customer.id, title: `Garden chairs ${house.mark}`, amount: 90_000, currency: 'HUF' });
  const login = await company.user(anna.name, 'agent', { agent_id: anna.id });
  const page = await company.sit();
  return {
    company, house, anna, bela, customer, deal, login, page,
    bar: page.getByRole('region', { name: 'Your call' }),
    chip: (state) => page.locator(`header button[data-state=${state}]`),
    desks: { bela: await bela.plugIn() },
  };
}

async function theShiftBegins(day) {
  const { company, page, login, anna } = day;
  await logIn(page, login);
  await page.waitForURL(/\/day$/);
  await page.getByRole('heading', { name: 'My day' }).waitFor();
  await page.getByRole('img', { name: 'Your phone is not connected' }).waitFor();
  await company.station(page, 'off-shift');
  day.desks.anna = await anna.plugIn();
  await page.getByRole('img', { name: 'Your phone is connected' }).waitFor();
  await page.locator('header').getByRole('button', { name: 'Log in to the shift' }).click();
  await day.chip('available').waitFor();
  await page.getByText('Nothing is waiting for you').waitFor();
  await company.station(page, 'my-day');
}

// A customer calls while Anna types: she is told who it is, and types on.
async function aCallIsAnnounced(day) {
  const { company, page, customer, anna, desks } = day;
  const other = await company.customer('Másik Bolt');
  await page.goto(`/cards/${other.id}`);
  const note = page.getByRole('textbox', { name: 'Note' });
  await note.pressSequentially('Asked for ');
  const shown = page.evaluate(
    (words) =>
      new Promise((seen) => {
        const look = () => document.body.innerText.includes(words) && (observer.disconnect(), seen(Date.now()));
        const observer = new MutationObserver(look);
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
        look();
      }),
    'Your phone is ringing',
  );
  day.caller = await customer.call();
  day.call = await desks.anna.next();
  console.log(`         the phone rang, and ${(await shown) - day.call.at} ms later the page showed it`);

  const toast = page.getByRole('status').filter({ hasText: 'Your phone is ringing' });
  for (const text of [customer.name, 'Important', anna.name, 'garden', 'leads the customer', /^Garden chairs .* · Lead$/]) {
    await toast.getByText(text).first().waitFor();
  }
  const left = () => toast.getByTitle(/seconds? left$/).innerText().then(Number);
  const before = await left();
  await until(async () => (await left()) < before, 'the countdown');
  await note.pressSequentially('a price list');
  want(await note.inputValue(), 'Asked for a price list', 'what was typed while the phone rang');
  await company.station(page, 'ringing');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('listitem').filter({ hasText: 'Asked for a price list' }).waitFor();
}

// The call is answered: the card opens, the bar counts, the caller waits with
// music, and half a note survives a reload.
async function aConversation(day) {
  const { company, page, bar, customer, caller, call, chip } = day;
  await call.answer();
  await page.waitForURL(`**/cards/${customer.id}`);
  await chip('talking').waitFor();
  const clock = bar.locator('strong .num');
  await until(async () => (await seconds(clock)) >= 2, 'two seconds on the clock');
  await caller.hears(ANNA);
  await company.station(page, 'talking');

  await bar.getByRole('button', { name: 'Hold' }).click();
  await bar.getByRole('button', { name: /^Back from hold/ }).waitFor();
  await caller.hearsMusic(ANNA);
  await company.station(page, 'on-hold');
  await bar.getByRole('button', { name: /^Back from hold/ }).click();
  await bar.getByRole('button', { name: 'Hold' }).waitFor();
  await caller.hears(ANNA);

  const note = page.getByRole('textbox', { name: 'Note' });
  await note.pressSequentially('Twelve of the green ones #inw');
  await page.getByRole('option', { name: /^#inwork/ }).waitFor();
  await company.station(page, 'hashtag');
  await note.press('Enter');
  want(await note.inputValue(), 'Twelve of the green ones #inwork ', 'the note');
  await page.reload();
  await until(async () => (await note.inputValue()) === 'Twelve of the green ones #inwork ', 'the note after a reload');
  await bar.getByRole('button', { name: 'Hold' }).waitFor();
  await note.press('Control+Enter');
  await page.getByRole('listitem').filter({ hasText: 'Twelve of the green ones' }).waitFor();
  await page.getByText(/: Lead → In work$/).first().waitFor();
}

// The caller hangs up: the wrap-up counts down and can be made longer; a digit
// says what came of it.
async function theWrapUp(day) {
  const { company, page, bar, caller, call, chip } = day;
  await caller.hangUp();
  await call.ended();
  await chip('wrapup').waitFor();
  const clock = bar.locator('strong .num');
  const before = await seconds(clock);
  await until(async () => (await seconds(clock)) < before, 'the wrap-up counting down');
  await page.getByRole('heading', { name: 'Timeline' }).click(); // out of the note, where digits are text
  await page.keyboard.press('1');
  await bar.getByRole('radio', { name: 'Invoice', checked: true }).waitFor();
  await bar.getByRole('button', { name: 'In two weeks' }).click();
  const now = await seconds(clock);
  await bar.getByRole('button', { name: /^\+\d+ min$/ }).click();
  await until(async () => (await seconds(clock)) > now, 'a longer wrap-up');
  await company.station(page, 'wrap-up');
  await page.keyboard.press('Control+Enter');
  await page.getByText('Outcome saved').waitFor();
  await chip('available').waitFor();
}

// The call, its recording, the deal and the task are where one looks for them.
async function whatCameOfIt(day) {
  const { company, house, page, customer, deal } = day;
  const ended = page.getByRole('listitem').filter({ hasText: 'Came in' }).first();
  await ended.getByText('Invoice').waitFor();
  const player = page.getByRole('group', { name: /^Recording of/ }).first();
  await player.getByRole('button', { name: 'Play recording' }).click();
  await player.getByRole('button', { name: 'Pause' }).waitFor();
  await until(async () => Number(await player.getByRole('slider').getAttribute('aria-valuenow')) >= 1, 'a second heard');
  await company.station(page, 'card');
  want((await house.ask('GET', `/deals/${deal.id}`)).stage, 'payment', 'the stage of the deal');
  await page.getByRole('link', { name: 'Tasks', exact: true }).click();
  const later = page.getByRole('region', { name: 'Later' });
  await later.getByText('Check that the invoice was paid').waitFor();
  want(await later.getByRole('listitem').filter({ hasText: customer.name }).count(), 2, 'tasks: of the outcome, and the next step');
  await company.station(page, 'tasks');
}

// A call rings in vain for the time of the policy, and goes to the next.
async function aCallIsMissed(day) {
  const { company, house, page, anna, bela, desks, chip } = day;
  await house.ask('PUT', '/policy', { ring_timeout_ms: 5_000 });
  const customer = await company.customer('Sietős', { owner_id: anna.id });
  const caller = await customer.call();
  const missed = await desks.anna.next();
  await bela.press('login');
  await missed.ended();
  const call = await desks.bela.next();
  await call.answer();
  await house.ask('PUT', '/policy', { ring_timeout_ms: 60_000 });
  await caller.hears(BELA);
  await caller.hangUp();
  await bela.is('wrapup');
  await bela.press('ready');
  await chip('available').waitFor();
  await page.getByRole('link', { name: 'My day' }).click();
  const line = page.getByRole('region', { name: 'Missed at your phone today' }).getByRole('listitem').filter({ hasText: customer.name });
  await line.getByText(`answered by ${bela.name}`).waitFor();
  await company.station(page, 'missed');
}

// One press rings the own phone, and then the customer's.
async function aCustomerIsCalled(day) {
  const { company, page, bar, customer, desks, chip } = day;
  await page.goto(`/cards/${customer.id}`);
  await page.getByRole('button', { name: /^Call \+?\d/ }).first().click();
  const own = await desks.anna.next();
  await page.getByText('Pick up: the customer is called then').waitFor();
  await company.station(page, 'own-phone-rings');
  await own.answer();
  await bar.getByText("The customer's phone is ringing").waitFor();
  const theirs = await company.phones.called();
  want(theirs.to, customer.number, 'who was called');
  await theirs.answer();
  await theirs.hears(ANNA);
  await bar.getByRole('button', { name: 'Hold' }).waitFor();
  await theirs.hangUp();
  await outcome(day, '4', 'Question');
  await chip('available').waitFor();
}

// outcome says in the wrap-up what came of the call.
async function outcome({ page, bar, chip }, digit, word) {
  await chip('wrapup').waitFor();
  await bar.getByRole('radio', { name: word }).waitFor();
  await page.keyboard.press(digit);
  await bar.getByRole('radio', { name: word, checked: true }).waitFor();
  await page.keyboard.press('Control+Enter');
}

async function aCallerIsHandedOver(day) {
  const { company, page, bar, customer, bela, desks, chip } = day;
  const caller = await customer.call();
  const call = await desks.anna.next();
  await call.answer();
  await caller.hears(ANNA);
  await bar.getByRole('button', { name: 'Hand over' }).click();
  await page.getByRole('menuitem', { name: bela.name }).click();
  const taken = await desks.bela.next();
  await bar.getByText(`Handed over to ${bela.name}`).waitFor();
  await taken.answer();
  await caller.hears(BELA);
  await company.station(page, 'handed-over');
  await bar.getByRole('button', { name: 'Ready' }).click();
  await chip('available').waitFor();
  await caller.hangUp();
  await bela.is('wrapup');
  await bela.press('logout');
}

// Nobody is there for a caller: they are owed a call, which one press makes.
async function aPauseAndACallBack(day) {
  const { company, house, page, bar, anna, customer, desks, chip } = day;
  await page.keyboard.press('Control+.');
  await page.getByRole('menuitem', { name: 'Lunch' }).click();
  await chip('paused').waitFor();
  await company.station(page, 'paused');
  const caller = await customer.call();
  const calls = () => house.ask('GET', '/desk').then((desk) => desk.calls);
  await until(async () => (await calls()).some((c) => c.card_id === customer.id && c.state === 'waiting'), 'the caller waits');
  await caller.hangUp();
  await until(async () => (await calls()).length === 0, 'the caller gone');
  await page.getByRole('link', { name: 'My day' }).click();
  const owed = page.getByRole('region', { name: 'To call back' }).getByRole('listitem').filter({ hasText: customer.name });
  await owed.waitFor();
  await page.keyboard.press('Control+Enter');
  await chip('available').waitFor();
  await company.station(page, 'owed');
  await owed.getByRole('button', { name: /^Call \+?\d/ }).click();
  await (await desks.anna.next()).answer();
  const theirs = await company.phones.called();
  await theirs.answer();
  await theirs.hears(ANNA);
  await until(async () => (await seconds(bar.locator('strong .num'))) >= 2, 'two seconds of talk');
  await theirs.hangUp();
  await page.getByRole('link', { name: 'My day' }).click();
  await owed.waitFor({ state: 'detached' });
  await outcome(day, '4', 'Question');
  await chip('available').waitFor();
  want((await anna.now()).state, 'available', 'Anna');
}

async function theShiftEnds(day) {
  const { page, anna, chip } = day;
  await chip('available').click();
  await page.getByRole('menuitem', { name: 'Log out of the shift' }).click();
  await anna.is('offline');
  await page.getByRole('button', { name: 'Your account' }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await page.waitForURL(/\/login/);
  await page.goto('/day');
  await page.waitForURL(/\/login/);
}
