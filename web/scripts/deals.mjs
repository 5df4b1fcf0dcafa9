// Promises about the board of deals.
import { until, want } from './house.mjs';

// aDeal is one of a customer of its own.
async function aDeal(h, name) {
  const card = await h.ask('POST', '/cards', { name: `${name} ${h.mark}`, allow_duplicate: true });
  return h.ask('POST', '/deals', { card_id: card.id, title: `${name} deal ${h.mark}`, amount: 90_000, currency: 'HUF' });
}

export const dealPromises = {
  'a deal is dragged onto a zone that appears, asks why it is refused, and the move is undone': async (h) => {
    const deal = await aDeal(h, 'Dragged');
    const stage = async () => (await h.ask('GET', `/deals/${deal.id}`)).stage;
    const page = await h.page();
    await page.goto(`/deals?q=${encodeURIComponent(deal.title)}`);
    const card = page.getByRole('button', { name: deal.title });
    const zone = page.locator('[data-zone=refused]');
    await card.waitFor();
    want(await zone.count(), 0, 'zones before the drag');
    await card.hover();
    await page.mouse.down();
    await page.mouse.move(300, 300);
    await page.mouse.move(310, 320);
    await zone.waitFor();
    await zone.hover();
    await zone.hover();
    await page.mouse.up();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Too dear');
    await dialog.getByRole('button', { name: 'Refuse the deal' }).click();
    await until(async () => (await stage()) === 'refused', 'the deal refused');
    await zone.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await until(async () => (await stage()) === 'lead', 'the deal back');
  },

  'a deal is carried by the keyboard: space, arrow, space': async (h) => {
    const deal = await aDeal(h, 'Carried');
    const page = await h.page();
    await page.goto(`/deals?q=${encodeURIComponent(deal.title)}`);
    const card = page.getByRole('button', { name: deal.title });
    await card.focus();
    await page.keyboard.press('Space');
    await page.locator('[data-held]').waitFor();
    await page.keyboard.press('ArrowRight');
    await until(async () => (await h.ask('GET', `/deals/${deal.id}`)).stage === 'in_work', 'the deal a stage further');
    await page.locator('section[data-kind=open]').nth(1).getByRole('button', { name: deal.title }).waitFor();
    await page.keyboard.press('Space');
    await page.locator('[data-held]').waitFor({ state: 'detached' });
  },

  'a deal that was moved stays in sight among many, and goes on at once': async (h) => {
    const deal = await aDeal(h, 'Hurried');
    const page = await h.page();
    // The board shows the first of each column only, and it is none of them.
    await page.route(/\/api\/v1\/board\?/, async (route) => {
      const board = await (await route.fetch()).json();
      for (const c of board.columns) {
        const others = c.deals.filter((d) => d.id !== deal.id || d.stage === 'lead');
        Object.assign(c, { count: others.length + 300, deals: others });
      }
      await route.fulfill({ json: board });
    });
    await page.goto(`/deals?q=${encodeURIComponent(deal.title)}`);
    const stage = async () => (await h.ask('GET', `/deals/${deal.id}`)).stage;
    const card = page.getByRole('button', { name: deal.title });
    await card.focus();
    await page.keyboard.press('Space');
    await page.locator('[data-held]').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.locator('section[data-kind=open]').nth(1).locator('[data-held]').waitFor();
    await page.keyboard.press('ArrowRight'); // the first step may not have been answered yet
    await until(async () => (await stage()) === 'payment', 'the deal two stages further');
    await page.locator('section[data-kind=open]').nth(2).locator('[data-held]').waitFor();
    want(await page.getByRole('dialog').count(), 0, 'questions whose change is to stand');
  },

  'a deal tells when something is to be done about it, and stands there on the board of deadlines': async (h) => {
    const deal = await aDeal(h, 'Waiting');
    const page = await h.page();
    const card = page.getByRole('button', { name: deal.title });
    await page.goto(`/deals?q=${encodeURIComponent(deal.title)}`);
    await card.locator('[data-next=none]').waitFor();
    await h.ask('POST', '/tasks', { title: `Offer ${h.mark}`, due_at: '2020-01-01T10:00:00Z', deal_id: deal.id, card_id: deal.card_id });
    await card.locator('[data-next=overdue]').waitFor();
    await page.getByText('By deadline', { exact: true }).click();
    await page.locator('section[data-span=overdue]').getByRole('button', { name: deal.title }).click();
    await page.getByRole('dialog').getByRole('link', { name: deal.card_name }).waitFor();
  },
};
