import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** Whether this runs from TypeScript source rather than from a bundle. */
export const isSource = import.meta.url.endsWith('.ts');

/**
 * Starts a thread: a file of JavaScript beside the bundle, or in source TypeScript, which a thread
 * of Node 20 reads only after tsx has registered itself inside that thread.
 */
export function spawnThread(
  url: URL,
  options: Pick<WorkerOptions, 'workerData' | 'resourceLimits'> = {},
): Worker {
  // A debugger or loader of the parent is none of the thread's business.
  if (!url.pathname.endsWith('.ts')) return new Worker(url, { ...options, execArgv: [] });
  const tsx = createRequire(import.meta.url).resolve('tsx/package.json');
  const api = pathToFileURL(join(dirname(tsx), 'dist/esm/api/index.mjs')).href;
  const script = `import(${JSON.stringify(api)}).then(({ tsImport }) =>
    tsImport(${JSON.stringify(url.href)}, ${JSON.stringify(import.meta.url)}));`;
  return new Worker(script, { ...options, execArgv: [], eval: true });
}
