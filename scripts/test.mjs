// npm test: every test that this machine can run, and a plain word on what was left out.
// On CI (CI=true) nothing may be left out: what is missing is installed, or the run fails.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { buildIfStale, installIfNeeded, requireNode, root } from './prepare.mjs';

requireNode();
installIfNeeded();
buildIfStale();

const chromium = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  process.env.CHROMIUM_PATH,
]
  .filter(Boolean)
  .find((path) => existsSync(path));
const postgres =
  process.env.MAILROOM_TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const hasPostgres = await answers(new URL(postgres));
const leftOut = [];
if (!chromium)
  leftOut.push(
    'browser tests: no Chromium found (Debian: apt-get install chromium, or set CHROMIUM_PATH)',
  );
if (!hasPostgres)
  leftOut.push('PostgreSQL tests: nothing answers (set MAILROOM_TEST_DATABASE_URL)');
const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython)
  leftOut.push(
    'the second reading of composed mail: no python3 found (Debian: apt-get install python3)',
  );
if (process.env.CI && leftOut.length > 0) {
  console.error(`On CI nothing may be left out:\n- ${leftOut.join('\n- ')}`);
  process.exit(1);
}

const result = spawnSync(
  process.execPath,
  [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      ...(chromium ? { CHROMIUM_PATH: chromium } : { MAILROOM_NO_BROWSER: '1' }),
      ...(hasPython ? {} : { MAILROOM_NO_PYTHON: '1' }),
      ...(hasPostgres ? { MAILROOM_TEST_DATABASE_URL: postgres } : {}),
    },
  },
);
console.log(
  leftOut.length === 0
    ? '\nNothing was left out.'
    : `\nLeft out on this machine:\n- ${leftOut.join('\n- ')}`,
);
process.exit(result.status ?? 1);

function answers(url) {
  return new Promise((resolve) => {
    const socket = net.connect({
      host: url.hostname,
      port: Number(url.port || 5432),
      timeout: 1000,
    });
    socket.once('connect', () => socket.destroy() && resolve(true));
    socket.once('timeout', () => socket.destroy() && resolve(false));
    socket.once('error', () => resolve(false));
  });
}
