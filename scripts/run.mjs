// Runs a TypeScript entry of the repository: node scripts/run.mjs <file> [arguments …]
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installIfNeeded, requireNode, root } from './prepare.mjs';

requireNode();
installIfNeeded();
const [entry, ...args] = process.argv.slice(2);
const tsx = pathToFileURL(join(root, 'node_modules/tsx/dist/esm/index.mjs')).href;
const child = spawn(process.execPath, ['--import', tsx, join(root, entry), ...args], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.once('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
