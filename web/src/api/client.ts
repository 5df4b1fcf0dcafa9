import createClient from 'openapi-fetch';
import type { paths } from './schema';

// api makes requests in the name of whoever is logged in: the session is a
// cookie that scripts cannot read.
export const api = createClient<paths>({ baseUrl: '/api/v1', credentials: 'same-origin' });

// Refusals are answered in the language of the page.
api.use({
  onRequest: ({ request }) => {
    request.headers.set('Accept-Language', document.documentElement.lang);
  },
});
