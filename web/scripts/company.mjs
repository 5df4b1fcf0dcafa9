// A company of a story: those who work there, with telephones on their desks,
// and the browsers they sit at.
import { mkdirSync } from 'node:fs';
import { watch } from './browser.mjs';
import { until as untilWithin } from './house.mjs';
import { Phones } from './phones.mjs';

const PATIENCE = 60_000; // stories are about what happens, not about how fast
export const until = (fact, about) => untilWithin(fact, about, PATIENCE);
const shots = process.env.VONAL_SHOTS; // a folder: each station is pictured there, light and dark

export class Company {
  complaints = [];
  stations = 0;

  constructor(house, story) {
    Object.assign(this, { house, story });
    this.phones = new Phones();
  }

  // user makes somebody who may log in, with a password of their own.
  async user(name, role, more) {
    const secret = Math.random().toString(36).slice(2);
    const user = { login: `${role}-${secret.slice(0, 8)}`, name, role, password: `violet harbour ${secret}`, ...more };
    await this.house.ask('POST', '/users', user);
    return user;
  }

  // hire makes an agent who can be called as soon as their phone is plugged in.
  async hire(name, tone) {
    const agent = await this.house.agent(name);
    const state = () => this.house.ask('GET', `/agents/${agent.id}`);
    return {
      ...agent,
      now: state,
      is: (wanted) => until(async () => (await state()).state === wanted, `${name} is ${wanted}`),
      press: (button, form) => this.house.ask('POST', `/agents/${agent.id}/${button}`, form),
      plugIn: () => this.phones.plug(agent.sip, tone),
    };
  }

  // customer makes a card with a number nobody else has.
  async customer(name, more) {
    const number = `+3630${Math.floor(1_000_000 + Math.random() * 8_999_999)}`;
    const card = await this.house.ask('POST', '/cards', { name: `${name} ${this.house.mark}`, phones: [number], allow_duplicate: true, ...more });
    return { ...card, number, call: () => this.phones.call(number) };
  }

  // sit opens a browser in which nobody is logged in yet.
  async sit(how) {
    const page = await this.house.page({ state: null, ...how });
    page.setDefaultTimeout(PATIENCE);
    page.on('dialog', (dialog) => void dialog.accept());
    this.complaints.push(watch(page));
    return page;
  }

  // station is a place in the story worth a look.
  async station(page, name) {
    this.stations++;
    if (!shots) return;
    mkdirSync(shots, { recursive: true });
    for (const colorScheme of ['dark', 'light']) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${shots}/${this.story}-${String(this.stations).padStart(2, '0')}-${name}-${colorScheme}.png` });
    }
  }

  // close sends everybody home; what a browser has complained about is a fault.
  async close() {
    await this.phones.leave();
    const all = this.complaints.flat();
    if (all.length) throw new Error(`the browser complains: ${all.join('; ')}`);
  }
}

// logIn is done as anybody does it.
export async function logIn(page, { login, password }) {
  await page.goto('/');
  await page.getByLabel('Login').fill(login);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
}

// go follows the navigation.
export const go = (page, place) => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: place, exact: true }).click();

// inCompany tells a story in a company that is closed after it. What the story
// came to counts for more than how the closing went.
export async function inCompany(house, story, tell) {
  const company = new Company(house, story);
  try {
    await tell(company);
  } catch (err) {
    await company.close().catch(() => {});
    throw err;
  }
  await company.close();
}

// seconds reads a clock of the page, whichever way it runs: −1:05 is 65.
export async function seconds(clock) {
  const [s, m = 0, h = 0] = (await clock.innerText()).replace('−', '').split(':').reverse().map(Number);
  return s + 60 * m + 3600 * h;
}
