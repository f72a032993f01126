// npm run dev: the server under tsx with restart on change, the web client under Vite.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { installIfNeeded, requireNode, root } from './prepare.mjs';

requireNode();
installIfNeeded();
const children = [
  spawn(
    process.execPath,
    [
      join(root, 'node_modules/tsx/dist/cli.mjs'),
      'watch',
      join(root, 'apps/mailroom/src/main.ts'),
      ...process.argv.slice(2),
    ],
    { stdio: 'inherit', env: { ...process.env, MAILROOM_DEV: '1' } },
  ),
  spawn(process.execPath, [join(root, 'node_modules/vite/bin/vite.js')], {
    cwd: join(root, 'apps/web'),
    stdio: 'inherit',
  }),
];
const stop = () => {
  for (const child of children) child.kill('SIGTERM');
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
for (const child of children) child.once('exit', stop);
