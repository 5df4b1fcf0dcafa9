// The pages as pictures: how each scene is reached. A scene with "as" or "now"
// sees a server whose answers are altered on their way, so that moments which
// pass quickly, or never come by themselves, can be looked at.
import { aDuty, owe } from './duties.mjs';
import { dialogScenes } from './dialog-scenes.mjs';
import { frameScenes } from './frame-scenes.mjs';
import { first, opened, settle, unfolded } from './scene.mjs';

const ago = (s) => new Date(Date.now() - s * 1000).toISOString();
const account = { password: 'x7Kd-92mQ-pLw4-Tz8c', domain: '192.168.10.4:5060', provisioning: { path: '/api/v1/provisioning/scene', expires_at: ago(-15 * 60) } };

const because = [{ code: 'free', for_ms: 412_000 }, { code: 'tried', times: 1 }];

// moment puts the first agent of the desk into a state with a call.
export function moment(desk, state) {
  const agent = desk.agents[0];
  if (!agent) return desk;
  const card = desk.calls.find((c) => c.card_id);
  const call = {
    id: 'scene', direction: 'inbound', from: '+36301234567', from_name: null, to: '+3615550000', state: state === 'wrapup' ? 'ended' : state,
    disposition: state === 'wrapup' ? 'answered' : null, agent_id: agent.id, card_id: card?.card_id ?? null, card_name: 'Szabó Bútorház Kft', tier: 'key',
    started_at: ago(140), answered_at: state === 'ringing' ? null : ago(134), ended_at: null, wait_ms: state === 'ringing' ? null : 6_000, talk_ms: null,
    wrapup_ms: null, recording_id: null, recording: null, outcome: null, note: null,
    offers: [
      { agent_id: desk.agents[1]?.id ?? agent.id, offered_at: ago(8), ringing_at: ago(7), ended_at: ago(2), result: 'missed', because: [because[0]] },
      { agent_id: agent.id, offered_at: ago(2), ringing_at: ago(1), ended_at: null, result: null, because },
    ],
  };
  const own = {
    ...agent, state, state_since: ago(state === 'talking' ? 134 : 2), state_until: state === 'wrapup' ? ago(-161) : null, call_id: call.id, phone_up: true, reason: null,
  };
  return { ...desk, agents: [own, ...desk.agents.slice(1)], calls: state === 'wrapup' ? desk.calls : [call, ...desk.calls] };
}

// table is one of customers, some of whom cannot be taken.
export const table = (mark) =>
  'Név;Telefonszám;E-mail;Felelős\n' +
  `Szabó Bútorház ${mark};06 30 ${mark};info@szabo.example;\nKovács ${mark};;kovacs-${mark}@example.com;\n` +
  'Rossz szám;3,63012E+11;;\nRossz felelős;;;Nobody Known\n;;x@example.com;\n';

// upload gives a table to the page of imports.
export async function upload(page, content) {
  await page.locator('input[type=file]').setInputFiles({ name: 'ugyfelek.csv', mimeType: 'text/csv', buffer: Buffer.from(content) });
  await page.waitForURL(/\/imports\/[0-9a-f-]+$/);
  await page.locator('table input').first().waitFor();
}

// owing goes to a page of a company that owes calls back.
async function owing(page, path) {
  const { agents } = await (await page.request.get('/api/v1/desk')).json();
  const cards = [];
  for (const [i, name] of ['Szabó Bútorház Kft', 'Иван Петров', 'Kovács Péter', '', 'Northern Logistics and Warehousing Limited'].entries()) {
    const made = await page.request.post('/api/v1/cards', { data: { name: name || 'Nobody', allow_duplicate: true }, headers: { 'Idempotency-Key': `scene-owed-${i}` } });
    cards.push({ ...(await made.json()), name, tier: i === 0 ? 'key' : 'normal', owner_id: i === 3 ? null : (agents[i]?.id ?? null) });
  }
  const [a, b, c, d, e] = cards;
  const done = (by, more) => ({ closed_at: ago(900), closed_by: by, ...more });
  await owe(page, [
    aDuty('d1', a, -134, { calls: 4 }), aDuty('d2', b, -12), aDuty('d3', c, 7, { calls: 2 }), aDuty('d4', d, 14), aDuty('d5', e, 900),
    aDuty('d6', a, -60, done('talk', { closed_call_id: 'scene' })), aDuty('d7', b, -300, done('reason', { reason: 'not_reached', calls: 5 })),
    aDuty('d8', c, -900, done('reason', { reason: 'They have sold the shop and moved to Spain; nobody there needs anything from us.' })), aDuty('d9', d, -1500, done('merged')),
  ]);
  await page.route(/\/api\/v1\/me$/, async (route) => route.fulfill({ json: { ...(await (await route.fetch()).json()), agent_id: agents[0]?.id ?? null } }));
  await page.goto(typeof path === 'string' ? path : path(cards));
  await page.locator('h1').first().waitFor({ state: 'attached' });
  await settle(page);
}

