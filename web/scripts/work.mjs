// Promises about tasks and the files that lie with them, and about people.
import { dutyPromises } from './duties.mjs';
import { until, want } from './house.mjs';
import { numbersPromises } from './numbers.mjs';
import { peoplePromises } from './people.mjs';
import { noticePromises } from './notices.mjs';
import { schedulePromises } from './schedule.mjs';
import { webhookPromises } from './webhooks.mjs';

const pdf = (text) => ({ name: `${text}.pdf`, mimeType: 'application/pdf', buffer: Buffer.from(`%PDF-1.7\n${text}\n%%EOF\n`) });

export const workPromises = {
  ...dutyPromises,
  ...numbersPromises,
  ...peoplePromises,
  ...noticePromises,
  ...schedulePromises,
  ...webhookPromises,

  'an outcome of the company is made, changed, put higher and archived': async (h) => {
    const name = `Demo ${h.mark}`;
    const listed = async () => (await h.ask('GET', '/outcomes')).items;
    const own = async () => (await listed()).find((o) => o.labels.en === name);
    const page = await h.page();
    await page.goto('/settings/outcomes');
    await page.getByRole('button', { name: 'New outcome' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name (en)').fill(name);
    await dialog.getByLabel('Opens a task').check();
    await dialog.getByLabel('What is to do').fill('Show it');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    want((await own()).task.title, 'Show it', 'the task it opens');
    const before = (await listed()).filter((o) => !o.archived).findIndex((o) => o.labels.en === name);
    await page.getByRole('button', { name: `Put higher: ${name}` }).click();
    await until(async () => (await listed()).findIndex((o) => o.labels.en === name) === before - 1, 'the new place');
    await page.getByRole('button', { name: `Archive ${name}` }).click();
    await until(async () => (await own()).archived, 'the archive');
    await page.getByRole('button', { name: 'Undo' }).click();
    await until(async () => !(await own()).archived, 'it back');
    await page.getByRole('button', { name: `Archive ${name}` }).click();
    await until(async () => (await own()).archived, 'the archive again');
  },

  'a task is opened by its title: a step, a word and a file are added where they stand': async (h) => {
    const title = `Whole ${h.mark}`;
    const task = await h.ask('POST', '/tasks', { title });
    const page = await h.page();
    await page.goto('/tasks?whose=all');
    await page.getByRole('button', { name: title, exact: true }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel('Add a step').fill('Ask for the address');
    await drawer.getByLabel('Add a step').press('Enter');
    await drawer.getByRole('checkbox', { name: 'Ask for the address' }).click();
    await until(async () => (await h.ask('GET', `/tasks/${task.id}`)).checklist[0]?.done, 'the step ticked');
    await drawer.getByLabel('Say something…').fill('I have it');
    await drawer.getByLabel('Say something…').press('Control+Enter');
    await drawer.getByText('I have it').waitFor();
    await drawer.locator('input[type=file]').first().setInputFiles(pdf('plan'));
    await drawer.getByRole('link', { name: 'plan.pdf' }).waitFor();
    const { items } = await h.ask('GET', `/tasks/${task.id}/files`);
    want(items.length, 1, 'files of the task');
    await page.goto(`/tasks?task=${task.id}`);
    await page.getByRole('dialog').getByText(title).first().waitFor();
  },

  "a task's history tells who changed what, from what to what": async (h) => {
    const title = `Told ${h.mark}`;
    const task = await h.ask('POST', '/tasks', { title, checklist: [{ text: 'Ask', done: false }] });
    const page = await h.page();
    await page.goto(`/tasks?task=${task.id}`);
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('checkbox', { name: 'Ask' }).click();
    const told = drawer.getByRole('region', { name: 'History' });
    await told.getByText('Checklist: ☑ Ask').waitFor();
    await drawer.getByLabel('Priority').click();
    await page.getByRole('option', { name: 'High' }).click();
    await told.getByText('Priority: Normal → High').waitFor();
    want(await told.getByRole('listitem').count(), 2, 'lines of the history');
    want((await h.ask('GET', `/tasks/${task.id}/history`)).items[0].changes[0].to, 'high', 'the newest change');
  },

  'a task waits for another, which is found as one types, until that is removed': async (h) => {
    const first = await h.ask('POST', '/tasks', { title: `Zz needle ${h.mark}` }); // without a deadline: behind all the others
    const task = await h.ask('POST', '/tasks', { title: `Waits ${h.mark}` });
    for (let i = 0; i < 55; i++) await h.ask('POST', '/tasks', { title: `Hay ${h.mark} ${i}`, due_at: '2031-01-01T10:00:00Z' });
    const page = await h.page();
    await page.goto(`/tasks?task=${task.id}`);
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('combobox', { name: 'Wait for another task…' }).fill(`needle ${h.mark}`);
    await page.getByRole('option', { name: `Zz needle ${h.mark}` }).click();
    const waits = drawer.getByRole('region', { name: 'Waits for' });
    await waits.getByRole('listitem').filter({ hasText: 'Zz needle' }).waitFor();
    want((await h.ask('GET', `/tasks/${task.id}`)).blocked_by[0].id, first.id, 'what it waits for');
    await h.ask('DELETE', `/tasks/${first.id}`, undefined, { 'If-Match': '*' });
    await waits.getByRole('listitem').waitFor({ state: 'detached' });
    await drawer.getByRole('combobox', { name: 'Wait for another task…' }).fill(`Hay ${h.mark} 54`);
    await page.getByRole('option', { name: `Hay ${h.mark} 54` }).click();
    await drawer.getByRole('button', { name: `No longer wait for Hay ${h.mark} 54` }).click();
    await until(async () => (await h.ask('GET', `/tasks/${task.id}`)).blocked_by.length === 0, 'it waits for nothing');
  },

  'a task comes again in a way of its own': async (h) => {
    const task = await h.ask('POST', '/tasks', { title: `Again ${h.mark}`, due_local: '2031-01-06T10:00', zone: 'Europe/Budapest' });
    const page = await h.page();
    await page.goto(`/tasks?task=${task.id}`);
    const drawer = page.getByRole('dialog');
    const again = drawer.getByRole('combobox', { name: 'Comes again' });
    const rule = async () => (await h.ask('GET', `/tasks/${task.id}`)).recurrence;
    const form = drawer.getByRole('group', { name: 'Another way…' });
    await again.click();
    await page.getByRole('option', { name: 'Another way…' }).click();
    await form.getByLabel('Every').fill('2');
    await form.getByText('Wed', { exact: true }).click();
    await form.getByText('Fri', { exact: true }).click();
    await form.getByLabel('How often').fill('5');
    await form.getByText('Every 2 weeks · Wed, Fri · 5 times').waitFor();
    await form.getByRole('button', { name: 'Apply' }).click();
    await until(async () => (await rule()) === 'FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,FR;COUNT=5', 'the rule kept');
    await until(async () => (await again.inputValue()) === 'Every 2 weeks · Wed, Fri · 5 times', 'the rule in words');
    await again.click();
    await page.getByRole('option', { name: 'Another way…' }).click();
    await form.getByRole('combobox', { name: 'Of what' }).click();
    await page.getByRole('option', { name: 'months' }).click();
    await form.getByRole('combobox', { name: 'Day of the month' }).click();
    await page.getByRole('option', { name: 'on the last day of the month' }).click();
    await form.getByRole('button', { name: 'Cancel' }).click();
    want(await rule(), 'FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,FR;COUNT=5', 'the rule after a change was left');
    await again.click();
    await page.getByRole('option', { name: 'Once' }).click();
    await until(async () => !(await rule()), 'the rule gone');
  },

  'a project has tasks, members and a discussion, and says how far it has come': async (h) => {
    const title = `Fair ${h.mark}`;
    const page = await h.page();
    await page.goto('/tasks');
    await page.getByRole('link', { name: 'Projects' }).click();
    await page.getByLabel('A new project').fill(title);
    await page.getByRole('button', { name: 'Add' }).click();
    await page.getByRole('heading', { name: title }).waitFor();
    await page.getByLabel('What is to do').fill('Book the stand');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('checkbox', { name: 'Done: Book the stand' }).click();
    await page.getByText('Nothing is left to do here').waitFor();
    await page.getByLabel('Say something…').fill('Hall 3');
    await page.getByLabel('Say something…').press('Control+Enter');
    await page.getByText('Hall 3').waitFor();
    await page.getByRole('link', { name: 'Projects' }).click();
    await page.getByRole('listitem').filter({ hasText: title }).getByText('1/1').waitFor();
  },

  'a file dropped on the files of a card is kept': async (h) => {
    const card = await h.ask('POST', '/cards', { name: `Drop ${h.mark}`, allow_duplicate: true });
    const page = await h.page();
    await page.goto(`/cards/${card.id}`);
    const block = page.locator('section[aria-labelledby=cards-files]');
    await block.waitFor();
    const dropped = await page.evaluateHandle(() => {
      const data = new DataTransfer();
      data.items.add(new File(['%PDF-1.7\ndropped\n%%EOF\n'], 'dropped.pdf', { type: 'application/pdf' }));
      return data;
    });
    await block.dispatchEvent('dragover', { dataTransfer: dropped });
    await block.dispatchEvent('drop', { dataTransfer: dropped });
    await block.getByRole('link', { name: 'dropped.pdf' }).waitFor();
    want((await h.ask('GET', `/cards/${card.id}/files`)).items.length, 1, 'files of the card');
  },

  "one's deadlines have a secret address, made and switched off": async (h) => {
    const page = await h.page();
    await page.goto('/profile');
    await page.getByRole('button', { name: /Make an? (new )?address/ }).click();
    const address = (await page.getByText(/\/api\/v1\/calendar\/.+\.ics/).innerText()).trim();
    const read = await h.context.request.get(address);
    want(read.status(), 200, 'answer to a calendar program');
    want((await read.text()).startsWith('BEGIN:VCALENDAR'), true, 'a calendar');
    await page.getByRole('button', { name: 'Switch it off' }).click();
    await page.getByRole('button', { name: 'Make an address' }).waitFor();
    want((await h.context.request.get(address)).status(), 404, 'the address afterwards');
  },
};
