// What the page promises, against a running server:
//   npm run e2e -- URL LOGIN PASSWORD
// Needs an administrator. Makes agents, cards and a user of its own and removes
// the agents again. Ends with 1 where a promise is broken.
import { openBrowser } from './browser.mjs';
import { promises } from './promises.mjs';
import { House } from './house.mjs';

const [base, login, password, only] = process.argv.slice(2);
if (!base || !login || !password) {
  console.error('usage: npm run e2e -- URL LOGIN PASSWORD [WORDS OF A NAME]');
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
    console.log(`BROKEN   ${name}\n         ${String(err?.message ?? err).split('\n').slice(0, 4).join('\n         ')}`);
  } finally {
    await house.tidy();
  }
}
await house.leave();
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
