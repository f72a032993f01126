import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const bin = fileURLToPath(new URL('../bin/mailroom.mjs', import.meta.url));
const isBuilt = existsSync(new URL('../dist/main.js', import.meta.url));
const serverUrl = process.env.MAILROOM_TEST_DATABASE_URL;

describe.runIf(serverUrl && isBuilt)('the built bundle on PostgreSQL', () => {
  const name = `mailroom_bundle_${randomBytes(8).toString('hex')}`;
  const children = new Set<ChildProcess>();
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mailroom-bundle-'));
    await onServer(`create database ${name}`);
  });

  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await onServer(`drop database if exists ${name} with (force)`);
    await rm(directory, { recursive: true, force: true });
  });

  it('[HO18] serves and works side by side; both end on SIGTERM within ten seconds', async () => {
    const serving = start('serve');
    const address = /http:\/\/localhost:\d+/;
    await expect.poll(() => serving.output.text, { timeout: 60_000 }).toMatch(address);
    const working = start('work');
    await expect.poll(() => working.output.text, { timeout: 60_000 }).toContain('\n');
    const [url] = address.exec(serving.output.text) ?? [''];
    const health = await fetch(`${url}/api/health`);
    expect(await health.json()).toMatchObject({ isLive: true, isReady: true });
    expect(await (await fetch(url)).text()).toContain('<div id="root">');
    const startedAt = performance.now();
    serving.child.kill('SIGTERM');
    working.child.kill('SIGTERM');
    expect(await Promise.all([serving.ended, working.ended])).toEqual([0, 0]);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  }, 150_000);

  function start(command: string) {
    const url = new URL(serverUrl ?? '');
    url.pathname = `/${name}`;
    const child = spawn(process.execPath, [bin, command], {
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: url.toString(),
        MAILROOM_DATA: directory,
        MAILROOM_SECRET_KEY: 'ab'.repeat(32),
        PORT: '0',
      },
    });
    children.add(child);
    const output = { text: '' };
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output.text += chunk;
      });
    }
    const ended = new Promise<number | null>((resolve) => {
      child.on('close', (code) => {
        children.delete(child);
        resolve(code);
      });
    });
    return { child, output, ended };
  }
});

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
