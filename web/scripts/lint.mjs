// What no compiler says: house rules of the page, each with its reason.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(import.meta.dirname, '..');
const faults = [];
const say = (file, why) => faults.push(`${relative(root, file)}: ${why}`);

function* files(dir) {
  for (const e of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, e.name);
    if (e.isDirectory()) yield* files(path);
    else yield path;
  }
}

const ours = ['src', 'dev', 'scripts', 'public', 'notbuilt'].flatMap((d) => [...files(join(root, d))]);
const code = [];
for (const file of ours) {
  if (/\.(svg|png|keep)$/.test(file)) continue;
  const text = readFileSync(file, 'utf8');
  if (file.endsWith('schema.d.ts')) continue; // generated
  if (/\.tsx?$/.test(file)) code.push(text);
  if (text.split('\n').length > 400) say(file, 'more than 400 lines: split it');
  if (text && !text.endsWith('\n')) say(file, 'does not end with a line end');
  if (/\b(TODO|FIXME|XXX)\b/.test(text) && !file.endsWith('lint.mjs')) say(file, 'unfinished work belongs into an issue');
  if (file.includes('/src/')) {
    if (/\bhttps?:\/\//.test(text)) say(file, 'an address elsewhere: everything is served by ourselves');
    if (/\bconsole\.|\bdebugger\b/.test(text)) say(file, 'writes to the console');
    if (/dangerouslySetInnerHTML|\.innerHTML\b/.test(text)) say(file, 'writes markup past React');
    if (/\bas any\b|: any\b/.test(text)) say(file, 'any: say what it is');
  }
}

const html = readFileSync(join(root, 'index.html'), 'utf8');
if (/<script(?![^>]*\bsrc=)/.test(html) || /<style/.test(html) || /\son\w+=/.test(html)) {
  say(join(root, 'index.html'), 'inline script or style: the content policy refuses it');
}

const pack = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
for (const [name, version] of Object.entries({ ...pack.dependencies, ...pack.devDependencies })) {
  if (!/^\d+\.\d+\.\d+$/.test(version)) say(join(root, 'package.json'), `${name} ${version}: versions are exact`);
}
if (/"resolved"/.test(readFileSync(join(root, 'package-lock.json'), 'utf8'))) {
  say(join(root, 'package-lock.json'), 'names a registry: see .npmrc');
}

// A component without its style is drawn by the browser alone.
const styles = readFileSync(join(root, 'src/app/components.css'), 'utf8');
for (const [, names] of code.join('\n').matchAll(/import \{([^}]+)\} from '@mantine\/core'/g)) {
  for (const name of names.split(',').map((n) => n.replace(/^\s*type /, '').trim())) {
    const style = join(root, 'node_modules/@mantine/core/styles', `${name}.css`);
    if (existsSync(style) && !styles.includes(`/${name}.css'`)) say(join(root, 'src/app/components.css'), `${name} is used, and its style is not here`);
  }
}

// Every word is used somewhere: as a whole key, or by a template's beginning.
const all = code.join('\n');
const literal = new Set([...all.matchAll(/['`]([a-z_]+\.[a-z_]+)['`]/g)].map((m) => m[1]));
const begun = [...all.matchAll(/`([a-z_]+\.[a-z_]*)\$\{/g)].map((m) => m[1]);
const ended = [...all.matchAll(/`([a-z_]+)\.\$\{[^}]+\}(_[a-z]+)`/g)].map((m) => [m[1], m[2]]);
const texts = join(root, 'src/i18n/en');
const words = Object.assign(
  {},
  ...readdirSync(texts).filter((f) => f.endsWith('.json')).map((f) => JSON.parse(readFileSync(join(texts, f), 'utf8'))),
);
for (const [group, texts] of Object.entries(words)) {
  for (const word of Object.keys(texts)) {
    const key = `${group}.${word.replace(/_(one|other)$/, '')}`;
    const used = literal.has(key) || begun.some((b) => key.startsWith(b)) || ended.some(([g, e]) => g === group && word.endsWith(e));
    if (!used) say(texts, `${key} is not used`);
  }
}

for (const f of faults) console.log(f);
console.log(faults.length ? `${faults.length} faults` : 'house rules hold');
process.exit(faults.length ? 1 : 0);
