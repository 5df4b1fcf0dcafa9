// Promises about what an agent does with the customer during a conversation.
import { until, want } from './house.mjs';
import { atThePhone } from './phone.mjs';

export const talkPromises = {
  'a customer is put on hold and taken back, and the bar says for how long': async (h) => {
    const { page, publish, call } = await atThePhone(h, 'talking');
    const sent = [];
    await page.route(/\/api\/v1\/calls\/scene\/(hold|resume)$/, async (route) => {
      sent.push(route.request().url().split('/').pop());
      await route.fulfill({ status: 204 });
    });
    await page.goto('/desk');
    const bar = page.getByRole('region', { name: 'Your call' });
    await bar.getByRole('button', { name: 'Hold' }).click();
    await until(() => sent.join() === 'hold', 'what was asked for');
    await publish({ type: 'call', call: { ...call, held_since: new Date(Date.now() - 61_000).toISOString() } });
    await bar.getByRole('button', { name: /^Back from hold\s+1:0/ }).click();
    await until(() => sent.join() === 'hold,resume', 'what was asked for');
    await publish({ type: 'call', call });
    await bar.getByRole('button', { name: 'Hold' }).waitFor();
  },

  'a caller is handed over to a colleague who is free, and who is not free cannot be chosen': async (h) => {
    const { page, publish, call, own } = await atThePhone(h, 'talking');
    const free = { ...own, id: 'free', name: `Free ${h.mark}`, state: 'available', call_id: null };
    const busy = { ...own, id: 'busy', name: `Busy ${h.mark}`, state: 'paused', reason: 'lunch', call_id: null };
    let sent;
    await page.route(/\/api\/v1\/calls\/scene\/hand-over$/, async (route) => {
      sent = route.request().postDataJSON();
      await route.fulfill({ status: 204 });
    });
    await page.goto('/desk');
    const bar = page.getByRole('region', { name: 'Your call' });
    await bar.getByRole('button', { name: 'Hand over' }).waitFor();
    await publish({ type: 'agent', agent: free });
    await publish({ type: 'agent', agent: busy });
    await bar.getByRole('button', { name: 'Hand over' }).click();
    await page.getByRole('menuitem', { name: 'To whoever is next' }).waitFor();
    want(await page.getByRole('menuitem', { name: busy.name }).isDisabled(), true, 'who is at lunch is out of reach');
    await page.getByRole('menuitem', { name: free.name }).click();
    await until(() => sent, 'the hand-over');
    want(sent.agent_id, 'free', 'to whom');
    await publish({ type: 'call', call: { ...call, state: 'ringing', agent_id: 'free' } });
    await publish({ type: 'agent', agent: { ...own, state: 'wrapup', state_until: new Date(Date.now() + 180_000).toISOString(), version: own.version + 1 } });
    await bar.getByText(`Handed over to ${free.name}`).waitFor();
    await bar.getByRole('button', { name: 'Ready' }).waitFor();
    want(await bar.getByRole('textbox', { name: 'Note' }).count(), 0, 'notes of who has no call any more');
  },
};
