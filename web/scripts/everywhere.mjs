// Promises that hold on every page.
import { barriers, faults } from './browser.mjs';
import { settle } from './scene.mjs';

const pages = [
  '/start', '/day', '/desk', '/calls', '/duties', '/cards', '/duplicates', '/imports', '/deals', '/deals?view=deadlines', '/deals?view=list', '/tasks?whose=all', '/projects', '/team', '/agents', '/absences', '/profile',
  ...['', '/users', '/roles', '/teams', '/audit', '/outcomes', '/pauses', '/numbers', '/prompts', '/growth', '/fields', '/deals', '/follow-ups', '/health', '/jobs'].map((p) => `/settings${p}`),
];

// lookedAt opens every page and answers what is wrong with each.
async function lookedAt(h, about, look) {
  const card = await h.ask('POST', '/cards', { name: `Looked at ${h.mark}`, allow_duplicate: true });
  const project = await h.ask('POST', '/projects', { title: `Looked at ${h.mark}` });
  const page = await h.page(look);
  const all = [];
  for (const path of [...pages, `/cards/${card.id}`, `/projects/${project.id}`]) {
    await page.goto(path);
    await page.locator('main h1').first().waitFor({ state: 'attached' });
    await settle(page);
    const wrong = [...(await faults(page)), ...(await barriers(page))];
    if (wrong.length) all.push(`${path} ${about}: ${wrong.join('; ')}`);
  }
  if (all.length) throw new Error(all.join('\n'));
}

export const everywherePromises = {
  'in the dark no page keeps anybody out, cuts a word or scrolls sideways': (h) => lookedAt(h, 'in the dark', { dark: true }),
  'in the light no page keeps anybody out, cuts a word or scrolls sideways, in Hungarian': (h) => lookedAt(h, 'in the light', { lang: 'hu' }),
};
