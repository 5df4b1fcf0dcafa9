// Being told of notices by this browser while no page is open.
import { queryOptions } from '@tanstack/react-query';
import { api } from './client';
import { answerOf } from './problem';
import { queries } from './queries';

export const pushQuery = queryOptions({
  queryKey: ['me', 'push'],
  queryFn: ({ signal }) => answerOf(api.GET('/me/push', { signal })),
});

const KEPT = 'vonal.push'; // the id of this browser

export const thisBrowser = () => localStorage.getItem(KEPT);

// canPush reports whether this browser can be told; one over plain http cannot.
export const canPush = () => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

const text = (key: ArrayBuffer | null) =>
  btoa(String.fromCharCode(...new Uint8Array(key ?? new ArrayBuffer(0))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

// startPush has this browser told; false where its owner does not let us.
export async function startPush(sender: string, language: string): Promise<boolean> {
  if ((await Notification.requestPermission()) !== 'granted') return false;
  await navigator.serviceWorker.register('/sw.js');
  const worker = await navigator.serviceWorker.ready;
  const told = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: sender });
  const body = { endpoint: told.endpoint, p256dh: text(told.getKey('p256dh')), auth: text(told.getKey('auth')), language };
  const made = await answerOf(api.POST('/me/push', { body }));
  localStorage.setItem(KEPT, made.id);
  await queries.invalidateQueries({ queryKey: pushQuery.queryKey });
  return true;
}

// stopPush has a browser told no longer; this one gives its address back, too.
export async function stopPush(id: string) {
  await answerOf(api.DELETE('/me/push/{id}', { params: { path: { id } } }));
  if (id === thisBrowser()) {
    localStorage.removeItem(KEPT);
    const worker = await navigator.serviceWorker.getRegistration();
    await (await worker?.pushManager.getSubscription())?.unsubscribe();
  }
  await queries.invalidateQueries({ queryKey: pushQuery.queryKey });
}
