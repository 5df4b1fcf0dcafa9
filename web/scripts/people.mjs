// Promises about those who take calls: who is away, pauses, shifts, and what
// makes customers important.
import { logIn } from './browser.mjs';
import { until, want } from './house.mjs';

export const peoplePromises = {
  'somebody who is away has a deputy on the list of agents, and is back by a button': async (h) => {
    const away = await h.agent('Away');
    const deputy = await h.agent('Deputy');
    const page = await h.page();
    await page.goto('/absences');
    await page.getByRole('button', { name: 'Add an absence' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'Who' }).click();
    await page.getByRole('option', { name: away.name }).click();
    await dialog.getByRole('combobox', { name: 'Deputy' }).click();
    await page.getByRole('option', { name: deputy.name }).click();
    await dialog.getByLabel('Reason').fill('Dentist');
    await dialog.getByRole('button', { name: 'Add' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('region', { name: 'Away now' }).getByText(away.name).first().waitFor();
    await page.getByRole('link', { name: 'Agents' }).last().click();
    await page.getByRole('row', { name: away.name }).getByText(`deputy ${deputy.name}`).waitFor();
    await page.goto('/absences');
    await page.getByRole('button', { name: `${away.name} is back` }).click();
    await until(async () => Date.parse((await h.ask('GET', `/absences?agent_id=${away.id}`)).items[0].to) <= Date.now() + 1000, 'the end');
    await page.getByRole('region', { name: 'Past' }).getByText(away.name).waitFor();
  },

  'an agent pauses for a reason of the list, and a shift ends and begins by a button': async (h) => {
    const key = `demo_${h.mark}`;
    await h.ask('PUT', '/pause-reasons', { key, labels: { en: `Yoga ${h.mark}` }, place: 50 }, { 'If-Match': '*' });
    const agent = await h.agent('Shift');
    const login = `shift-${h.mark}-${Math.floor(Math.random() * 1e6)}`;
    const password = `violet harbour ${h.mark} ${Math.random().toString(36).slice(2)}`;
    await h.ask('POST', '/users', { login, name: agent.name, role: 'agent', password, agent_id: agent.id });
    const page = await h.page({ state: await logIn(h.browser, h.base, login, password) });
    const now = () => h.ask('GET', `/agents/${agent.id}`);
    await page.goto('/desk');
    await page.locator('header button[data-state]').click();
    await page.getByRole('menuitem', { name: `Yoga ${h.mark}` }).click();
    await until(async () => (await now()).reason === key, 'the pause');
    await page.locator('header button[data-state=paused]').click();
    await page.getByRole('menuitem', { name: 'Log out of the shift' }).click();
    await until(async () => (await now()).state === 'offline', 'the end of the shift');
    await page.locator('header').getByRole('button', { name: 'Log in to the shift' }).click();
    await until(async () => (await now()).state !== 'offline', 'the beginning of the shift');
    const admin = await h.page();
    await admin.goto('/settings/pauses');
    await admin.getByRole('button', { name: `Remove Yoga ${h.mark}` }).click();
    await until(async () => !(await h.ask('GET', '/pause-reasons')).items.some((r) => r.key === key), 'the list without it');
  },

  'a rule makes a customer important, and the card says by what': async (h) => {
    const tag = `seminar-${h.mark}`;
    const card = await h.ask('POST', '/cards', { name: `Guest ${h.mark}`, tags: [tag], allow_duplicate: true });
    const before = (await h.ask('GET', '/tier-rules')).items.length;
    const page = await h.page();
    await page.goto('/settings/growth');
    const part = page.getByRole('region', { name: 'What makes a customer important' });
    await part.getByRole('button', { name: 'Add a rule' }).click();
    const rule = part.getByRole('group', { name: `Rule ${before + 1}` });
    await rule.getByRole('combobox', { name: 'By' }).click();
    await page.getByRole('option', { name: 'A tag of the card' }).click();
    await rule.getByLabel('Tag').fill(tag);
    await part.getByRole('button', { name: 'Save' }).click();
    await until(async () => (await h.ask('GET', '/tier-rules')).items.length === before + 1, 'the rule');
    await page.goto(`/cards/${card.id}`);
    await page.getByText(`by the tag ${tag}`).waitFor();
    want((await h.ask('GET', `/cards/${card.id}`)).tier_now.tier, 'important', 'the tier that counts');
    const rest = (await h.ask('GET', '/tier-rules')).items.filter((r) => r.tag !== tag);
    await h.ask('PUT', '/tier-rules', { items: rest }, { 'If-Match': '*' });
  },

  'an agent is given a laptop and a mobile phone, and sees them': async (h) => {
    const agent = await h.agent('Phones');
    const list = async () => (await h.ask('GET', `/agents/${agent.id}/phones`)).items;
    const page = await h.page();
    await page.goto('/agents');
    const row = page.getByRole('row', { name: agent.name });
    await row.getByRole('button', { name: `Actions for ${agent.name}` }).click();
    await page.getByRole('menuitem', { name: `Phones of ${agent.name}` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Add a phone' }).click();
    await dialog.getByLabel('Name').fill('Laptop');
    await dialog.getByLabel('Rings for').fill('8');
    await dialog.getByRole('button', { name: 'Add a phone' }).click();
    await dialog.getByText('The password is shown only now').waitFor();
    const laptop = (await list()).find((p) => p.name === 'Laptop');
    want(laptop.ring_ms, 8000, 'how long it rings');
    await dialog.getByText(laptop.address).waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await dialog.getByRole('button', { name: 'Add a mobile phone' }).click();
    await dialog.getByLabel('Number').fill('nobody');
    await dialog.getByRole('button', { name: 'Add a phone' }).click();
    await dialog.getByText('telephone number').waitFor();
    await dialog.getByLabel('Number').fill('+36 20 123 4567');
    await dialog.getByRole('button', { name: 'Add a phone' }).click();
    await dialog.getByText('06 20 123 4567').waitFor();
    await dialog.getByRole('button', { name: 'New password for Laptop' }).click();
    await dialog.getByText('must type the new password').waitFor();
    await dialog.getByRole('button', { name: 'New password for Laptop' }).click();
    await dialog.getByText('The password is shown only now').waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await dialog.getByRole('button', { name: 'Remove Laptop' }).click();
    await dialog.getByText('cannot register any more').waitFor();
    await dialog.getByRole('button', { name: 'Remove Laptop' }).click();
    await until(async () => (await list()).length === 2, 'the phones without the laptop');
    const login = `phones-${h.mark}-${Math.floor(Math.random() * 1e6)}`;
    const password = `violet harbour ${h.mark} ${Math.random().toString(36).slice(2)}`;
    await h.ask('POST', '/users', { login, name: agent.name, role: 'agent', password, agent_id: agent.id });
    const own = await h.page({ state: await logIn(h.browser, h.base, login, password) });
    await own.goto('/profile');
    await own.getByRole('region', { name: 'Your phones' }).getByText('06 20 123 4567').waitFor();
  },
};
