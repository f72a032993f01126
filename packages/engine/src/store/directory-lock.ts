import { randomBytes } from 'node:crypto';
import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { MailError } from '../errors.ts';

interface LockHolder {
  pid: number;
  host: string;
  /** When the process began, as the system tells it; null where it does not. */
  processStart: string | null;
  /** Tells two locks of one process apart. */
  token: string;
}

/** A lock of another machine (a shared volume) is dead when nobody has touched it for so long. */
const FOREIGN_STALE_MS = 60_000;
const TOUCH_MS = 15_000;

/**
 * Takes the data directory for this process: the embedded database does not refuse a second opener,
 * and two of them destroy it. The lock of a process that died is taken over.
 *
 * @returns gives the directory back
 * @throws MailError `database_locked`, with pid and directory in the detail
 */
export function lockDirectory(directory: string): () => void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, 'mailroom.lock');
  const mine: LockHolder = {
    pid: process.pid,
    host: hostname(),
    processStart: processStart(process.pid),
    token: randomBytes(8).toString('hex'),
  };
  const draft = `${path}.${mine.token}`;
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    // A few rounds: others may clear away the same dead lock at the same moment.
    for (let round = 0; ; round += 1) {
      if (tryLink(draft, path)) break;
      const holder = readHolder(path);
      if (round >= 5 || (holder && isAlive(holder, path))) throw locked(directory, holder);
      clearDead(path, holder, mine.token);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  const touch = setInterval(() => touchQuietly(path), TOUCH_MS);
  touch.unref();
  return () => {
    clearInterval(touch);
    if (readHolder(path)?.token === mine.token) rmSync(path, { force: true });
  };
}

/** `link` is atomic and fails when the name is taken: of two processes one wins. */
function tryLink(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(path: string): LockHolder | null {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8')) as Partial<LockHolder>;
    if (typeof holder.pid !== 'number' || typeof holder.token !== 'string') return null;
    return { host: '', processStart: null, ...holder } as LockHolder;
  } catch {
    return null;
  }
}

function isAlive(holder: LockHolder, path: string): boolean {
  if (holder.host !== hostname()) {
    try {
      return Date.now() - statSync(path).mtimeMs < FOREIGN_STALE_MS;
    } catch {
      return false;
    }
  }
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  // The number may have been given to another process since, as in a container that began anew.
  return holder.processStart === null || holder.processStart === processStart(holder.pid);
}

/** Moves the dead lock aside first: removing by name could hit the fresh lock of somebody quicker. */
function clearDead(path: string, holder: LockHolder | null, token: string): void {
  const aside = `${path}.dead-${token}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const moved = readHolder(aside);
  if (moved && moved.token !== holder?.token) tryLink(aside, path);
  rmSync(aside, { force: true });
}

function processStart(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold spaces; the 20th field after it is the start time.
    return `${boot}:${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return null;
  }
}

function touchQuietly(path: string): void {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // Somebody removed the file by hand: nothing to keep alive.
  }
}

function locked(directory: string, holder: LockHolder | null): MailError {
  const who = holder ? `process ${holder.pid}` : 'another process';
  return new MailError('database_locked', {
    detail: `The data directory ${directory} is in use by ${who}.`,
    data: { directory, pid: holder?.pid ?? null },
  });
}
