// Builds the web client and the server bundle, side by side.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './prepare.mjs';

const vite = join(root, 'node_modules/vite/bin/vite.js');
const results = await Promise.all(['apps/web', 'apps/mailroom'].map(build));
if (results.some((code) => code !== 0)) process.exit(1);

function build(directory) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'error'], {
      cwd: join(root, directory),
      stdio: 'inherit',
      env: { ...process.env, NODE_ENV: 'production' },
    });
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
