import { defineConfig } from 'vite';
import { svelte } from '@sveltejs/vite-plugin-svelte';

// Everything in files of our own: the content security policy forbids what is inline.
export default defineConfig({
  plugins: [svelte()],
  base: './',
  build: {
    outDir: '../src/main/resources/dev/gambeson/server/console',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    target: 'es2022',
  },
  server: {
    proxy: { '/api': 'http://127.0.0.1:8090' },
  },
});
