// Pictures of every page, light and dark, wide and narrow, in each language:
//   npm run shots -- URL LOGIN PASSWORD [--out DIR] [--only NAME,…] [--fast]
// Ends with 1 where a page scrolls sideways, cuts its own words, shows an
// untranslated key, complains in the console or keeps somebody out (axe).
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { barriers, faults, logIn, openBrowser, watch } from './browser.mjs';
import { arrange, scenes, settle } from './scenes.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string' }, only: { type: 'string' }, fast: { type: 'boolean' } },
});
const [base, login, password] = positionals;
if (!base || !login || !password) {
  console.error('usage: npm run shots -- URL LOGIN PASSWORD [--out DIR] [--only NAME,…] [--fast]');
  process.exit(2);
}
const out = resolve(values.out ?? join(import.meta.dirname, '../../var/shots'));
const only = values.only?.split(',');
const wanted = scenes.filter((s) => !only || only.includes(s.name));
const looks = [];
for (const lang of ['en', 'hu', 'ru']) {
  for (const scheme of ['light', 'dark']) {
    for (const width of [1440, 390]) looks.push({ lang, scheme, width });
  }
}
// Four of the twelve show each language, scheme and width at least once.
const fast = new Set(['en-light-1440', 'hu-dark-390', 'ru-light-390', 'ru-dark-1440']);

await mkdir(out, { recursive: true });
const browser = await openBrowser();
const state = await logIn(browser, base, login, password);
let wrong = 0;
let taken = 0;
for (const { lang, scheme, width } of looks) {
  const look = `${lang}-${scheme}-${width}`;
  if (values.fast && !fast.has(look)) continue;
  for (const scene of wanted) {
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
      await arrange(page, scene);
      await page.goto(scene.path);
      await page.locator('h1').first().waitFor({ state: 'attached' });
      await settle(page);
      if ((await scene.act?.(page)) === false) {
        console.log(`${look} ${scene.name}: nothing to show`);
        continue;
      }
      await page.waitForTimeout(200);
      await page.screenshot({ path: join(out, `${scene.name}-${look}.png`) });
      taken++;
      found.push(...(await faults(page)), ...(await barriers(page)));
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
}
await browser.close();
console.log(`${taken} pictures in ${out}, ${wrong} faults`);
process.exit(wrong ? 1 : 0);
