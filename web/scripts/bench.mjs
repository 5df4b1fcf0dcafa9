// How fast the page is in a real browser, and what it costs:
//   node scripts/bench.mjs PART URL LOGIN PASSWORD
// It is run by cmd/bench, which has calls come in meanwhile. Each figure is a
// line of JSON on stdout. {"ready":true} asks for what the part is waiting for:
// a line on stdin answers it.
import { createInterface } from 'node:readline';
import { logIn, openBrowser } from './browser.mjs';
import { parts } from './measure.mjs';

const [part, base, login, password] = process.argv.slice(2);
if (!parts[part] || !base || !login || !password) {
  console.error(`usage: node scripts/bench.mjs PART URL LOGIN PASSWORD, where PART is one of ${Object.keys(parts).join(', ')}`);
  process.exit(2);
}
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const tell = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
const browser = await openBrowser();
try {
  await parts[part]({
    browser,
    base,
    state: await logIn(browser, base, login, password),
    tell,
    ask: async () => {
      tell({ ready: true });
      return (await lines.next()).value;
    },
  });
} finally {
  await browser.close();
}
process.exit(0); // stdin is still open
