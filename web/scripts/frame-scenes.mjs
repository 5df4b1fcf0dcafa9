// Pictures of what stands around every page.
import { told } from './notices.mjs';

export const frameScenes = [
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
