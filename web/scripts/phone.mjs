// Promises about an agent's page while their phone rings, and after the call.
import { until, want } from './house.mjs';
import { moment } from './scenes.mjs';

// atThePhone is the page of an agent whose phone rings, or who talks or wraps up:
// what the server says of it is made up, so that the moment can be stretched.
export async function atThePhone(h, state = 'ringing', customer = {}) {
  const agent = await h.agent('Phone');
  const card = await h.ask('POST', '/cards', { name: `Caller ${h.mark}`, allow_duplicate: true, ...customer });
  const real = await h.ask('GET', '/desk');
  const before = { ...real, agents: [agent, ...real.agents.filter((a) => a.id !== agent.id)], calls: [] };
  const desk = moment(before, state);
  const call = { ...moment(before, state === 'wrapup' ? 'talking' : state).calls[0], card_id: card.id, card_name: card.name };
  const page = await h.page();
  let socket;
  await page.routeWebSocket(/\/connection\/websocket/, (ws) => {
    ws.onMessage((data) => {
      for (const line of String(data).split('\n').filter(Boolean)) {
        const { id, connect, subscribe } = JSON.parse(line);
        if (connect) ws.send(JSON.stringify({ id, connect: { client: 'e2e', version: '0', ping: 25, pong: true } }));
        if (subscribe) {
          ws.send(JSON.stringify({ id, subscribe: {} }));
          socket = ws;
        }
      }
    });
  });
  await page.route(/\/api\/v1\/desk$/, (route) => route.fulfill({ json: { ...desk, calls: state === 'wrapup' ? [] : [call] } }));
  await page.route(/\/api\/v1\/calls\/scene$/, (route) => route.fulfill({ json: { ...call, state: 'ended', disposition: 'answered', ended_at: call.answered_at, talk_ms: 115_000 } }));
  await page.route(/\/api\/v1\/calls\/scene\/effects$/, (route) => route.fulfill({ json: { items: [], next_cursor: null } }));
  await page.route(/\/api\/v1\/me$/, async (route) => {
    const me = await (await route.fetch()).json();
    return route.fulfill({ json: { ...me, agent_id: agent.id } });
  });
  const publish = async (data) => {
    await until(() => socket, 'the subscription');
    socket.send(JSON.stringify({ push: { channel: 'desk', pub: { data } } }));
  };
  return { page, publish, call, own: desk.agents[0] };
}

