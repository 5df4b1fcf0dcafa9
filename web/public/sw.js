// What the browser keeps running while no page is open: it shows what it is
// pushed, and a press opens what that is about.
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
