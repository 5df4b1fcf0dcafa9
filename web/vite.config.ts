import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { chunks } from './dev/chunks.ts';
import { mock } from './dev/mock.ts';

// A real server to develop against; in mode "mock" the page has its own.
const server = process.env.VONAL_URL ?? 'http://127.0.0.1:8080';

export default defineConfig(({ mode }) => ({
  plugins: [react(), ...(mode === 'mock' ? [mock()] : [])],
  build: {
    target: 'es2022',
    // Nothing is inlined: the page's content policy allows no data: addresses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 420,
    // The description of the API is a page of its own: nobody else loads it.
    rolldownOptions: { input: ['index.html', 'api/docs.html'], output: { codeSplitting: { groups: chunks(`${import.meta.dirname}/src`) } } },
  },
  server:
    mode === 'mock'
      ? {}
      : { proxy: { '/api': server, '/connection': { target: server, ws: true } } },
  preview: { port: 4173 },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
}));
