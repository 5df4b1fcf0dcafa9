// What is measured of the page. Times are milliseconds; a figure is
// {case, ms: [each time]} or {case, percent: of one core}.

const AGENTS = '[aria-labelledby="agents-now"] li';

// interactive notes when what a selector names is there and the browser has
// nothing else to do: whoever types or presses is answered at once.
const interactive = (selector) => {
  window.interactive = new Promise((done) => {
    const look = () => document.querySelector(selector) && (observer.disconnect(), requestIdleCallback(() => done(performance.now())));
    const observer = new MutationObserver(look);
    observer.observe(document, { childList: true, subtree: true });
  });
};

async function opened({ browser, base }, state, width = 1440) {
  const context = await browser.newContext({ baseURL: base, storageState: state, viewport: { width, height: 900 }, locale: 'en', serviceWorkers: 'block' });
  context.setDefaultTimeout(30_000);
  return context.newPage();
}

// load opens pages in browsers that have never been here.
async function load(h) {
  for (const [name, path, selector, state] of [
    ['login page, until one can type', '/login', 'input', undefined],
    ['live desk of 200 agents, until it answers', '/desk', AGENTS, h.state],
  ]) {
    const ms = [];
    for (let i = 0; i < 12; i++) {
      const page = await opened(h, state);
      await page.addInitScript(interactive, selector);
      await page.goto(path, { waitUntil: 'commit' });
      const took = await page.evaluate(() => window.interactive);
      if (i > 1) ms.push(took); // the first two warm the browser and the server up
      await page.context().close();
    }
    h.tell({ case: name, ms });
  }
}

// desk is looked at while calls come and go; what all processes of the browser
// need is counted.
async function desk(h) {
  const page = await opened(h, h.state);
  await page.goto('/desk');
  await page.locator(AGENTS).first().waitFor();
  const system = await h.browser.newBrowserCDPSession();
  const used = async () => {
    const { processInfo } = await system.send('SystemInfo.getProcessInfo');
    return { at: performance.now(), seconds: processInfo.map((p) => [p.type, p.id, p.cpuTime]) };
  };
  const seconds = Number(await h.ask()); // calls have come in for a while
  const before = await used();
  await page.waitForTimeout(1000 * seconds);
  const after = await used();
  const of = (type) => {
    const sum = (s) => s.seconds.filter(([t]) => !type || t === type).reduce((all, [, , cpu]) => all + cpu, 0);
    return (sum(after) - sum(before)) / ((after.at - before.at) / 1000) * 100;
  };
  h.tell({ case: 'live desk, the whole browser', percent: of() });
  h.tell({ case: 'live desk, of which the page', percent: of('renderer') });
  h.tell({ seen: await page.locator(`${AGENTS} [data-state="talking"]`).count() });
}

// toast tells each time a phone's ringing is seen on its agent's page, by this
// machine's clock.
async function toast(h) {
  const page = await opened(h, h.state);
  await page.exposeFunction('tellShown', (at) => h.tell({ shown: at }));
  await page.exposeFunction('tellGone', () => h.tell({ gone: true }));
  await page.goto('/desk');
  await page.locator(AGENTS).first().waitFor();
  await page.evaluate(() => {
    let there = false;
    new MutationObserver(() => {
      const now = Boolean(document.querySelector('[role="status"] dl'));
      if (now === there) return;
      there = now;
      if (!now) return window.tellGone();
      // Two frames later it has been painted.
      requestAnimationFrame(() => requestAnimationFrame(() => window.tellShown(performance.timeOrigin + performance.now())));
    }).observe(document.body, { childList: true, subtree: true });
  });
  await h.ask(); // until the calls are over
}

// scrolled scrolls as a hand on a wheel does, a few thousand pixels a second,
// and looks at each frame whether something is where rows should be.
const scrolled = async ({ seconds, row, within }) => {
  const gaps = [];
  let blank = 0;
  let frames = 0;
  let last = performance.now();
  const end = last + 1000 * seconds;
  const box = within ? document.querySelector(within) : null;
  await new Promise((done) => {
    const frame = (now) => {
      gaps.push(now - last);
      last = now;
      frames++;
      const middle = box ? box.getBoundingClientRect().left + 60 : innerWidth / 2;
      for (const part of [0.3, 0.5, 0.7]) if (!document.elementFromPoint(middle, innerHeight * part)?.closest(row)) blank++;
      scrollBy(0, 60);
      if (now < end) requestAnimationFrame(frame);
      else done();
    };
    requestAnimationFrame(frame);
  });
  return { gaps, blank, frames, way: scrollY };
};

// step carries the deal that is held to a column beside it, and waits until it
// stands there.
const step = (key) => {
  const held = () => document.querySelector('[data-held]');
  const from = held().closest('section');
  const begun = performance.now();
  held().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  return new Promise((done) => {
    const frame = () => (held() && held().closest('section') !== from ? done(performance.now() - begun) : requestAnimationFrame(frame));
    requestAnimationFrame(frame);
  });
};

// carried moves a deal to and fro on the board, with all of it behind.
async function carried(page, times) {
  await page.evaluate(() => scrollTo(0, 0));
  await page.locator('section[data-kind=open] [draggable=true]').first().focus();
  await page.keyboard.press('Space');
  await page.locator('[data-held]').waitFor();
  const ms = [];
  for (let i = 0; i < times; i++) {
    const answered = (method, path) => page.waitForResponse((r) => r.url().includes(path) && r.request().method() === method);
    const settled = answered('PATCH', '/deals/').then(() => answered('GET', '/board'));
    const [took] = await Promise.all([page.evaluate(step, i % 2 ? 'ArrowLeft' : 'ArrowRight'), settled]);
    ms.push(took);
  }
  return ms;
}

// lists scrolls the cards and the board of a large company.
async function lists(h) {
  for (const [name, path, how] of [
    ['cards, scrolled: from frame to frame', '/cards', { seconds: 15, row: 'tbody tr:not([aria-hidden])' }],
    ['board of deals, scrolled: from frame to frame', '/deals', { seconds: 5, row: '[role="listitem"]', within: '[role="list"] > [role="listitem"]' }],
  ]) {
    const page = await opened(h, h.state);
    await page.goto(path);
    await page.locator(how.within ?? how.row).first().waitFor();
    // One press shows more of each column.
    if (path === '/deals') await page.getByRole('button', { name: /more/ }).first().click({ timeout: 5_000 }).catch(() => {});
    const { gaps, blank, frames, way } = await page.evaluate(scrolled, how);
    h.tell({ case: name, ms: gaps.slice(1) });
    h.tell({ blank, name, frames, way });
    if (path === '/deals') h.tell({ case: 'board of deals, from a key to the deal in the next column', ms: await carried(page, 20) });
    await page.context().close();
  }
}

export const parts = { load, desk, toast, lists };
