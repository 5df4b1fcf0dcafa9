// The server under test and the browsers in it.
import { logIn } from './browser.mjs';

const PATIENCE = 15_000;

// until waits for a fact; it fails with what the fact is about.
export async function until(fact, about, patience = PATIENCE) {
  const end = Date.now() + patience;
  for (;;) {
    const got = await fact();
    if (got) return got;
    if (Date.now() > end) throw new Error(`never came: ${about}`);
    await new Promise((done) => setTimeout(done, 150));
  }
}

export function want(got, wanted, about) {
  if (got !== wanted) throw new Error(`${about}: want ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`);
}

// cable stands between a page that is not loaded yet and the server: it can be
// pulled, and put in again.
export async function cable(page) {
  let pulled = false;
  let server;
  await page.routeWebSocket(/\/connection\/websocket/, (ws) => {
    if (pulled) return void ws.close();
    server = ws.connectToServer();
  });
  return {
    pull: async () => {
      pulled = true;
      await page.context().setOffline(true);
      await server.close();
    },
    plug: async () => {
      pulled = false;
      await page.context().setOffline(false);
    },
  };
}

export class House {
  contexts = [];
  made = [];

  static async enter(browser, base, login, password) {
    const house = new House();
    Object.assign(house, { browser, base, login, password });
    house.admin = await logIn(browser, base, login, password);
    house.context = await browser.newContext({ baseURL: base, storageState: house.admin });
    house.mark = Date.now().toString(36).slice(-5);
    return house;
  }

  // page opens a browser of its own; as nobody, with no session.
  async page({ state = this.admin, width = 1280, lang = 'en', dark = false, installed = false } = {}) {
    const context = await this.browser.newContext({
      baseURL: this.base,
      viewport: { width, height: 860 },
      locale: lang,
      colorScheme: dark ? 'dark' : 'light',
      storageState: state ?? undefined,
      reducedMotion: 'reduce',
      serviceWorkers: installed ? 'allow' : 'block', // a promise sees every request, unless it is about the worker
    });
    context.setDefaultTimeout(PATIENCE);
    this.contexts.push(context);
    return context.newPage();
  }

  // ask calls the API as the administrator and answers the body.
  async ask(method, path, data, headers) {
    const answer = await this.context.request.fetch(`/api/v1${path}`, { method, data, headers });
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
    const text = await answer.text();
    return text ? JSON.parse(text) : undefined;
  }

  // agent makes one with an extension nobody has; tidy removes it again.
  async agent(name) {
    const { items } = await this.ask('GET', '/agents');
    const taken = new Set(items.map((a) => a.extension));
    let extension = 70_000 + Math.floor(Math.random() * 9_000);
    while (taken.has(String(extension))) extension++;
    const agent = await this.ask('POST', '/agents', { name: `${name} ${this.mark}`, extension: String(extension) });
    this.made.push(agent.id);
    return agent;
  }

  // asAgent makes an agent and opens a browser in which they are logged in.
  async asAgent(name, how = {}) {
    const agent = await this.agent(name);
    const secret = Math.random().toString(36).slice(2);
    const login = `${name.toLowerCase()}-${this.mark}-${secret.slice(0, 6)}`;
    const password = `violet harbour ${this.mark} ${secret}`;
    await this.ask('POST', '/users', { login, name: agent.name, role: 'agent', password, agent_id: agent.id });
    return { agent, page: await this.page({ ...how, state: await logIn(this.browser, this.base, login, password) }) };
  }

  async tidy() {
    for (const c of this.contexts.splice(0)) {
      for (const page of c.pages()) await page.unrouteAll({ behavior: 'ignoreErrors' }); // what a page was still asking for
      await c.close();
    }
    for (const id of this.made.splice(0)) await this.context.request.delete(`/api/v1/agents/${id}`);
  }

  leave() {
    return this.context.close();
  }
}
