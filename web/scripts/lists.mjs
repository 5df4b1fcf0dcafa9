// Promises about long lists: how they scroll, the views one keeps, and what is
// done to many at once.
import { until, want } from './house.mjs';

export const listPromises = {
  'a list of 100,000 cards scrolls without a blank row, and draws only what is near': async (h) => {
    const page = await h.page();
    await page.route(/\/api\/v1\/cards\?/, (route) => {
      const from = Number(new URL(route.request().url()).searchParams.get('cursor') ?? 0);
      const card = (n) => ({
        id: `c${n}`, kind: 'customer', name: `Customer ${n}`, phones: [], owner_id: null, tier: 'normal', form: null, language: null, time_zone: null, tags: [], addresses: [],
        consents: {}, fields: {}, last_contact_at: null, created_at: '2026-01-01T00:00:00Z', changed_at: '2026-01-01T00:00:00Z', version: 1,
      });
      return route.fulfill({ json: { items: Array.from({ length: 200 }, (_, i) => card(from + i)), next_cursor: from + 200 < 100_000 ? String(from + 200) : null } });
    });
    await page.goto('/cards');
    const body = page.locator('tbody');
    await body.getByText('Customer 0', { exact: true }).waitFor();
    for (let at = 0; at < 20_000; at += 700) {
      // Nothing is at the middle of the window but a card, as soon as the rows are there at all.
      await until(async () => page.evaluate((y) => { scrollTo(0, y); return document.documentElement.scrollHeight > y + innerHeight; }, at), 'the rows ahead');
      await until(async () => page.evaluate(() => Boolean(document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.closest('tr')?.querySelector('a'))), `a card at ${at} px`);
    }
    want((await body.locator('tr').count()) < 150, true, 'rows that are drawn');
  },

  'a filter is kept as a view, found on another machine, renamed and taken away again': async (h) => {
    const tag = `tag${h.mark}`;
    const card = await h.ask('POST', '/cards', { name: `Viewed ${h.mark}`, tags: [tag], allow_duplicate: true });
    const page = await h.page();
    await page.goto('/cards');
    await page.getByRole('textbox', { name: 'Tags' }).fill(tag);
    await page.waitForURL(/tag=/);
    await page.getByRole('button', { name: 'Save this view' }).click();
    await page.getByRole('dialog').getByLabel('Name of the view').fill(`View ${h.mark}`);
    await page.keyboard.press('Enter');
    const other = await h.page();
    await other.goto('/cards');
    await other.getByRole('button', { name: `View ${h.mark}` }).click();
    await other.getByRole('link', { name: card.name }).waitFor();
    want(await other.locator('tbody tr').count(), 1, 'cards of the view');
    await other.getByRole('button', { name: `Change the view View ${h.mark}` }).click();
    await other.getByRole('menuitem', { name: 'Remove' }).click();
    await until(async () => !(await h.ask('GET', '/me/views')).items.some((v) => v.name === `View ${h.mark}`), 'the view gone');
    await other.getByRole('button', { name: 'Undo' }).click();
    await until(async () => (await h.ask('GET', '/me/views')).items.some((v) => v.name === `View ${h.mark}`), 'the view back');
  },

  'many cards are changed at once, what is refused is named, and all is taken back': async (h) => {
    const tag = `bulk${h.mark}`;
    const made = [];
    for (const n of [1, 2, 3]) made.push(await h.ask('POST', '/cards', { name: `Bulk ${n} ${h.mark}`, tags: [tag], allow_duplicate: true }));
    const tiers = async () => Promise.all(made.map(async (c) => (await h.ask('GET', `/cards/${c.id}`)).tier));
    const page = await h.page();
    await page.goto(`/cards?tag=${tag}`);
    await page.getByRole('link', { name: made[2].name }).waitFor();
    await page.getByRole('checkbox', { name: 'Choose all that are shown' }).check();
    const bar = page.getByRole('region', { name: 'With those chosen' });
    await bar.getByText('3 chosen').waitFor();
    await bar.getByRole('button', { name: 'Tier …' }).click();
    await page.getByRole('menuitem', { name: 'Key', exact: true }).click();
    await until(async () => (await tiers()).join() === 'key,key,key', 'all of them key');
    await page.getByRole('button', { name: 'Undo' }).click();
    await until(async () => (await tiers()).join() === 'normal,normal,normal', 'all of them as they were');

    await page.route(/\/api\/v1\/cards\/changes$/, async (route) => {
      await h.ask('PATCH', `/cards/${made[1].id}`, { language: 'hu' }, { 'If-Match': '*' }); // somebody is faster
      await route.continue();
    });
    await page.getByRole('checkbox', { name: `Choose ${made[0].name}` }).check();
    await page.getByRole('checkbox', { name: `Choose ${made[1].name}` }).check();
    await bar.getByRole('button', { name: 'Tier …' }).click();
    await page.getByRole('menuitem', { name: 'Important', exact: true }).click();
    await bar.getByRole('alert').getByText(made[1].name).waitFor();
    want((await tiers()).join(), 'important,normal,normal', 'the tiers');
  },

  'many deals are moved at once: a reason is asked for once, what is refused is named, and all is taken back': async (h) => {
    const card = await h.ask('POST', '/cards', { name: `Deals ${h.mark}`, allow_duplicate: true });
    const made = [];
    for (const [n, amount] of [90_000, 90_000, 0].entries()) made.push(await h.ask('POST', '/deals', { card_id: card.id, title: `Bulk${h.mark} ${n}`, amount, currency: 'HUF' }));
    const stages = async () => (await Promise.all(made.map(async (d) => (await h.ask('GET', `/deals/${d.id}`)).stage))).join();
    const page = await h.page();
    await page.goto(`/deals?view=list&q=Bulk${h.mark}`);
    await page.getByRole('button', { name: made[2].title }).waitFor();
    const all = page.getByRole('checkbox', { name: 'Choose all that are shown' });
    const bar = page.getByRole('region', { name: 'With those chosen' });
    const moveTo = async (stage) => {
      await bar.getByRole('button', { name: 'Stage …' }).click();
      await page.getByRole('menuitem', { name: stage, exact: true }).click();
    };
    await all.check();
    await moveTo('Refused');
    await page.getByRole('dialog').getByRole('textbox', { name: 'Reason' }).fill('Too dear');
    await page.getByRole('dialog').getByRole('button', { name: 'Refuse the deal' }).click();
    await until(async () => (await stages()) === 'refused,refused,refused', 'all of them refused');
    await page.getByRole('button', { name: 'Undo' }).click();
    await until(async () => (await stages()) === 'lead,lead,lead', 'all of them back');
    await page.getByText('3 deals as they were').waitFor();

    await page.route(/\/api\/v1\/deals\/changes$/, async (route) => {
      await h.ask('PATCH', `/deals/${made[0].id}`, { title: `Bulk${h.mark} other` }, { 'If-Match': '*' }); // somebody is faster
      await route.continue();
    });
    await page.getByRole('checkbox', { name: `Choose ${made[0].title}` }).check();
    await page.getByRole('checkbox', { name: `Choose ${made[1].title}` }).check();
    await moveTo('In work');
    await bar.getByRole('alert').getByText(made[0].title).waitFor();
    want(await stages(), 'lead,in_work,lead', 'the stages');
  },

  'deals are narrowed by team and by when something is due, and that is kept as a view of the board or of the list': async (h) => {
    const { agent, page } = await h.asAgent('Viewer');
    const team = await h.ask('POST', '/teams', { name: `Team ${h.mark}`, members: [agent.id], leads: [] });
    const card = await h.ask('POST', '/cards', { name: `Viewed ${h.mark}`, allow_duplicate: true });
    const deal = async (title, owner_id) => h.ask('POST', '/deals', { card_id: card.id, title: `${title}${h.mark}`, amount: 90_000, currency: 'HUF', owner_id });
    const [late, planned] = [await deal('Late', agent.id), await deal('Planned', agent.id)];
    await deal('Nobody', '');
    await h.ask('POST', '/tasks', { title: `Offer ${h.mark}`, due_at: '2020-01-01T10:00:00Z', deal_id: late.id, card_id: card.id });
    try {
      await page.goto('/deals');
      await page.getByRole('combobox', { name: 'Team' }).click();
      await page.getByRole('option', { name: team.name }).click();
      await page.getByRole('button', { name: planned.title }).waitFor();
      await page.getByRole('combobox', { name: 'Next task' }).click();
      await page.getByRole('option', { name: 'Overdue', exact: true }).click();
      await page.getByRole('button', { name: planned.title }).waitFor({ state: 'detached' });
      await page.getByText('List', { exact: true }).click();
      await page.getByRole('checkbox', { name: `Choose ${late.title}` }).waitFor();
      await page.getByRole('button', { name: 'Save this view' }).click();
      await page.getByRole('dialog').getByLabel('Name of the view').fill(`Late ${h.mark}`);
      await page.keyboard.press('Enter');
      const view = page.getByRole('button', { name: `Late ${h.mark}`, exact: true });
      await view.waitFor();
      await page.getByRole('navigation', { name: 'Saved views' }).getByRole('button', { name: 'All', exact: true }).click();
      await page.getByRole('checkbox', { name: `Choose ${planned.title}` }).waitFor();
      await page.getByText('Board', { exact: true }).click();
      await view.click();
      await page.getByRole('checkbox', { name: `Choose ${late.title}` }).waitFor();
      want(await page.locator('tbody tr').count(), 1, 'deals of the view');
      await page.reload();
      await page.getByRole('checkbox', { name: `Choose ${late.title}` }).waitFor();
      want(await page.locator('tbody tr').count(), 1, 'deals of the view after a reload');
    } finally {
      await h.ask('DELETE', `/teams/${team.id}`, undefined, { 'If-Match': '*' });
    }
  },
};
