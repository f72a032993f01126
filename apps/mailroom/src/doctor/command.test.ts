import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DoctorReportView } from '@mailroom/engine';
import { views } from '@mailroom/engine';
import { prepared } from '@mailroom/engine/testing';
import { createGoogleSimulator, type GoogleSimulator } from '@mailroom/simulator';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../config.ts';
import { type RunningServer, startServer } from '../server.ts';
import { askLocalDoor } from './local-door.ts';
import { exitCodeOf, reportText } from './report-text.ts';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const caller = { userId: 'ann', isAdministrator: true };
const publicUrl = 'http://localhost:3999';
const children = new Set<ChildProcess>();
let simulator: GoogleSimulator;
let server: RunningServer;
let directory: string;
let settings: Record<string, string>;

beforeAll(async () => {
  simulator = await createGoogleSimulator({
    users: [{ email: 'ada@corp.example', hostedDomain: 'corp.example' }],
    project: { publishingStatus: 'production', isVerified: true },
  });
  settings = {
    MAILROOM_GOOGLE_ISSUER: simulator.issuer,
    MAILROOM_GMAIL_URL: simulator.gmailUrl,
    PUBLIC_URL: publicUrl,
  };
  directory = await mkdtemp(join(tmpdir(), 'mailroom-doctor-'));
  server = await startServer({
    config: readConfig({ ...settings, MAILROOM_DATA: directory, PORT: '0' }),
    ...{ mode: 'all', logger: pino({ level: 'silent' }), prepared: await prepared() },
  });
  const { clientId, clientSecret } = simulator.registerClient({
    type: 'web',
    redirectUris: [`${publicUrl}/admin/settings/mail/oauth2`],
  });
  await server.engine.setup.saveClient(caller, 'google', { clientId, clientSecret });
  const browserSecret = 'a-browser-of-this-test-0123456789';
  const { authorizationUrl } = await server.engine.accounts.startLink(caller, {
    provider: 'google',
    browserSecret,
  });
  const callbackUrl = await simulator.approve({ authorizationUrl, email: 'ada@corp.example' });
  const { account } = await server.engine.accounts.finishLink(caller, {
    callbackUrl,
    browserSecret,
  });
  await server.engine.accounts.confirm(caller, account.id, { syncFrom: null });
});

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await server?.stop();
  await simulator?.stop();
  await rm(directory, { recursive: true, force: true });
});

async function mailroom(args: string[], dataDirectory = directory) {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...settings };
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...args], {
    env: { ...env, MAILROOM_DATA: dataDirectory, PORT: '0' },
  });
  children.add(child);
  const run = { out: '', err: '', code: null as number | null };
  child.stdout.on('data', (chunk) => {
    run.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    run.err += chunk;
  });
  run.code = await new Promise((resolve) => child.on('close', resolve));
  children.delete(child);
  return run;
}

const report = (checks: Partial<DoctorReportView['checks'][number]>[]): DoctorReportView => ({
  provider: 'google',
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:00:01.000Z',
  verdict: 'broken',
  checks: checks.map((check) => ({
    ...{ id: 'clock', status: 'pass', isAdvisory: false, reason: null, seen: null, data: {} },
    ...{ link: null, account: null, durationMs: 1 },
    ...check,
  })) as DoctorReportView['checks'],
});

describe('mailroom doctor', () => {
  it('[DR71] asks the running server, whose database nobody else may open', async () => {
    const { mode } = await stat(join(directory, 'mailroom.sock'));
    expect(mode & 0o777).toBe(0o600);
    const run = await mailroom(['doctor', '--json', '--test-mail', 'Ada@corp.example']);
    expect(run.err).toBe('');
    expect(run.code).toBe(0);
    const found = views.doctorReportView.parse(JSON.parse(run.out));
    expect(found.verdict).toBe('healthy');
    const mail = found.checks.find(({ id }) => id === 'test_mail');
    expect(mail).toMatchObject({ status: 'pass', account: { email: 'ada@corp.example' } });
    expect((await server.engine.setup.get(caller)).report).toEqual(found);
  }, 60_000);

  it('[DR71] says what it cannot do, with an exit status of its own', async () => {
    await expect(askLocalDoor(directory, { testMail: 'nobody@corp.example' })).rejects.toThrow(
      'No mailbox with the address nobody@corp.example is linked.',
    );
    const wrong = await mailroom(['doctor', '--test-mail', 'nobody']);
    expect(wrong).toMatchObject({ code: 3, out: '' });
    expect(wrong.err).toContain('--test-mail takes the address of a linked mailbox');
    const empty = await mkdtemp(join(tmpdir(), 'mailroom-empty-'));
    const nothing = await mailroom(['doctor'], empty);
    expect(nothing).toMatchObject({ code: 3, out: '' });
    expect(nothing.err).toContain(`There is no installation in ${empty}.`);
    await rm(empty, { recursive: true });
    expect(await mailroom(['--json'])).toMatchObject({ code: 1 });
  }, 60_000);

  it('[DR72] opens the installation itself when no server runs, and leaves it as it was', async () => {
    simulator.world.project.isGmailApiEnabled = false;
    await server.stop();
    // What an ended process leaves behind keeps nobody out.
    await writeFile(join(directory, 'mailroom.sock'), '');
    const run = await mailroom(['doctor']);
    expect(run.err).toBe('');
    expect(run.out).toMatch(/^✓ Way to the Gmail API: This server reaches 127\.0\.0\.1:\d+\.$/m);
    expect(run.out).toMatch(/^✗ Gmail API switched on \[ada@corp\.example\]: .*\n {4}Do: {3}Open/m);
    expect(run.out).toContain('\nBroken: mend what is marked ✗.\n');
    expect(run.code).toBe(1);
  }, 60_000);
});

describe('the report in words', () => {
  it('[DR73] shows mark, finding, the other side’s words, mend and page', () => {
    const text = reportText(
      report([
        { id: 'clock', status: 'fail', reason: 'skewed', data: { offBy: 90 }, seen: 'Date: x' },
        { id: 'reach_api', data: { host: 'gmail.googleapis.com' } },
        { id: 'push', status: 'skipped', reason: 'no_topic' },
        {
          ...{ id: 'client', status: 'fail', reason: 'client_unknown', isAdvisory: true },
          link: 'https://console.cloud.google.com/auth/clients',
        },
      ]),
    );
    expect(text.split('\n')).toEqual([
      '✗ Clock of this server: This server’s clock is 90 s off.',
      '    Seen: Date: x',
      expect.stringMatching(/^ {4}Do: {3}Set the clock by NTP/),
      '✓ Way to the Gmail API: This server reaches gmail.googleapis.com.',
      '- Push through Pub/Sub: Push is not set up; Mailroom asks Gmail at intervals.',
      '✗ Client ID and secret: Google does not know the client ID. (a hint, no proof)',
      expect.stringMatching(/^ {4}Do: /),
      '    Page: https://console.cloud.google.com/auth/clients',
      '',
      'Broken: mend what is marked ✗.',
      '',
    ]);
  });

  it('[DR73] ends with a status for scripts', () => {
    const codes = (['healthy', 'broken', 'doubtful'] as const).map((verdict) =>
      exitCodeOf({ verdict }),
    );
    expect(codes).toEqual([0, 1, 2]);
  });
});
