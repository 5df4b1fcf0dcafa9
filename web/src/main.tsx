import './app/components.css';
import '@mantine/notifications/styles.css';
import './app/page.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queries } from './api/queries';
import { ahead } from './app/ahead';
import { router } from './app/router';
import { styleNonce } from './app/nonce';
import { theme, variables } from './app/theme';
import { startLanguage } from './i18n';

// Components that lock the page's scrolling make a style of their own and look
// for its nonce here.
(globalThis as { __webpack_nonce__?: string }).__webpack_nonce__ = styleNonce();

const scheme = localStorageColorSchemeManager({ key: 'vonal.scheme' });

ahead();
await startLanguage();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      defaultColorScheme="auto"
      colorSchemeManager={scheme}
      getStyleNonce={styleNonce}
    >
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);

// Installed, or without a network, the page has its own words for it.
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  void navigator.serviceWorker.register('/sw.js').catch(() => undefined);
}
