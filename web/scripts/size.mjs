// How much script is loaded before the page can be used, gzipped, from what was
// built into dist:
//   node scripts/size.mjs
// Ends with 1 where it is more than promised.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const dist = join(import.meta.dirname, '../dist');
const assets = join(dist, 'assets');
const names = readdirSync(assets).filter((f) => f.endsWith('.js'));
const text = Object.fromEntries(names.map((f) => [f, readFileSync(join(assets, f), 'utf8')]));

// What a file loads before it runs, and all that those load.
function whole(files, seen = new Set()) {
  for (const file of files) {
    if (seen.has(file) || !text[file]) continue;
    seen.add(file);
    whole([...text[file].matchAll(/(?:from|import)\s*["'`]\.\/([\w.$-]+\.js)["'`]/g)].map((m) => m[1]), seen);
  }
  return seen;
}

const entries = [...readFileSync(join(dist, 'index.html'), 'utf8').matchAll(/\/assets\/([\w.$-]+\.js)/g)].map((m) => m[1]);
const page = (name) => names.filter((f) => f.startsWith(`${name}-`));
const weight = (file) => gzipSync(text[file], { level: 9 }).length;

// Of the languages only one is loaded: the heaviest counts.
const language = ['en', 'hu', 'ru'].flatMap(page).sort((a, b) => weight(b) - weight(a))[0];

const desk = [...entries, ...page('Login'), ...page('Frame'), ...page('Desk'), language];
const promised = [
  ['the login page', 200, [...entries, ...page('Login'), language]],
  ['the live desk', 400, desk],
  ['its plot, when there is something to draw', 180, page('Plot'), desk],
];
let over = 0;
for (const [what, most, files, there = []] of promised) {
  const before = whole(there);
  const kb = [...whole(files)].filter((f) => !before.has(f)).reduce((sum, f) => sum + weight(f), 0) / 1024;
  if (kb > most) over++;
  console.log(`${what}: ${kb.toFixed(1)} KB of script gzipped in ${whole(files).size} files, at most ${most}`);
}
process.exit(over ? 1 : 0);
