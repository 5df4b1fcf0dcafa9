// Promises about the tour of a newcomer.
import { want } from './house.mjs';

export const tourPromises = {
  'a newcomer is shown five things, by the keyboard alone, and the page stays in use': async (h) => {
    const page = await h.page();
    await page.goto('/tour');
    const card = page.getByRole('dialog', { name: 'The desk, live' });
    await card.getByText('1 of 5').waitFor();
    want(new URL(page.url()).pathname, '/desk', 'the page');
    for (const name of ['Customers', 'Deals', 'Tasks', 'Find anything']) {
      await page.keyboard.press('Enter');
      await page.getByRole('dialog', { name }).waitFor();
    }
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('dialog', { name: 'Tasks' }).waitFor();
    await page.getByRole('link', { name: 'Cards' }).click();
    await page.waitForURL(/\/cards$/);
    await page.getByRole('dialog', { name: 'Tasks' }).getByRole('button', { name: 'Next' }).focus();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Your account' }).click();
    await page.getByRole('menuitem', { name: 'Show me around' }).click();
    await page.getByRole('dialog', { name: 'The desk, live' }).waitFor();
  },
};
