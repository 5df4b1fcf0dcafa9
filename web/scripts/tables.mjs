// The promises about tables of cards.
import { readFile } from 'node:fs/promises';
import { until, want } from './house.mjs';
import { table, upload } from './scenes.mjs';

export const tablePromises = {
  'a table becomes cards after a check, and is taken back': async (h) => {
    const mark = String(Date.now()).slice(-7);
    const page = await h.page();
    await page.goto('/cards');
    await page.getByRole('link', { name: 'Import' }).click();
    await upload(page, table(mark));
    want(await page.getByRole('combobox', { name: 'What the column Telefonszám becomes' }).inputValue(), 'Number', 'the guess');
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('What the import would do').waitFor();
    for (const [row, why] of [[4, 'last digits'], [5, 'no such agent'], [6, 'Neither a name nor a number']]) {
      await page.getByRole('row', { name: new RegExp(`^${row} .*${why}`) }).waitFor();
    }
    const found = async () => (await h.ask('GET', `/cards?q=${mark}`)).items.length;
    want(await found(), 0, 'cards after the check');
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText('What came of it').waitFor();
    want(await found(), 2, 'cards after the run');
    await page.getByRole('button', { name: 'Take back' }).click();
    await page.getByRole('status').filter({ hasText: 'Taken back' }).waitFor();
    await until(async () => (await found()) === 0, 'the cards to go');
    await page.goto('/imports');
    await page.getByText('Taken back · 5 rows').first().waitFor();
  },

  'a running import is cancelled, and what was imported is taken back': async (h) => {
    const rows = Array.from({ length: 6_000 }, (_, i) => `Halved${h.mark} ${i};+3670${String(i).padStart(7, '0')}`);
    const file = { name: 'half.csv', mimeType: 'text/csv', buffer: Buffer.from(['Name;Phone', ...rows].join('\n')) };
    const { id, columns } = await (await h.context.request.post('/api/v1/imports', { multipart: { file } })).json();
    await h.ask('POST', `/imports/${id}/check`, { columns, rule: 'fill' });
    await until(async () => (await h.ask('GET', `/imports/${id}`)).state === 'checked', 'the check', 60_000);
    const page = await h.page();
    await page.goto(`/imports/${id}`);
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('button', { name: 'Cancel the import' }).click();
    await page.getByRole('status').filter({ hasText: /^Cancelled$/ }).waitFor();
    const { done, counts } = await h.ask('GET', `/imports/${id}`);
    want(done < rows.length && counts.new === done, true, `${done} of ${rows.length} rows imported, ${counts.new} cards made`);
    await page.getByRole('button', { name: 'Take back' }).click();
    await page.getByRole('status').filter({ hasText: /^Taken back$/ }).waitFor({ timeout: 60_000 });
    want((await h.ask('GET', `/cards?q=${encodeURIComponent(`Halved${h.mark}`)}`)).items.length, 0, 'cards left');
  },

  'the cards that the list shows are saved as a table': async (h) => {
    const name = `Table ${h.mark}`;
    await h.ask('POST', '/cards', { name: `Other ${h.mark}`, allow_duplicate: true });
    await h.ask('POST', '/cards', { name, tags: [`table${h.mark}`], tier: 'key', allow_duplicate: true });
    const page = await h.page();
    await page.goto(`/cards?tag=table${h.mark}&tier=key`);
    await page.getByRole('link', { name }).waitFor();
    await page.getByRole('button', { name: 'Export 1', exact: true }).click();
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'CSV' }).click()]);
    want(/^cards-\d{4}-\d\d-\d\d\.csv$/.test(file.suggestedFilename()), true, 'the name of the file');
    const lines = (await readFile(await file.path(), 'utf8')).trim().split('\r\n');
    want(lines.length, 2, 'lines of the table');
    want(lines[1].startsWith(`${name};`), true, 'the card in it');
  },
};
