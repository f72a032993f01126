// What every command needs before it can begin: a fitting Node, the packages, a fresh build.
// Plain Node without packages, because it runs before there are any.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const SOURCES = ['packages', 'apps', 'package-lock.json', 'scripts/build.mjs'];
const BUILD_STAMP = join(root, 'apps/mailroom/dist/.stamp');
const INSTALL_STAMP = join(root, 'node_modules/.mailroom-install');

/** Ends with a clear message where Node is too old. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(
    `Mailroom needs Node.js 20.19 or newer; this is ${process.version}. Get it from https://nodejs.org`,
  );
  process.exit(1);
}

/** Installs the packages when there are none, or when the lock file has changed since. */
export function installIfNeeded() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (readIfThere(INSTALL_STAMP) === wanted) return;
  console.error('Installing packages (the first time only, about a minute) …');
  run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(INSTALL_STAMP, wanted);
}

/** Builds the server and the web client when any source is newer than the last build. */
export function buildIfStale() {
  const wanted = sourceState();
  if (readIfThere(BUILD_STAMP) === wanted) return;
  console.error('Building …');
  run(process.execPath, [join(root, 'scripts/build.mjs')]);
  mkdirSync(dirname(BUILD_STAMP), { recursive: true });
  writeFileSync(BUILD_STAMP, wanted);
}

/** Runs a command in the project's root and ends with its exit code where it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32' && command === 'npm',
    ...options,
  });
  if (result.error) {
    console.error(`${command} could not be started: ${result.error.message}`);
    process.exit(1);
  }
  if (result.status !== 0) process.exit(result.status ?? 1);
}

function sourceState() {
  const hash = createHash('sha256');
  for (const source of SOURCES) addTo(hash, join(root, source));
  return hash.digest('hex');
}

function addTo(hash, path) {
  const info = statSync(path, { throwIfNoEntry: false });
  if (!info) return;
  if (!info.isDirectory()) {
    hash.update(`${path}\0${info.size}\0${info.mtimeMs}\n`);
    return;
  }
  for (const name of readdirSync(path).sort()) {
    if (['node_modules', 'dist', 'data', '.vite'].includes(name)) continue;
    addTo(hash, join(path, name));
  }
}

function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}