export const phonePromises = {
  'the ringing phone shows without taking the keyboard; answered, the card opens': async (h) => {
    const { page, publish, call, own } = await atThePhone(h);
    await page.goto('/desk');
    await page.getByText('Your phone is ringing').waitFor();
    await page.keyboard.press('Control+K');
    const field = page.getByRole('combobox', { name: 'Search and commands' });
    await field.fill('half a na');
    await publish({ type: 'agent', agent: { ...own, version: own.version + 1 } });
    want(await field.evaluate((e) => e === document.activeElement), true, 'the keyboard stays in the field');
    await publish({ type: 'call', call: { ...call, state: 'talking', answered_at: new Date().toISOString() } });
    await publish({ type: 'agent', agent: { ...own, state: 'talking', version: own.version + 2 } });
    await page.waitForURL(new RegExp(`/cards/${call.card_id}$`));
  },

  'a call answered while something is not saved offers its card and leaves the form alone': async (h) => {
    const { page, publish, call, own } = await atThePhone(h);
    const other = await h.ask('POST', '/cards', { name: `Typing ${h.mark}` });
    await page.goto(`/cards/${other.id}`);
    await page.getByRole('heading', { level: 1 }).getByRole('button').click();
    await page.getByRole('textbox', { name: 'Name' }).fill('half a name');
    await publish({ type: 'call', call: { ...call, state: 'talking', answered_at: new Date().toISOString() } });
    await publish({ type: 'agent', agent: { ...own, state: 'talking', version: own.version + 1 } });
    await page.getByRole('region', { name: 'Your call' }).getByRole('link', { name: 'Open card' }).waitFor();
    want(await page.getByRole('textbox', { name: 'Name' }).inputValue(), 'half a name', 'what was typed');
    want(new URL(page.url()).pathname, `/cards/${other.id}`, 'the page');
  },

  'the ringing phone tells who leads the customer and what they may buy, and what comes late moves nothing': async (h) => {
    const owner = await h.agent('Owner');
    const { page, call } = await atThePhone(h, 'ringing', { owner_id: owner.id, tags: ['furniture'] });
    await h.ask('POST', '/deals', { card_id: call.card_id, title: `Chairs ${h.mark}`, amount: 90_000, currency: 'HUF' });
    let go;
    const held = new Promise((done) => (go = done));
    await page.route(/\/api\/v1\/(cards\/[^/]+(\/timeline)?|deals)(\?|$)/, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto('/desk');
    const toast = page.getByRole('status').filter({ hasText: 'Your phone is ringing' });
    await toast.getByText('Why you').waitFor();
    const before = await toast.boundingBox();
    go();
    for (const text of [/^Chairs .* · Lead$/, owner.name, 'furniture', 'No conversation yet']) await toast.getByText(text).waitFor();
    want(JSON.stringify(await toast.boundingBox()), JSON.stringify(before), 'where the toast stands');
  },

  'what is noted while they talk goes on in the wrap-up, for who is typing, too': async (h) => {
    const { page, publish, call, own } = await atThePhone(h, 'talking');
    await page.goto('/desk');
    const bar = page.getByRole('region', { name: 'Your call' });
    await bar.getByRole('button', { name: 'Note' }).waitFor();
    await page.keyboard.press('n');
    const note = bar.getByRole('textbox', { name: 'Note' });
    await note.waitFor();
    await page.keyboard.type('They want 5 chairs');
    want(await bar.getByRole('button', { name: /Save/ }).count(), 0, 'ways to save before the call is over');
    await publish({ type: 'call', call: { ...call, state: 'ended', disposition: 'answered', ended_at: new Date().toISOString() } });
    await publish({ type: 'agent', agent: { ...own, state: 'wrapup', state_until: new Date(Date.now() + 160_000).toISOString(), version: own.version + 1 } });
    await bar.getByRole('button', { name: 'Save and ready' }).waitFor();
    await page.keyboard.type(' and 2 tables');
    want(await note.inputValue(), 'They want 5 chairs and 2 tables', 'the note');
    want(await bar.locator('[role=radio][aria-checked=true]').count(), 0, 'outcomes chosen by digits of the note');
    await page.reload();
    await note.waitFor();
    want(await note.inputValue(), 'They want 5 chairs and 2 tables', 'the note after a reload');
  },

  'after the call digits choose, a hashtag is suggested, and what is half written survives a reload until it is saved': async (h) => {
    const { page } = await atThePhone(h, 'wrapup');
    const sent = [];
    await page.route(/\/api\/v1\/calls\/scene\/outcome$/, async (route) => {
      sent.push(route.request().postDataJSON());
      await route.fallback({ method: 'GET', url: route.request().url().replace('/outcome', '') });
    });
    await page.goto('/desk');
    const bar = page.getByRole('region', { name: 'Your call' });
    const note = bar.getByRole('textbox', { name: 'Note' });
    await note.waitFor();
    await bar.locator('[role=radio]', { hasText: 'Call back' }).waitFor();
    await page.keyboard.press('2');
    await bar.locator('[role=radio][aria-checked=true]', { hasText: 'Call back' }).waitFor();
    await note.fill('half a word 5 ');
    await note.press('End');
    await note.pressSequentially('#');
    const first = bar.getByRole('option').first();
    const tag = (await first.innerText()).split(' ')[0];
    await note.press('Enter');
    await first.waitFor({ state: 'detached' });
    want(await note.inputValue(), `half a word 5 ${tag} `, 'the note');
    await bar.getByRole('button', { name: 'Tomorrow at 10' }).click();
    await page.reload();
    await bar.locator('[role=radio][aria-checked=true]', { hasText: 'Call back' }).waitFor();
    want(await note.inputValue(), `half a word 5 ${tag} `, 'the note after the reload');
    await bar.getByRole('button', { name: 'Tomorrow at 10', pressed: true }).waitFor();
    await page.keyboard.press('Control+Enter');
    await until(() => sent.length === 1, 'the outcome sent');
    want([sent[0].outcome, sent[0].note, sent[0].ready].join(), `call_back,half a word 5 ${tag},true`, 'what was sent');
    want(/T10:00$/.test(sent[0].follow_up.due_local), true, 'the next step');
    await page.getByText('Outcome saved').waitFor();
    await page.reload();
    await note.waitFor();
    want(await note.inputValue(), '', 'the note once it is saved');
  },

  'a note on a card survives a reload, until it is written': async (h) => {
    const card = await h.ask('POST', '/cards', { name: `Half ${h.mark}`, allow_duplicate: true });
    const page = await h.page();
    await page.goto(`/cards/${card.id}`);
    const note = page.getByRole('textbox', { name: 'Note' });
    await note.fill('half a note');
    await page.reload();
    await note.waitFor();
    want(await note.inputValue(), 'half a note', 'the note after the reload');
    await note.press('Control+Enter');
    await page.getByRole('listitem').filter({ hasText: 'half a note' }).waitFor();
    await page.reload();
    await note.waitFor();
    want(await note.inputValue(), '', 'the note once it is written');
  },
};
