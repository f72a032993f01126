import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { round, until } from './statistics.ts';

const entry = fileURLToPath(new URL('../apps/mailroom/bin/mailroom.mjs', import.meta.url));

/** The built server in a process of its own, on an embedded database in a new directory. */
export interface ServerProcess {
  url: string;
  directory: string;
  pid: number;
  stop(): Promise<void>;
}

export async function startServer(env: Record<string, string> = {}): Promise<ServerProcess> {
  const directory = await mkdtemp(join(tmpdir(), 'mailroom-server-'));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const child = spawn(process.execPath, [entry], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      MAILROOM_DATA: directory,
      PORT: String(port),
      PUBLIC_URL: url,
      MAILROOM_LOG_LEVEL: 'error',
      ...env,
    },
  });
  await until(() => isReady(url, child), { timeoutMs: 60_000, everyMs: 10, what: 'server start' });
  return {
    url,
    directory,
    pid: child.pid ?? 0,
    async stop() {
      await new Promise<void>((resolve) => {
        if (child.exitCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      });
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** From the process's birth on an empty data directory until it says that it is ready. */
export async function measureStart() {
  const startedAt = performance.now();
  const server = await startServer();
  const coldMs = performance.now() - startedAt;
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8').catch(() => '');
  const rssKb = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN);
  await server.stop();
  return { coldMs: Math.round(coldMs), rssMb: round(rssKb / 1024) };
}

async function isReady(url: string, child: ChildProcess): Promise<boolean> {
  if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
  try {
    const response = await fetch(`${url}/api/health`);
    return ((await response.json()) as { isReady?: boolean }).isReady === true;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
