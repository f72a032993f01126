import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '../bench/statistics.ts';

const ENTRY = fileURLToPath(new URL('../apps/mailroom/bin/mailroom.mjs', import.meta.url));
/** An embedded database that is made while much else runs takes its time. */
const START_TIMEOUT_MS = 180_000;

/** The built server in a process of its own, on an embedded database in a new directory. */
export interface RunningServer {
  url: string;
  /** What the terminal shows. */
  printed(): string;
  stop(): Promise<void>;
}

/**
 * Starts it and waits until it is ready.
 *
 * @param host the public name; anything but `localhost` must be mapped in the browser
 */
export async function startServer(
  options: { host?: string; env?: Record<string, string> } = {},
): Promise<RunningServer> {
  const directory = await mkdtemp(join(tmpdir(), 'mailroom-e2e-'));
  const port = await freePort();
  const url = `http://${options.host ?? 'localhost'}:${port}`;
  let text = '';
  const child = spawn(process.execPath, [ENTRY], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      MAILROOM_DATA: directory,
      PORT: String(port),
      PUBLIC_URL: url,
      MAILROOM_LOG_LEVEL: 'error',
      ...options.env,
    },
  });
  child.stdout?.on('data', (chunk) => {
    text = `${text}${chunk}`.slice(-20_000);
  });
  const stop = async () => {
    await ended(child);
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await until(() => isReady(`http://localhost:${port}`, child), {
      timeoutMs: START_TIMEOUT_MS,
      everyMs: 100,
      what: 'server start',
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, printed: () => text, stop };
}

async function isReady(url: string, child: ChildProcess): Promise<boolean> {
  if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
  try {
    const response = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(5_000) });
    return ((await response.json()) as { isReady?: boolean }).isReady === true;
  } catch {
    return false;
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    // One that hangs must not hold the tests up.
    const timer = setTimeout(() => child.kill('SIGKILL'), 30_000);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
