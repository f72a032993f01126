import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepared } from '@mailroom/engine/testing';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from './cli.ts';
import { readConfig } from './config.ts';
import { startServer } from './server.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const children = new Set<ChildProcess>();
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mailroom-process-'));
  // Made here so that the processes below need not spend seconds on making tables.
  await (await start({})).stop();
});

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

function mailroom(args: string[], environment: Record<string, string> = {}) {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, MAILROOM_DATA: directory };
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...args], {
    env: { ...env, PORT: '0', ...environment },
  });
  children.add(child);
  const run = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    run.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    run.err += chunk;
  });
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', (code) => {
      children.delete(child);
      resolve(code);
    });
  });
  return { child, run, ended };
}

it('[HO17] makes the secret key for its owner alone', async () => {
  const { mode } = await stat(join(directory, 'secret.key'));
  expect(mode & 0o777).toBe(0o600);
});

it('[HO18] prints one line, refuses a second opener and a taken port, ends on SIGTERM', async () => {
  const first = mailroom([]);
  await expect.poll(() => first.run.out, { timeout: 80_000 }).toContain('\n');
  expect(first.run.out).toMatch(/^Mailroom is ready at http:\/\/localhost:\d+ .*PostgreSQL\)\n$/);
  const port = /localhost:(\d+)/.exec(first.run.out)?.[1] ?? '';
  await expect(start({})).rejects.toThrow(`The data directory ${directory} is in use by process`);
  await expect(start({ PORT: port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is in use`);
  const health = await fetch(`http://127.0.0.1:${port}/api/health`);
  expect(await health.json()).toMatchObject({ isLive: true, isReady: true });
  const startedAt = Date.now();
  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  expect(Date.now() - startedAt).toBeLessThan(10_000);
}, 120_000);

it('[HO23] says at the start which names mean nothing, and what was likely meant', async () => {
  const started = mailroom([], {
    ...{ MAILROOM_SECRT_KEY: 'hunter2', MAILROOM_LOG_LEVEL: 'silent' },
    MAILROOM_COFFEE_MACHINE: 'on',
  });
  await expect.poll(() => started.run.out, { timeout: 80_000 }).toContain('\n');
  started.child.kill('SIGTERM');
  expect(await started.ended).toBe(0);
  expect(started.run.err).toBe(
    'MAILROOM_SECRT_KEY is no setting of Mailroom and is ignored; did you mean MAILROOM_SECRET_KEY?\n' +
      'MAILROOM_COFFEE_MACHINE is no setting of Mailroom and is ignored\n',
  );
}, 120_000);

it('[HO23] refuses one setting of a pair without the other', async () => {
  const alone = mailroom([], { TRUST_PROXY: '1' });
  expect(await alone.ended).toBe(1);
  expect(alone.run.err).toMatch(/^TRUST_PROXY: needs PUBLIC_URL too: /);
}, 120_000);

it('[HO19] refuses to start with another secret key, or with none in its file', async () => {
  await expect(start({ MAILROOM_SECRET_KEY: 'ab'.repeat(32) })).rejects.toThrow(
    'The secret key is not the one that this database was made with',
  );
  const broken = await mkdtemp(join(directory, 'broken-'));
  await writeFile(join(broken, 'secret.key'), 'nothing');
  await expect(start({ MAILROOM_DATA: broken })).rejects.toThrow('holds no secret key');
});

it('[HO16] explains itself and refuses what it does not know', async () => {
  const run = async (args: string[], environment: Record<string, string> = {}) => {
    let text = '';
    const write = (part: string) => {
      text += part;
    };
    const code = await runCli(args, environment, { stdout: { write }, stderr: { write } });
    return [code, text] as const;
  };
  expect(await run(['--help'])).toEqual([0, expect.stringContaining('MAILROOM_GMAIL_QUOTA')]);
  expect(await run(['--colour'])).toEqual([1, expect.stringContaining("option '--colour'")]);
  expect(await run(['dance'])).toEqual([1, expect.stringContaining('no command "dance"')]);
  expect(await run(['work'])).toEqual([1, expect.stringContaining('set DATABASE_URL')]);
  expect(await run([], { PORT: 'x', TRUST_PROXY: 'y' })).toEqual([
    1,
    expect.stringMatching(/^PORT: must be a number from 0 to 65535\nTRUST_PROXY: /),
  ]);
});

async function start(environment: Record<string, string>) {
  const config = readConfig({ MAILROOM_DATA: directory, PORT: '0', ...environment });
  const logger = pino({ level: 'silent' });
  return startServer({ config, mode: 'all', logger, prepared: await prepared() });
}
