// Promises about who gets a call: the company's numbers, what callers hear, and
// whom a call considered.
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until, want } from './house.mjs';

// aTone is a WAV file of a second.
function aTone(path) {
  const rate = 16_000;
  const file = Buffer.alloc(44 + 2 * rate);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + 2 * rate, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(2 * rate, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(2 * rate, 40);
  for (let i = 0; i < rate; i++) file.writeInt16LE(Math.round(8000 * Math.sin(i / 6)), 44 + 2 * i);
  writeFileSync(path, file);
  return path;
}

export const numbersPromises = {
  'a changed number holds, and others see it': async (h) => {
    const before = await h.ask('GET', '/policy');
    const page = await h.page();
    await page.goto('/settings');
    const seconds = String(before.wrapup_ms / 1000 + 1);
    await page.locator('#wrapup_ms').fill(seconds);
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('The new numbers hold').waitFor();
    want((await h.ask('GET', '/policy')).wrapup_ms, before.wrapup_ms + 1_000, 'wrap-up');
    await page.reload();
    await until(async () => (await page.locator('#wrapup_ms').inputValue()) === seconds, 'the number after a reload');
    await h.ask('PUT', '/policy', { wrapup_ms: before.wrapup_ms });
  },

  'a number has hours and says whether it is open; removed by mistake it comes back': async (h) => {
    const name = `Office ${h.mark}`;
    const number = `9${Math.floor(Math.random() * 1e6)}`;
    const page = await h.page();
    await page.goto('/settings/numbers');
    await page.getByRole('button', { name: 'New hours' }).click();
    let dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByLabel('Monday').fill('nine to five');
    await dialog.getByText('Write 9:00-12:00').waitFor();
    want(await dialog.getByRole('button', { name: 'Save' }).isDisabled(), true, 'what is not understood is not saved');
    for (const day of ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']) await dialog.getByLabel(day, { exact: true }).fill('');
    await dialog.getByRole('combobox', { name: 'Holidays of' }).click();
    await page.getByRole('option', { name: 'Russia' }).click();
    await dialog.getByLabel('Year').fill('2027');
    await dialog.getByRole('button', { name: 'Add 14 days' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'New number' }).click();
    dialog = page.getByRole('dialog');
    await dialog.getByLabel('Number', { exact: false }).first().fill(number);
    await dialog.getByRole('combobox', { name: 'Opening hours' }).click();
    await page.getByRole('option', { name }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    const line = page.getByRole('listitem').filter({ hasText: number });
    await line.getByText('Closed').first().waitFor();
    const there = async () => (await h.ask('GET', '/numbers')).items.find((n) => n.number === number);
    want((await there()).overdue, 'callback', 'what becomes of who waits for too long');
    await page.getByRole('button', { name: `Remove ${number}` }).click();
    await until(async () => !(await there()), 'the list without it');
    await page.getByRole('button', { name: 'Undo' }).click();
    await until(there, 'the number again');
    await h.ask('DELETE', `/numbers/${number}`, undefined, { 'If-Match': '*' });
    const hours = (await h.ask('GET', '/opening-hours')).items.find((o) => o.name === name);
    want(Object.keys(hours.dates).includes('2027-05-09'), true, 'a holiday is among the days');
    await h.ask('DELETE', `/opening-hours/${hours.id}`, undefined, { 'If-Match': '*' });
  },

  'what callers hear is replaced by a recording, and comes back': async (h) => {
    const page = await h.page();
    await page.goto('/settings/prompts');
    await page.getByText('Russian').click();
    const line = page.getByRole('listitem').filter({ hasText: 'Сейчас мы закрыты.' });
    await line.waitFor();
    const own = async () => (await h.ask('GET', '/prompts')).items.find((p) => p.id === 'ru.closed').own;
    const file = aTone(join(tmpdir(), `tone-${h.mark}.wav`));
    want(readFileSync(file).length > 44, true, 'the recording');
    await line.locator('input[type=file]').setInputFiles(file);
    await until(own, 'the recording of our own');
    await line.getByRole('button', { name: 'As shipped' }).click();
    await until(async () => !(await own()), 'the shipped one');
  },

  'a call tells whom it considered, and why': async (h) => {
    const page = await h.page();
    await page.goto('/desk');
    await page.locator('#calls-now').waitFor();
    const why = page.locator('section[aria-labelledby=calls-now] li button').first();
    const there = await why.waitFor({ timeout: 20_000 }).then(() => true, () => false);
    if (!there) return 'nobody calls here';
    await why.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Who was considered' }).click();
    await dialog.getByText('Looked').first().waitFor();
    await dialog.getByText(/free for|busy|wrap-up|paused|off shift|not reachable/).first().waitFor();
  },
};
