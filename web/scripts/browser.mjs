// The browser by which the page is looked at and tested: Debian's chromium.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const openBrowser = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required',
    ],
  });

// logIn answers the state of a browser in which somebody is logged in.
export async function logIn(browser, base, login, password) {
  const context = await browser.newContext({ baseURL: base });
  const answer = await context.request.post('/api/v1/sessions', { data: { login, password } });
  if (!answer.ok()) throw new Error(`log-in as ${login} at ${base} was refused: ${answer.status()}`);
  const state = await context.storageState();
  await context.close();
  return state;
}

// faults is what is wrong with the page as it stands, each in one line.
export async function faults(page) {
  const seen = await page.evaluate(() => {
    const out = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth + 1) out.push(`scrolls sideways by ${root.scrollWidth - root.clientWidth} px`);
    const shown = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    // The page's own words must never be cut; names that people gave may be.
    for (const e of document.querySelectorAll('button, nav span, label, th, dt, h1, h2, legend, [data-state] > span')) {
      if (!shown(e) || e.closest('[data-free]')) continue;
      const style = getComputedStyle(e);
      if (style.overflowX !== 'visible' && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 4) out.push(`cut: “${e.textContent}”`);
    }
    for (const e of document.querySelectorAll('button .mantine-Button-label, .mantine-SegmentedControl-innerLabel')) {
      if (shown(e) && e.scrollWidth > e.clientWidth + 1) out.push(`cut: “${e.textContent}”`);
    }
    // Text must not leave the window to the right.
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let n = walker.nextNode(); n; n = walker.nextNode()) {
      if (!n.data.trim() || !n.parentElement || !shown(n.parentElement)) continue;
      if (n.parentElement.closest('.hidden, script, style, [class*="skip"]')) continue;
      range.selectNodeContents(n);
      const box = range.getBoundingClientRect();
      let clip = n.parentElement;
      while (clip && getComputedStyle(clip).overflowX === 'visible') clip = clip.parentElement;
      const edge = clip && clip !== document.body && clip !== root ? clip.getBoundingClientRect().right : innerWidth;
      if (box.width > 0 && box.left < innerWidth && Math.min(box.right, edge) > innerWidth + 1) out.push(`beyond the edge: “${n.data.trim()}”`);
    }
    const text = document.body.innerText + [...document.querySelectorAll('[aria-label],[title],[placeholder]')]
      .map((e) => `\n${e.getAttribute('aria-label') ?? ''}\n${e.getAttribute('title') ?? ''}\n${e.getAttribute('placeholder') ?? ''}`).join('');
    for (const m of text.matchAll(/⟦[^⟧]*⟧|\{\{\w+\}\}|\b(?:app|nav|menu|link|state|chip|ring|bar|desk|why|calls|rec|cards|card|change|agents|policy|problem)\.[a-z_]{3,}\b/g)) {
      out.push(`untranslated: ${m[0]}`);
    }
    return out;
  });
  return [...new Set(seen)];
}

// barriers is what axe finds that keeps somebody out, each in one line.
export async function barriers(page) {
  await page.evaluate(axe);
  // What a sticky bar covers can be scrolled free; axe would take the bar for
  // its background.
  await page.evaluate(() => {
    for (const e of document.querySelectorAll('main *, section, header')) {
      if (getComputedStyle(e).position === 'sticky') e.style.position = 'static';
    }
  });
  const found = await page.evaluate(async () => {
    const run = await window.axe.run(document, { preload: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] });
    return run.violations.flatMap((v) => v.nodes.slice(0, 3).map((n) => `${v.id}: ${n.target.join(' ')} — ${n.any[0]?.message ?? v.help}`));
  });
  return found;
}

// watch collects what the browser complains about while a page runs.
export function watch(page) {
  const complaints = [];
  page.on('console', (m) => {
    // A refusal or a lost connection is shown on the page; the browser's own
    // line about it is no fault of the page.
    if (m.type() === 'error' && !/Failed to load resource|WebSocket/.test(m.text())) complaints.push(`console: ${m.text()}`);
  });
  page.on('pageerror', (err) => complaints.push(`error: ${err.message}`));
  return complaints;
}
