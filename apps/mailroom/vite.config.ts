import { execFileSync } from 'node:child_process';
import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/**
 * The server as plain JavaScript: our own packages bundled, everything from the registry left where
 * it is. Threads are entries of their own, since a thread starts from a file.
 */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'dist',
    emptyOutDir: true,
    sourcemap: true,
    minify: false,
    rollupOptions: {
      input: {
        main: fileURLToPath(new URL('src/main.ts', import.meta.url)),
        'pglite-thread': fileURLToPath(
          new URL('../../packages/engine/src/store/pglite-thread.ts', import.meta.url),
        ),
        'mail-thread': fileURLToPath(
          new URL('../../packages/engine/src/threads/mail-thread.ts', import.meta.url),
        ),
        'prepare-database': fileURLToPath(new URL('src/prepare-database.ts', import.meta.url)),
      },
      // Everything in one directory: paths.ts counts on it.
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js', format: 'es' },
      external: (id) => {
        if (id.startsWith('node:') || builtinModules.includes(id)) return true;
        return /^(@[a-z0-9-]+\/)?[a-z]/.test(id) && !id.startsWith('@mailroom/');
      },
    },
  },
  ssr: { noExternal: [/^@mailroom\//] },
  plugins: [
    {
      name: 'prepared-database',
      // Tables made here once: a first start unpacks them instead of spending seconds on making them.
      writeBundle() {
        const script = fileURLToPath(new URL('dist/prepare-database.js', import.meta.url));
        execFileSync(process.execPath, [script], { stdio: 'inherit' });
      },
    },
  ],
});
