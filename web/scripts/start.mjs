// Promises about the first steps of a new company.
import { barriers, faults } from './browser.mjs';
import { want } from './house.mjs';

export const startPromises = {
  'a new company is led through five steps, each ticked by itself, and may leave them for later': async (h) => {
    const page = await h.page();
    const nothing = { items: [], next_cursor: null };
    let agents = [];
    await page.routeWebSocket(/\/connection\/websocket/, () => undefined);
    await page.route(/\/api\/v1\/(calls|opening-hours|numbers|agents)(\?|$)/, (route) => route.fulfill({ json: nothing }));
    await page.route(/\/api\/v1\/desk$/, async (route) => route.fulfill({ json: { ...(await (await route.fetch()).json()), agents, calls: [] } }));
    await page.goto('/');
    await page.waitForURL('**/start');
    const step = (name) => page.locator(`[data-step=${name}]`);
    await page.locator('[data-step=company][data-done]').waitFor();
    await page.locator('[data-step=agents][data-next]').waitFor();
    await step('agents').getByRole('button', { name: 'New agent' }).click();
    await page.getByRole('dialog').getByLabel('Name').waitFor();
    await page.keyboard.press('Escape');
    want(await page.locator('[data-done]').count(), 1, 'steps that are done');
    const [one] = (await h.ask('GET', '/agents')).items;
    agents = [{ ...one, phone_up: true }];
    await page.reload();
    await page.locator('[data-step=agents][data-done]').waitFor();
    await page.locator('[data-step=trunk][data-next]').waitFor();
    const wrong = [...(await faults(page)), ...(await barriers(page))];
    want(wrong.join('; '), '', 'the page');
    await page.getByRole('button', { name: 'Later' }).click();
    await page.waitForURL('**/desk');
    await page.goto('/');
    await page.waitForURL((url) => !['/', '/start'].includes(url.pathname));
    await page.goto('/settings');
    await page.getByRole('link', { name: 'First steps' }).click();
    await page.waitForURL('**/start');
  },
};
