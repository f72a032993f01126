import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsx = pathToFileURL(join(root, 'node_modules/tsx/dist/esm/index.mjs')).href;

/** Usage of one simulated account since the last reset. */
export interface AccountUsage {
  units: number;
  requests: number;
  rejected: number;
  byMethod: Record<string, number>;
}

/** A simulator in a process of its own, so that its work is not counted as ours. */
export interface SimulatorProcess {
  issuer: string;
  gmailUrl: string;
  clientId: string;
  clientSecret: string;
  /** Calls the control API. */
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  usage(email: string): Promise<AccountUsage>;
  stop(): Promise<void>;
}

/** @param options.redirectUri of the ready client */
export async function startSimulator(options: {
  users: string[];
  messages: number;
  redirectUri: string;
  seed?: number;
}): Promise<SimulatorProcess> {
  const args = [
    ...['--import', tsx, join(root, 'packages/simulator/src/cli.ts')],
    ...['--users', options.users.join(',')],
    ...['--messages', String(options.messages)],
    ...['--redirect', options.redirectUri],
    ...['--seed', String(options.seed ?? 1)],
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const text = await readUntil(child, 'client secret');
  const value = (name: string) =>
    new RegExp(`${name}[=\\s]+(\\S+)`).exec(text)?.[1] ?? fail(`no ${name} in: ${text}`);
  const controlUrl = value('control API');

  async function control(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${controlUrl}${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return response.status === 204 ? null : response.json();
  }
  return {
    issuer: value('MAILROOM_GOOGLE_ISSUER'),
    gmailUrl: value('MAILROOM_GMAIL_URL'),
    clientId: value('client ID'),
    clientSecret: value('client secret'),
    control,
    async usage(email) {
      const usage = (await control('GET', '/usage')) as Record<string, AccountUsage>;
      return usage[email] ?? { units: 0, requests: 0, rejected: 0, byMethod: {} };
    },
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

function readUntil(child: ChildProcess, mark: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      // The whole banner comes in one write; the mark is in its middle.
      if (text.includes(mark)) setTimeout(() => resolve(text), 50);
    });
    child.once('exit', (code) => reject(new Error(`the simulator ended with ${code}: ${text}`)));
  });
}

function fail(message: string): never {
  throw new Error(message);
}
