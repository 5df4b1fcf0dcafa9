// Pictures of every page, light and dark, wide and narrow, in each language:
//   npm run shots -- URL LOGIN PASSWORD [--out DIR] [--only NAME,…] [--looks LOOK,…] [--fast]
// A look is, for instance, hu-dark-390; --fast takes four of the twelve.
// Ends with 1 where a page scrolls sideways, cuts its own words, shows an
// untranslated key, complains in the console or keeps somebody out (axe).
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { barriers, faults, logIn, openBrowser, watch } from './browser.mjs';
import { settle } from './scene.mjs';
import { arrange, scenes } from './scenes.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string' }, only: { type: 'string' }, looks: { type: 'string' }, fast: { type: 'boolean' } },
});
const [base, login, password] = positionals;
if (!base || !login || !password) {
  console.error('usage: npm run shots -- URL LOGIN PASSWORD [--out DIR] [--only NAME,…] [--looks LOOK,…] [--fast]');
  process.exit(2);
}
const out = resolve(values.out ?? join(import.meta.dirname, '../../var/shots'));
const only = values.only?.split(',');
const wanted = scenes.filter((s) => !only || only.includes(s.name));
const all = [];
for (const lang of ['en', 'hu', 'ru']) {
  for (const scheme of ['light', 'dark']) {
    for (const width of [1440, 390]) all.push({ name: `${lang}-${scheme}-${width}`, lang, scheme, width });
  }
}
// Four of the twelve show each language, scheme and width at least once.
const fast = ['en-light-1440', 'hu-dark-390', 'ru-light-390', 'ru-dark-1440'];
const some = values.looks?.split(',') ?? (values.fast ? fast : null);
const looks = all.filter((look) => !some || some.includes(look.name));

await mkdir(out, { recursive: true });
const browser = await openBrowser();
const state = await logIn(browser, base, login, password);
let wrong = 0;
let taken = 0;

// take makes the picture of a scene in a look and says what is wrong with it.
async function take(scene, { name: look, lang, scheme, width }) {
  const context = await browser.newContext({
    baseURL: base,
    viewport: { width, height: width > 700 ? 900 : 844 },
    colorScheme: scheme,
    locale: lang,
    reducedMotion: 'reduce',
    serviceWorkers: 'block',
    storageState: scene.anonymous ? undefined : state,
  });
  const page = await context.newPage();
  const found = watch(page);
  try {
    const troubles = await arrange(page, scene);
    await page.goto(scene.path);
    await page.locator('h1').first().waitFor({ state: 'attached' });
    await settle(page);
    if ((await scene.act?.(page)) === false) {
      console.log(`${look} ${scene.name}: nothing to show`);
      return;
    }
    await page.waitForTimeout(200);
    await page.screenshot({ path: join(out, `${scene.name}-${look}.png`) });
    taken++;
    found.push(...troubles, ...(await faults(page)), ...(await barriers(page)));
  } catch (err) {
    found.push(String(err).split('\n')[0]);
    await page.screenshot({ path: join(out, `${scene.name}-${look}.png`) }).catch(() => undefined);
  } finally {
    await context.close();
  }
  for (const fault of new Set(found)) {
    wrong++;
    console.log(`${look} ${scene.name}: ${fault}`);
  }
}

const waiting = looks.flatMap((look) => wanted.filter((s) => !s.only || (s.only === 'narrow') === look.width < 700).map((scene) => ({ scene, look })));
const beingTaken = new Set();

// Two pictures are taken side by side, never two of one scene: what a scene
// writes to the company would be in the way of its other picture.
async function takeAll() {
  for (;;) {
    const next = waiting.findIndex(({ scene }) => !beingTaken.has(scene));
    if (next < 0) return;
    const [{ scene, look }] = waiting.splice(next, 1);
    beingTaken.add(scene);
    await take(scene, look);
    beingTaken.delete(scene);
  }
}
await Promise.all([takeAll(), takeAll()]);
await browser.close();
console.log(`${taken} pictures in ${out}, ${wrong} faults`);
process.exit(wrong ? 1 : 0);
