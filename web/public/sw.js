// Keeps what the page is made of, and a page that says so when Vonal cannot be
// reached. Answers of the API are never kept: nothing old is shown as fresh.
const SHELL = 'vonal-shell-1';
const OFFLINE = ['/offline', '/offline.css', '/offline.js', '/scheme.js', '/favicon.svg'];
const MOST = 300; // files kept; those of builds that are gone go first

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(OFFLINE)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  const old = (names) => Promise.all(names.filter((n) => n !== SHELL).map((n) => caches.delete(n)));
  event.waitUntil(caches.keys().then(old).then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate') {
    event.respondWith(fetch(request).catch(() => caches.match('/offline')));
  } else if (pathname.startsWith('/assets/')) {
    event.respondWith(asset(request)); // its name changes with its content
  } else if (OFFLINE.includes(pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(pathname)));
  }
});

async function asset(request) {
  const cache = await caches.open(SHELL);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) {
    await cache.put(request, answer.clone());
    const all = (await cache.keys()).filter((r) => new URL(r.url).pathname.startsWith('/assets/'));
    await Promise.all(all.slice(0, Math.max(0, all.length - MOST)).map((r) => cache.delete(r)));
  }
  return answer;
}

// While no page is open it shows what it is pushed, and a press opens what that
// is about.
self.addEventListener('push', (event) => {
  let told = {};
  try {
    told = event.data.json();
  } catch {
    // what cannot be read is shown as something new
  }
  const shown = { body: String(told.body ?? ''), tag: String(told.id ?? ''), icon: '/favicon.svg', data: String(told.link ?? '/') };
  event.waitUntil(self.registration.showNotification(String(told.title ?? 'Vonal'), shown));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const url = new URL(event.notification.data, self.location.origin);
  if (url.origin !== self.location.origin) return;
  event.waitUntil(
    self.clients.matchAll({ type: 'window' }).then(async ([page]) => {
      if (!page) return self.clients.openWindow(url);
      await page.focus();
      return page.navigate(url);
    }),
  );
});
