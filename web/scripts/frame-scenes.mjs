// Pictures of what stands around every page.
import { told } from './notices.mjs';

// asking opens the palette and types into it.
const asking = async (page, text) => {
  await page.locator('header button[aria-haspopup=dialog]').first().click();
  const field = page.getByRole('combobox');
  await field.fill(text);
  await page.waitForFunction(() => document.querySelector('#palette-list[aria-busy=false] [role=option]'));
};

export const frameScenes = [
  { name: 'palette', path: '/cards', act: (page) => asking(page, '') },
  { name: 'palette-found', path: '/desk', now: 'wrapup', act: (page) => asking(page, 'sz') },
  {
    name: 'shortcuts',
    path: '/desk',
    act: async (page) => {
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'settings-menu',
    path: '/settings/fields',
    act: async (page) => {
      const button = page.locator('main nav button');
      if (!(await button.isVisible())) return false;
      await button.click();
      await page.getByRole('menu').waitFor();
    },
  },
  { name: 'notices', path: '/desk', act: told },
];
