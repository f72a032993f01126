import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Puts the embedded database's files on the disk itself. */
export interface Durability {
  /** Whatever was committed before the call survives a power loss once this resolves. */
  flush(): Promise<void>;
  /** Also the data files, after which the log before the last checkpoint is not needed any more. */
  flushAll(): Promise<void>;
  /** Ends the timer and waits for what runs. */
  stop(): Promise<void>;
}

export interface DurabilityOptions {
  /** Default: every ten seconds, when the log has grown. */
  intervalMs?: number;
  /** Replaced by tests, which count. */
  fsync?: (path: string) => Promise<void>;
  onError(error: unknown): void;
}

const defaultIntervalMs = 10_000;
const stopMs = 5_000;
const logDirectory = 'pg_wal';
/** Disks do several at once; more would keep other files waiting. */
const atOnce = 4;
/** Two writes within one tick of the clock look like one: a file this young stays dirty. */
const youngMs = 50;

/**
 * PGlite writes with `fsync` off: the system keeps what was written when the process dies, but not
 * when the power does. The files are ordinary ones, so this process puts them on the disk beside
 * PGlite: no query waits for it, and it waits for no query.
 */
export function createDurability(directory: string, options: DurabilityOptions): Durability {
  const fsync = options.fsync ?? fsyncPath;
  /** Modification times at the last time that a file was put on the disk. */
  const flushed = new Map<string, number>();
  let isDirty = true;

  async function flushFolder(folder: string): Promise<boolean> {
    const entries = await readdir(folder, { withFileTypes: true }).catch(ignoreAbsent);
    const paths = (entries ?? []).flatMap((one) => (one.isFile() ? [join(folder, one.name)] : []));
    let changed = false;
    for (let at = 0; at < paths.length; at += atOnce)
      for (const isFlushed of await Promise.all(paths.slice(at, at + atOnce).map(flushPath)))
        changed ||= isFlushed;
    // The folder last: a name must not lead to a file that is not there yet.
    return (await flushPath(folder)) || changed;
  }

  async function flushPath(path: string): Promise<boolean> {
    // Read before: what is written meanwhile makes the file dirty again.
    const mtimeMs = (await stat(path).catch(ignoreAbsent))?.mtimeMs;
    if (mtimeMs === undefined || flushed.get(path) === mtimeMs) return false;
    await fsync(path).catch(ignoreAbsent);
    if (Date.now() - mtimeMs > youngMs) flushed.set(path, mtimeMs);
    return true;
  }

  async function flushLog(): Promise<void> {
    if (await flushFolder(join(directory, logDirectory))) isDirty = true;
  }

  async function flushData(folder: string): Promise<void> {
    const entries = await readdir(folder, { withFileTypes: true }).catch(ignoreAbsent);
    for (const entry of entries ?? [])
      if (entry.isDirectory()) await flushData(join(folder, entry.name));
    await flushFolder(folder);
  }

  const log = coalesced(flushLog);
  const all = coalesced(async () => {
    isDirty = false;
    await flushData(directory);
  });
  const timer = setInterval(() => {
    log()
      .then(() => (isDirty ? all() : undefined))
      .catch(options.onError);
  }, options.intervalMs ?? defaultIntervalMs);
  timer.unref();

  return {
    flush: log,
    flushAll: all,
    async stop() {
      clearInterval(timer);
      // A slow disk must not hold up the end: whatever is left, the system writes by itself.
      const rest = Promise.allSettled([log(), all()]);
      let end: NodeJS.Timeout | undefined;
      const bound = new Promise<void>((resolve) => {
        end = setTimeout(resolve, stopMs);
      });
      await Promise.race([rest, bound]);
      clearTimeout(end);
    },
  };
}

/** One run at a time; who calls during one shares the next, since that one began too early. */
function coalesced(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;
  return () => {
    next ??= running.then(() => {
      next = null;
      running = work();
      const result = running;
      running = running.catch(() => {});
      return result;
    });
    return next;
  };
}

async function fsyncPath(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** PostgreSQL removes and renames files at any time. */
function ignoreAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
