// Promises about the card: what is changed where it stands.
import { until, want } from './house.mjs';

// opened is a card of its own, and the page on which it stands.
async function opened(h, body = {}, how = {}) {
  const card = await h.ask('POST', '/cards', { name: `Carded ${h.mark}`, allow_duplicate: true, ...body });
  const page = await h.page(how);
  await page.goto(`/cards/${card.id}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return { page, now: () => h.ask('GET', `/cards/${card.id}`), card };
}

const tail = () => String(1_000_000 + Math.floor(Math.random() * 8_999_999));

export const cardPromises = {
  'a name is changed where it stands, shows before it is saved, and is taken back by one press': async (h) => {
    const { page, now, card } = await opened(h);
    const heading = page.getByRole('heading', { level: 1 });
    await heading.getByRole('button').click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Not this one');
    await page.keyboard.press('Escape');
    await heading.getByText(card.name).waitFor();
    let go;
    const held = new Promise((done) => (go = done));
    await page.route(`**/api/v1/cards/${card.id}`, async (route) => {
      if (route.request().method() === 'PATCH') await held;
      await route.continue();
    });
    await heading.getByRole('button').press('Enter');
    await page.getByRole('textbox', { name: 'Name' }).fill(`Renamed ${h.mark}`);
    await page.keyboard.press('Enter');
    await heading.getByText(`Renamed ${h.mark}`).waitFor(); // the server has not answered yet
    want((await now()).name, card.name, 'the name that is kept');
    go();
    await until(async () => (await now()).name === `Renamed ${h.mark}`, 'the name saved');
    await page.getByRole('button', { name: 'Undo' }).click();
    await until(async () => (await now()).name === card.name, 'the name as it was');
    await heading.getByText(card.name).waitFor();
  },

  'a number is added, made the main one and removed where it stands, and a wrong one stays in its field': async (h) => {
    const [a, b] = [tail(), tail()];
    const { page, now } = await opened(h, { phones: [`+3630${a}`] });
    await page.getByRole('button', { name: 'Add number' }).click();
    const field = page.getByRole('textbox', { name: 'Number' });
    await field.fill('12');
    await field.press('Enter');
    await until(async () => (await field.getAttribute('aria-invalid')) === 'true', 'the refusal beside the number');
    want(await field.inputValue(), '12', 'what was typed');
    await field.fill(`+36 70 ${b}`);
    await page.getByRole('textbox', { name: 'What it is' }).fill('mobile');
    await page.keyboard.press('Enter');
    await until(async () => (await now()).phones.length === 2, 'the number added');
    want((await now()).numbers[1].label, 'mobile', 'what it is');
    const menu = page.getByRole('button', { name: /^Actions for 06 70 / });
    await menu.click();
    await page.getByRole('menuitem', { name: 'Make it the main one' }).click();
    await until(async () => (await now()).phones[0] === `+3670${b}`, 'the number first');
    await page.getByText(/^main · mobile/).waitFor();
    await page.reload(); // the notices of what was done before are gone with it
    await menu.click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await until(async () => (await now()).phones.join() === `+3630${a}`, 'the number gone');
    await page.getByRole('button', { name: 'Undo' }).click();
    await until(async () => (await now()).phones.length === 2, 'the number back');
  },

  'changes that follow each other are one line, which opens; what is shown of the story survives a reload': async (h) => {
    const { page, card } = await opened(h);
    for (const language of ['hu', 'en', 'ru']) await h.ask('PATCH', `/cards/${card.id}`, { language }, { 'If-Match': '*' });
    await h.ask('POST', `/cards/${card.id}/notes`, { text: `Told ${h.mark}` });
    const folded = page.getByRole('button', { name: /changed 3 things/ });
    const change = page.getByText('Language: none → hu');
    await folded.waitFor();
    await page.getByText(`Told ${h.mark}`).waitFor();
    want(await change.count(), 0, 'changes before the press');
    await folded.click();
    await change.waitFor();
    await page.locator('input[type=file]').first().setInputFiles({ name: 'offer.txt', mimeType: 'text/plain', buffer: Buffer.from(`Offer ${h.mark}`) });
    await page.getByRole('group', { name: 'What is shown' }).getByRole('button', { name: 'Files' }).click();
    await page.getByText('File added: offer').waitFor();
    want(await page.getByText(`Told ${h.mark}`).count(), 0, 'notes among the files');
    await page.reload();
    await page.getByText('File added: offer').waitFor();
    want(await page.getByRole('button', { name: 'Files', pressed: true }).count(), 1, 'the view after a reload');
  },

  'another card is found, looked at and merged into this one, and both are taken apart again later': async (h) => {
    const [a, b] = [tail(), tail()];
    const { page, now } = await opened(h, { phones: [`+3630${a}`], tier: 'key' });
    const other = await h.ask('POST', '/cards', { name: `Twin ${h.mark}`, phones: [`+3630${b}`] });
    await page.getByRole('button', { name: 'Merge…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('searchbox').fill(`Twin ${h.mark}`);
    await dialog.getByRole('button', { name: other.name }).click();
    await dialog.getByText(`06 30 ${b.slice(0, 3)} ${b.slice(3)}`).waitFor();
    await dialog.getByRole('radio', { name: other.name }).check();
    await dialog.getByRole('button', { name: 'Merge', exact: true }).click();
    await until(async () => (await now()).phones.length === 2, 'both numbers on one card');
    await page.getByRole('heading', { name: other.name, level: 1 }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: `Take apart: ${other.name}` }).click();
    await until(async () => (await now()).phones.join() === `+3630${a}`, 'the card as it was');
    want((await h.ask('GET', `/cards/${other.id}`)).phones.join(), `+3630${b}`, 'the other card');
    await page.getByRole('button', { name: /^Take apart/ }).waitFor({ state: 'detached' });
  },

  'a contact who is removed comes back by one press, with the numbers that were theirs': async (h) => {
    const { page, now, card } = await opened(h, { phones: [`+3630${tail()}`], contacts: [{ name: 'Kati' }] });
    const phone = card.phones[0];
    await h.ask('PATCH', `/cards/${card.id}`, { numbers: [{ phone, contact_id: (await now()).contacts[0].id }] }, { 'If-Match': '*' });
    await page.reload();
    await page.getByRole('button', { name: 'Remove Kati' }).click();
    await until(async () => (await now()).contacts.length === 0, 'the contact gone');
    await page.getByRole('button', { name: 'Undo' }).click();
    await until(async () => {
      const { contacts, numbers } = await now();
      return contacts.length === 1 && numbers[0].contact_id === contacts[0].id;
    }, 'the contact back, with the number');
  },

  'a second customer of one name is made knowing of the first': async (h) => {
    const name = `Namesake ${h.mark}`;
    const phone = `+3630777${String(Date.now() % 10_000).padStart(4, '0')}`;
    const first = await h.ask('POST', '/cards', { name, phones: [phone] });
    const page = await h.page();
    await page.goto('/cards');
    await page.getByRole('button', { name: 'New card' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByRole('button', { name: 'Make card' }).click();
    const alike = dialog.getByRole('list', { name: 'Cards like this' });
    await alike.getByText(phone.slice(-4)).waitFor();
    want(await alike.getByRole('link').getAttribute('href'), `/cards/${first.id}`, 'where the other one stands');
    await dialog.getByRole('button', { name: 'Make another one' }).click();
    await page.waitForURL((url) => url.pathname.startsWith('/cards/') && !url.pathname.endsWith(first.id));
    await page.goto('/duplicates');
    const row = page.getByRole('row').filter({ hasText: name });
    await row.getByText(phone.slice(-4)).waitFor();
    want(await row.getByRole('link').count(), 2, 'the two of them');
  },
};
