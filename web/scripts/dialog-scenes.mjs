// Pictures of dialogs, menus and what else opens on a press.
import { asking } from './frame-scenes.mjs';
import { first, opened, settle, unfolded } from './scene.mjs';

const plus = 'main button:has(.tabler-icon-plus)';

// chosen picks the first two rows of a list.
const chosen = async (page) => {
  const boxes = page.locator('tbody input[type=checkbox]');
  for (const i of [0, 1]) await boxes.nth(i).click();
};

const toTheEnd = (page) => page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));

// phones opens the telephones of the first agent.
const phones = async (page) => {
  await unfolded(page, 'tbody tr td:last-child button');
  await page.locator('[role=menuitem]:has(.tabler-icon-device-landline-phone)').click();
  await page.locator('[role=dialog] li').first().waitFor();
};

// clashed has somebody else change a card while its name is being typed.
const clashed = async (page) => {
  const made = await page.request.post('/api/v1/cards', { data: { name: 'Kovács Kert Kft', allow_duplicate: true }, headers: { 'Idempotency-Key': 'scene-clash' } });
  const { id } = await made.json();
  await page.goto(`/cards/${id}`);
  await page.locator('h1 button').click();
  const field = page.locator('input:focus');
  await field.fill('Kovács Kertészet Kft');
  await page.request.patch(`/api/v1/cards/${id}`, { data: { name: `Kovács Kert Bt. ${Date.now() % 1000}` }, headers: { 'If-Match': '*' } });
  await field.press('Enter');
  await page.getByRole('dialog').waitFor();
};

export const dialogScenes = [
  { name: 'start', path: '/start' },
  { name: 'nowhere', path: '/nowhere' },
  { name: 'profile-end', path: '/profile', act: toTheEnd },
  { name: 'settings-end', path: '/settings', act: toTheEnd },
  { name: 'user-new', path: '/settings/users', act: (page) => opened(page, plus) },
  { name: 'user-menu', path: '/settings/users', act: (page) => unfolded(page, 'tbody tr button') },
  { name: 'role', path: '/settings/roles', act: (page) => opened(page, 'tbody tr button') },
  { name: 'role-new', path: '/settings/roles', act: (page) => opened(page, plus) },
  { name: 'pause-new', path: '/settings/pauses', act: (page) => opened(page, plus) },
  { name: 'card-new', path: '/cards', act: (page) => opened(page, plus) },
  { name: 'view-new', path: '/cards?tier=important', act: (page) => opened(page, 'button:has(.tabler-icon-bookmark-plus)') },
  { name: 'export', path: '/cards', act: (page) => unfolded(page, 'button:has(.tabler-icon-download)') },
  { name: 'cards-chosen', path: '/cards', act: chosen },
  { name: 'deals-chosen', path: '/deals?view=list', act: chosen },
  { name: 'deal', path: '/deals?view=list', act: (page) => opened(page, 'tbody button').then(() => settle(page)) },
  {
    name: 'deal-carried',
    path: '/deals',
    only: 'wide',
    act: async (page) => {
      await page.locator('[aria-describedby=deals-keys]').first().focus();
      await page.keyboard.press('Space');
    },
  },
  {
    name: 'deal-new',
    path: '/cards',
    act: async (page) => {
      await page.locator('tbody a').first().click();
      await opened(page, 'section[aria-labelledby=card-deals] button');
    },
  },
  { name: 'merge', path: '/duplicates', act: (page) => page.locator('tbody button').first().click().then(() => page.getByRole('dialog').waitFor()).then(() => settle(page)) },
  {
    name: 'outcome-late',
    path: '/calls?result=answered&outcome=missing',
    only: 'wide',
    act: async (page) => {
      const button = await first(page, 'tbody td:nth-child(7) button');
      if (!button) return false;
      await button.click();
      await page.getByRole('dialog').waitFor();
      await settle(page);
    },
  },
  { name: 'state', path: '/desk', now: 'talking', act: (page) => unfolded(page, 'header button[aria-haspopup=menu]') },
  { name: 'task-later', path: '/tasks?whose=all', act: (page) => unfolded(page, 'main li button:has(.tabler-icon-clock)') },
  {
    name: 'task-new',
    path: '/desk',
    act: async (page) => {
      await asking(page, '');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.locator('[role=dialog] form').waitFor();
    },
  },
  { name: 'phone-new', path: '/agents', act: (page) => phones(page).then(() => opened(page, '[role=dialog] button:has(.tabler-icon-plus)')) },
  { name: 'phone-outside', path: '/agents', act: (page) => phones(page).then(() => opened(page, '[role=dialog] button:has(.tabler-icon-plus) >> nth=1')) },
  { name: 'clash', path: '/cards', act: clashed },
  {
    name: 'noting',
    path: '/desk',
    now: 'talking',
    act: async (page) => {
      await page.keyboard.press('n');
      await page.locator('[data-foot] textarea').first().fill('Wants the offer by Friday #');
    },
  },
];
