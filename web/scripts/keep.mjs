// Holds a server to promises, each by its name, and says which it keeps.
import { openBrowser } from './browser.mjs';
import { House } from './house.mjs';

// keep ends the process: with 1 where a promise is broken. A promise that
// cannot be tried answers why.
export async function keep(promises, [base, login, password, only]) {
  if (!base || !login || !password) {
    console.error('needs: URL LOGIN PASSWORD [WORDS OF A NAME]');
    process.exit(2);
  }
  const browser = await openBrowser();
  const house = await House.enter(browser, base, login, password);
  let passed = 0;
  let failed = 0;
  for (const [name, promise] of Object.entries(promises)) {
    if (only && !name.includes(only)) continue;
    const started = performance.now();
    try {
      const skipped = await promise(house);
      if (skipped) console.log(`skipped  ${name}: ${skipped}`);
      else {
        passed++;
        console.log(`ok       ${name} (${Math.round(performance.now() - started)} ms)`);
      }
    } catch (err) {
      failed++;
      console.log(`BROKEN   ${name}\n         ${String(err?.message ?? err).split('\n').slice(0, 8).join('\n         ')}`);
    } finally {
      await house.tidy();
    }
  }
  await house.leave();
  await browser.close();
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}
