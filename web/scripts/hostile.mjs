// Promises about text that strangers send: wherever it stands it is text.
import { faults } from './browser.mjs';
import { want } from './house.mjs';
import { atThePhone } from './phone.mjs';

const evil = 'window.evil=1';

// What a caller may send as a name, or type into a form.
const names = [
  `<script>${evil}</script>`, `<img src=x onerror="${evil}">`, `"><svg onload=${evil}>`, `' onmouseover='${evil}' x='`, `javascript:${evil}`, '</title></textarea><h1>Big</h1>',
  "Robert'); DROP TABLE cards;--", '"\r\nX-Evil: 1', "=cmd|'/c calc'!A1", '${EXTEN} {{7*7}} $t(quick.hour) %s%n', '\u202eevil\u202c \u2066gnp.exe', '👩‍👩‍👧‍👦 ҉҉҉ Z͑ͫ̓a̷l̷g̷o̷', 'W'.repeat(190),
];

// inert fails where the page does anything with the text but show it.
async function inert(page, where) {
  const found = await page.evaluate(() => ({
    ran: Boolean(window.evil),
    made: document.querySelectorAll('main script, main img[src=x], main svg[onload], main [onmouseover], main [onerror], [role=status] script, [role=status] img').length,
    turned: /[\u202a-\u202e\u2066-\u2069\u0000]/.test(document.body.innerText),
  }));
  want(JSON.stringify(found), JSON.stringify({ ran: false, made: 0, turned: false }), where);
  const wrong = (await faults(page)).filter((f) => !f.startsWith('cut'));
  want(wrong.join('; '), '', `${where}: the page`);
}

export const hostilePromises = {
  'no text of a stranger becomes markup: in the list, on the card, in its story, on the board': async (h) => {
    const tag = `evil${h.mark}`;
    const page = await h.page();
    for (const name of names) {
      const card = await h.ask('POST', '/cards', { name, tags: [tag], allow_duplicate: true });
      await h.ask('POST', `/cards/${card.id}/notes`, { text: `${name} #` });
      await h.ask('POST', '/deals', { card_id: card.id, title: `${name} ${tag}`.slice(-200), amount: 1, currency: 'HUF' });
      await h.ask('POST', '/tasks', { card_id: card.id, title: name });
      await page.goto(`/cards/${card.id}`);
      await page.locator('section ol li').first().waitFor();
      await inert(page, `the card of ${name}`);
    }
    await page.goto(`/cards?tag=${tag}`);
    await page.locator('tbody a').nth(names.length - 1).waitFor();
    await inert(page, 'the list of cards');
    await page.goto(`/deals?q=${tag}`);
    await page.locator('section[data-kind] button').nth(names.length - 1).waitFor();
    await inert(page, 'the board');
    await page.goto('/tasks?whose=all');
    await page.locator('main li').first().waitFor();
    await inert(page, 'the tasks');
  },

  'no name of a caller becomes markup: while the phone rings, and on the desk': async (h) => {
    const { page, publish, call } = await atThePhone(h);
    await page.goto('/desk');
    await page.getByText('Your phone is ringing').waitFor();
    for (const [i, name] of [...names, 'X'.repeat(4096), 'nul\u0000 \u0007bell'].entries()) {
      await publish({ type: 'call', call: { ...call, card_name: `no${i}. ${name}`, from_name: name } });
      await page.getByRole('status').getByText(`no${i}.`).waitFor();
      await inert(page, `the ringing of ${name.slice(0, 40)}`);
    }
  },
};
