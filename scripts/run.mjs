// Runs a TypeScript entry of the repository: node scripts/run.mjs [--built] <file> [arguments …]
// With --built the server and the web client are built first, when they are stale.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfStale, installIfNeeded, requireNode, root } from './prepare.mjs';

requireNode();
installIfNeeded();
const [first, ...rest] = process.argv.slice(2);
const isBuilt = first === '--built';
if (isBuilt) buildIfStale();
const [entry, ...args] = isBuilt ? rest : [first, ...rest];
const tsx = pathToFileURL(join(root, 'node_modules/tsx/dist/esm/index.mjs')).href;
const child = spawn(process.execPath, ['--import', tsx, join(root, entry), ...args], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.once('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
