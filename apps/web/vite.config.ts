import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `npm run dev` of the server listens. */
const server = 'http://127.0.0.1:3000';

export default defineConfig({
  root: import.meta.dirname,
  // Relative: the server writes the base path into the page's base element.
  base: './',
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    chunkSizeWarningLimit: 700,
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: { '/api': { target: server, changeOrigin: false } },
  },
});