// planned goes to a customer about whom rules will raise tasks.
async function planned(page) {
  const made = async (path, data) => (await page.request.post(`/api/v1/${path}`, { data, headers: { 'Idempotency-Key': `scene-planned-${path}` } })).json();
  const card = await made('cards', { name: 'Tóth és Társa Bt.', allow_duplicate: true });
  await made('deals', { card_id: card.id, title: 'Office chairs', amount: 90_000, currency: 'HUF', stage: 'fulfilled' });
  await page.goto(`/cards/${card.id}`);
  await page.locator('#card-coming').waitFor({ timeout: 8_000 });
  await settle(page);
  await page.locator('#card-coming').scrollIntoViewIfNeeded();
}

// Where customers stand about whom there is something to tell.
const known = '/cards?tier=important&sort=-last_contact';

export const scenes = [
  { name: 'login', path: '/login', anonymous: true },
  { name: 'setup', path: '/setup#token', anonymous: true },
  { name: 'desk', path: '/desk' },
  { name: 'profile', path: '/profile' },
  { name: 'settings-users', path: '/settings/users' },
  { name: 'settings-roles', path: '/settings/roles' },
  { name: 'settings-teams', path: '/settings/teams' },
  { name: 'team', path: '/settings/teams', act: (page) => opened(page, 'button:has(.tabler-icon-plus)') },
  { name: 'settings-audit', path: '/settings/audit' },
  { name: 'settings-jobs', path: '/settings/jobs' },
  { name: 'settings-follow-ups', path: '/settings/follow-ups' },
  { name: 'follow-up-rule', path: '/settings/follow-ups', act: (page) => opened(page, 'li button:has(.tabler-icon-pencil)') },
  { name: 'coming', path: '/cards', act: planned },
  {
    name: 'why',
    path: '/desk',
    act: async (page) => {
      const button = await first(page, 'section[aria-labelledby="calls-now"] li button, section[aria-labelledby="lately"] li button');
      if (!button) return false;
      await button.click();
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'calls', path: '/calls' },
  {
    name: 'player',
    path: '/calls?result=answered',
    act: async (page) => {
      const button = await first(page, 'tbody button[aria-expanded]');
      if (!button) return false;
      await button.click();
      await page.locator('table [role=slider]').waitFor();
      await page.waitForTimeout(1200);
    },
  },
  { name: 'duties', path: '/duties', act: (page) => owing(page, '/duties') },
  { name: 'duties-closed', path: '/duties', act: (page) => owing(page, '/duties?state=closed') },
  { name: 'duties-why', path: '/duties', act: (page) => owing(page, '/duties').then(() => opened(page, 'tbody button:has-text("…")')) },
  { name: 'duties-desk', path: '/duties', act: (page) => owing(page, '/desk') },
  { name: 'duties-card', path: '/duties', act: (page) => owing(page, (cards) => `/cards/${cards[0].id}`) },
  { name: 'empty-duties', path: '/duties', empty: true },
  { name: 'cards', path: '/cards' },
  { name: 'tasks', path: '/tasks?whose=all' },
  {
    name: 'task',
    path: '/tasks?whose=all',
    act: async (page) => {
      const made = await page.request.post('/api/v1/tasks', {
        data: {
          title: 'Prepare the contract for Szabó Bútorház', note: 'They want it before the fair.', due_local: '2026-12-04T10:00', zone: 'Europe/Budapest',
          checklist: [{ text: 'Ask for the address', done: true }, { text: 'Send it', done: false }],
        },
        headers: { 'Idempotency-Key': 'scene-task' },
      });
      const { id } = await made.json();
      await page.request.post(`/api/v1/tasks/${id}/comments`, { data: { text: 'The address is on the card.' }, headers: { 'Idempotency-Key': 'scene-said' } });
      const change = (data) => page.request.patch(`/api/v1/tasks/${id}`, { data, headers: { 'If-Match': '*' } });
      await change({ priority: 'high', due_local: '2027-01-11T10:00', zone: 'Europe/Budapest' });
      await change({ checklist: [{ text: 'Ask for the address', done: true }] });
      await page.goto(`/tasks?whose=all&task=${id}`);
      await page.getByRole('dialog').waitFor();
      await settle(page);
      await page.getByRole('dialog').locator('section').last().locator('li').last().scrollIntoViewIfNeeded();
    },
  },
  { name: 'projects', path: '/projects' },
  {
    name: 'project',
    path: '/projects',
    act: async (page) => {
      const made = await page.request.post('/api/v1/projects', { data: { title: 'Autumn fair' }, headers: { 'Idempotency-Key': 'scene-project' } });
      const { id } = await made.json();
      for (const title of ['Book the stand', 'Order the roll-ups', 'Invite the best customers'])
        await page.request.post('/api/v1/tasks', { data: { title, project_id: id }, headers: { 'Idempotency-Key': `scene ${title}` } });
      await page.goto(`/projects/${id}`);
      await settle(page);
    },
  },
  { name: 'imports', path: '/imports' },
  { name: 'import-columns', path: '/imports', act: (page) => upload(page, table('1234567')) },
  {
    name: 'import-checked',
    path: '/imports',
    act: async (page) => {
      await upload(page, table('1234567'));
      await page.locator('[data-act=check]').click();
      await page.locator('[data-act=run]').waitFor();
    },
  },
  {
    name: 'import-done',
    path: '/imports',
    act: async (page) => {
      await upload(page, table('1234567'));
      await page.locator('[data-act=check]').click();
      await page.locator('[data-act=run]').waitFor();
      if (await page.locator('[data-act=run]').isDisabled()) return; // the scene before has made these cards
      await page.locator('[data-act=run]').click();
      await page.locator('[data-act=undo]').waitFor();
    },
  },
  { name: 'duplicates', path: '/duplicates' },
  { name: 'settings-fields', path: '/settings/fields' },
  { name: 'settings-outcomes', path: '/settings/outcomes' },
  {
    name: 'settings-outcome',
    path: '/settings/outcomes',
    act: async (page) => {
      await page.locator('main ol li button').nth(2).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  ...Object.entries({ deals: '', 'deals-deadlines': '?view=deadlines', 'deals-list': '?view=list' }).map(([name, view]) => ({ name, path: `/deals${view}` })),
  { name: 'settings-deals', path: '/settings/deals' },
  { name: 'cards-nothing', path: '/cards?q=zzzqqq' },
  {
    name: 'card',
    path: known,
    act: async (page) => {
      const link = await first(page, 'tbody a');
      if (!link) return false;
      await link.click();
      await page.locator('h1').waitFor();
      await settle(page);
      const offers = await first(page, 'ol button[aria-expanded]');
      await offers?.click();
      await page.waitForTimeout(900);
    },
  },
  {
    name: 'card-edit',
    path: known,
    act: async (page) => {
      const link = await first(page, 'tbody a');
      if (!link) return false;
      await link.click();
      const number = page.locator('section:first-of-type dd button:has(svg)').last();
      await number.waitFor();
      await number.click();
      await page.locator('form input[type=email]').first().waitFor();
    },
  },
  { name: 'agents', path: '/agents' },
  { name: 'settings-numbers', path: '/settings/numbers' },
  { name: 'settings-prompts', path: '/settings/prompts' },
  { name: 'number-new', path: '/settings/numbers', act: (page) => opened(page, 'h1 ~ button') },
  { name: 'hours-new', path: '/settings/numbers', act: (page) => opened(page, 'h2 ~ button') },
  { name: 'settings-pauses', path: '/settings/pauses' },
  { name: 'settings-growth', path: '/settings/growth' },
  { name: 'absences', path: '/absences' },
  {
    name: 'absence-new',
    path: '/absences',
    act: async (page) => {
      await page.locator('main button').first().click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'agent-edit',
    path: '/agents',
    act: async (page) => {
      const row = await first(page, 'tbody tr td:last-child button');
      if (!row) return false;
      await row.click();
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'agent-phones',
    path: '/agents',
    act: async (page) => {
      const row = await first(page, 'tbody tr td:last-child button');
      if (!row) return false;
      await row.click();
      await page.locator('[role=menuitem]:has(.tabler-icon-device-landline-phone)').click();
      await page.locator('[role=dialog] li').first().waitFor();
    },
  },
  {
    name: 'agent-new',
    path: '/agents',
    act: async (page) => {
      const button = await first(page, 'main button');
      if (!button) return false;
      await button.click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'agent-made',
    path: '/agents',
    made: true,
    act: async (page) => {
      const button = await first(page, 'main button');
      if (!button) return false;
      await button.click();
      await page.locator('[role=dialog] input').first().fill('Gábor Tóth');
      await page.locator('[role=dialog] button[type=submit]').click();
      await page.locator('[role=dialog] [role=img]').waitFor();
    },
  },
  { name: 'settings', path: '/settings' },
  ...frameScenes,
  ...dialogScenes,
  {
    name: 'settings-refused',
    path: '/settings',
    act: async (page) => {
      const field = await first(page, '#ring_timeout_ms:not([readonly])');
      if (!field) return false;
      await field.fill('0');
      await page.locator('form button[type=submit]').click();
      await page.locator('#ring_timeout_ms[aria-invalid=true]').waitFor();
    },
  },
  {
    name: 'menu',
    path: '/desk',
    act: (page) => unfolded(page, 'header button[aria-haspopup=menu] >> nth=-1'),
  },
  { name: 'ringing', path: '/desk', now: 'ringing' },
  { name: 'talking', path: '/desk', now: 'talking' },
  { name: 'wrapup', path: '/desk', now: 'wrapup' },
  { name: 'empty-desk', path: '/desk', empty: true },
  { name: 'empty-calls', path: '/calls', empty: true },
  { name: 'empty-cards', path: '/cards', empty: true },
  { name: 'empty-agents', path: '/agents', empty: true },
  {
    name: 'lost',
    path: '/desk',
    lost: true,
    act: async (page) => {
      await page.waitForTimeout(1_900);
    },
  },
];

// arrange alters the server's answers as the scene wants them. It answers a list
// to which what could not be altered is added.
export async function arrange(page, scene) {
  const troubles = [];
  const altered = scene.now || scene.empty || scene.lost || scene.made;
  if (!altered) return troubles;
  const answer = (address, with_) =>
    page.route(address, async (route) => {
      try {
        await with_(route);
      } catch (err) {
        troubles.push(`not as arranged: ${String(err).split('\n')[0]}`);
        await route.abort().catch(() => undefined);
      }
    });
  const deskNow = async () => (await page.request.get('/api/v1/desk')).json();
  let down = false;
  await page.routeWebSocket(/\/connection\/websocket/, (ws) => {
    if (down) return void ws.close();
    ws.onMessage((data) => {
      for (const line of String(data).split('\n').filter(Boolean)) {
        const { id, connect, subscribe } = JSON.parse(line);
        if (connect) ws.send(JSON.stringify({ id, connect: { client: 'scene', version: '0', ping: 25, pong: true } }));
        if (subscribe) ws.send(JSON.stringify({ id, subscribe: {} }));
      }
    });
    if (scene.lost) {
      setTimeout(() => {
        down = true;
        void ws.close();
      }, 700);
    }
  });
  const none = { items: [], next_cursor: null };
  if (scene.empty) {
    await answer(/\/api\/v1\/(calls|cards|duties|tasks|follow-ups)(\?|$)/, (route) => route.fulfill({ json: none }));
  }
  if (scene.made) {
    await answer(/\/api\/v1\/agents$/, (route) => {
      const { name, extension, level } = route.request().postDataJSON();
      return route.fulfill({
        status: 201,
        json: {
          id: 'scene', name, extension, level, state: 'unreachable', state_since: ago(0), state_until: null, reason: null, next_pause: null, call_id: null,
          phone_up: false, misses: 0, extended: 0, version: 1, sip: { ...account, username: `agent-${extension}` },
        },
      });
    });
  }
  await answer(/\/api\/v1\/desk$/, async (route) => {
    const desk = await (await route.fetch()).json();
    if (scene.now) return route.fulfill({ json: moment(desk, scene.now) });
    if (scene.empty) {
      const today = { ...desk.today, offered: 0, answered: 0, missed: 0, service_level: null, average_wait_ms: null };
      return route.fulfill({ json: { ...desk, agents: [], calls: [], today } });
    }
    return route.fulfill({ json: desk });
  });
  if (scene.now) {
    await answer(/\/api\/v1\/me$/, async (route) => {
      const me = await (await route.fetch()).json();
      return route.fulfill({ json: { ...me, agent_id: (await deskNow()).agents[0]?.id ?? null } });
    });
    await answer(/\/api\/v1\/calls\/scene$/, async (route) => {
      const call = moment(await deskNow(), 'talking').calls[0];
      return route.fulfill({ json: { ...call, state: 'ended', disposition: 'answered', ended_at: ago(19), talk_ms: 115_000 } });
    });
  }
  return troubles;
}
