import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { views } from '../../index.ts';
import { loadClient, saveClientStatus } from '../../store/clients.ts';
import { loadGuide, saveReport } from '../../store/guides.ts';
import { accounts as accountRows, providerGuides } from '../../store/schema.ts';
import { startTestEngine, TEST_CALLER, type TestEngine, until } from '../../testing.ts';
import type { DoctorReportView } from '../../views.ts';
import { doctorTests } from './testing.ts';

const ada = 'ada@corp.example';
const topic = 'projects/simulated-mailroom/topics/gmail';
let test: TestEngine;
let skewMs = 0;
const { client, save, examine, look, tryLink } = doctorTests(() => test);

beforeAll(async () => {
  test = await startTestEngine({
    simulator: {
      users: [
        { email: ada, hostedDomain: 'corp.example' },
        { email: 'nomail@corp.example', hasMailbox: false },
      ],
      project: { publishingStatus: 'production', isVerified: true },
    },
    engine: { now: () => new Date(test?.simulator.clock.now() + skewMs || Date.now()) },
  });
});
afterAll(() => test?.stop());
afterEach(async () => {
  skewMs = 0;
  const { simulator, engine, database } = test;
  simulator.faults.clear();
  simulator.world.project.isGmailApiEnabled = true;
  for (const { id } of await engine.accounts.list(TEST_CALLER))
    await engine.accounts.unlink(TEST_CALLER, id);
  await until(async () => (await database.db.select().from(accountRows)).length === 0, 'unlinking');
  await database.db.update(providerGuides).set({ lastLink: null, report: null });
  await save(client());
});

describe('a run', () => {
  it('[DR1] names every check once and in order, and keeps the report', async () => {
    const report = await examine({ browserOrigin: 'http://localhost:3000' });
    expect(report.checks.map(({ id }) => id)).toEqual(views.doctorCheckId.options);
    expect(report.verdict).toBe('healthy');
    const status = (id: string) => report.checks.find((one) => one.id === id)?.status;
    for (const id of ['redirect_uri', 'reach_identity', 'reach_token', 'reach_api', 'clock'])
      expect([id, status(id)]).toEqual([id, 'pass']);
    expect([status('client'), status('redirect_registered')]).toEqual(['pass', 'pass']);
    expect(status('scopes')).toBe('skipped');
    expect((await test.engine.setup.get(TEST_CALLER)).report).toEqual(report);
  });

  it('[DR2] runs behind a save and tells the screens of whoever saved', async () => {
    const ending = new AbortController();
    const events = test.engine.events.subscribe(TEST_CALLER, null, ending.signal);
    const kinds: string[] = [];
    const reading = (async () => {
      for await (const event of events) kinds.push(event.kind);
    })();
    const setups = () => kinds.filter((kind) => kind === 'setup').length;
    const before = (await test.engine.setup.get(TEST_CALLER)).report?.finishedAt;
    await test.engine.setup.saveClient(TEST_CALLER, 'google', client());
    const atSave = setups();
    await expect
      .poll(async () => (await test.engine.setup.get(TEST_CALLER)).report?.finishedAt)
      .not.toBe(before);
    await expect.poll(setups).toBeGreaterThan(atSave);
    ending.abort();
    await reading;
    expect((await test.engine.setup.get(TEST_CALLER)).report?.verdict).toBe('healthy');
  });

  it('[DR3] looks at what is asked for alone and leaves the rest of the report', async () => {
    const whole = await examine();
    const before = test.simulator.world.usage.read();
    const report = await examine({ only: ['clock'] });
    expect(report.checks.length).toBe(whole.checks.length);
    const others = (one: DoctorReportView) => one.checks.filter(({ id }) => id !== 'clock');
    expect(others(report)).toEqual(others(whole));
    expect(test.simulator.world.usage.read()).toEqual(before);
  });

  it('[DR3] keeps what two runs found that looked at parts at the same time', async () => {
    const whole = await examine();
    const [clock, push] = await Promise.all([
      examine({ only: ['clock'] }),
      examine({ only: ['push'] }),
    ]);
    const { report } = await test.engine.setup.get(TEST_CALLER);
    const found = (one: DoctorReportView | null, id: string) =>
      one?.checks.filter((check) => check.id === id);
    expect(found(report, 'clock')).toEqual(found(clock, 'clock'));
    expect(found(report, 'push')).toEqual(found(push, 'push'));
    expect(report?.checks.length).toBe(whole.checks.length);
  });

  it('[DR2] keeps nothing that speaks of a client which was changed or removed meanwhile', async () => {
    const { db } = test.database;
    const report = await examine();
    const before = await loadClient(db, 'google');
    await save(client());
    await until(async () => (await loadGuide(db, 'google'))?.report, 'the report of the save');
    const kept = (await loadGuide(db, 'google'))?.report;
    const late = { userId: TEST_CALLER.userId, now: new Date(), reportOn: () => report };
    expect(await saveReport(db, 'google', { ...late, client: before })).toEqual(report);
    expect((await loadGuide(db, 'google'))?.report).toEqual(kept);
    if (!before) throw new Error('no client');
    await saveClientStatus(db, before, { status: 'broken', problem: null, testedAt: null });
    expect((await loadClient(db, 'google'))?.status).not.toBe('broken');
    await test.engine.setup.removeClient(TEST_CALLER, 'google', true);
    await saveReport(db, 'google', { ...late, client: before });
    expect((await loadGuide(db, 'google'))?.report).toBeNull();
  });

  it('[DR4] is the administrators’', async () => {
    const ben = { userId: 'ben', isAdministrator: false };
    await expect(test.engine.setup.runDoctor(ben, 'google', {})).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('[DR5] no check breaks or holds up another', async () => {
    test.simulator.faults.add({ match: '/token', kind: { type: 'latency', ms: 30_000 } });
    test.simulator.faults.add({ match: 'oauth.token', kind: { type: 'latency', ms: 30_000 } });
    const startedAt = performance.now();
    const report = await examine();
    expect(performance.now() - startedAt).toBeLessThan(15_500);
    const of = (id: string) => report.checks.find((one) => one.id === id);
    expect(of('reach_token')).toMatchObject({ status: 'fail', reason: 'timeout' });
    expect(of('reach_identity')).toMatchObject({ status: 'pass' });
    expect(of('client')).toMatchObject({ status: 'unknown', reason: 'not_asked' });
    expect(of('clock')).toMatchObject({ status: 'pass' });
  });

  it('[DR6] works before a client is saved', async () => {
    await test.engine.setup.removeClient(TEST_CALLER, 'google', true);
    const report = await examine();
    const of = (id: string) => report.checks.find((one) => one.id === id);
    expect(of('reach_api')?.status).toBe('pass');
    expect(of('client')).toMatchObject({ status: 'skipped', reason: 'no_client' });
    expect(of('redirect_registered')).toMatchObject({ status: 'skipped', reason: 'no_client' });
    expect(of('push')).toMatchObject({ status: 'skipped', reason: 'no_client' });
  });
});

describe('clock and client', () => {
  it('[DR20] tells how far the clock is off', async () => {
    skewMs = 10 * 60_000;
    const check = await look('clock');
    expect(check).toMatchObject({ status: 'fail', reason: 'skewed', isAdvisory: false });
    expect(Math.abs(Number(check.data.skewSeconds) - 600)).toBeLessThan(5);
  });

  it('[DR21] tells a wrong ID from a wrong secret, and never blocks for it', async () => {
    const right = client();
    await save({ ...right, clientSecret: 'GOCSPX-another' });
    expect(await look('client')).toMatchObject({
      ...{ status: 'fail', reason: 'client_secret_wrong', isAdvisory: true },
      ...{ verdict: 'doubtful', seen: expect.stringMatching(/^invalid_client: /) },
    });
    await save({ ...right, clientId: '1-unknown.apps.googleusercontent.com' });
    expect(await look('client')).toMatchObject({ reason: 'client_unknown' });
    expect(await look('redirect_registered')).toMatchObject({
      ...{ status: 'fail', reason: 'invalid_client', isAdvisory: true },
    });
    const [saved] = (await test.engine.setup.get(TEST_CALLER)).clients;
    expect(saved?.status).not.toBe('broken');
  });

  it.each([
    ['deleted_client', 'The OAuth client was deleted.', 'client_deleted'],
    ['disabled_client', 'The OAuth client was disabled.', 'client_disabled'],
    ['invalid_client', 'Invalid client type.', 'wrong_type'],
    ['unauthorized_client', 'Unauthorized', 'wrong_type'],
  ])('[DR21] reads %s: %s', async (error, description, reason) => {
    const body = { error, error_description: description };
    test.simulator.faults.add({ match: 'oauth.token', kind: { type: 'answer', body } });
    expect(await look('client')).toMatchObject({ status: 'fail', reason });
  });

  it('[DR21] says so when the answer says nothing', async () => {
    const kind = { type: 'answer', body: { hello: 'world' } } as const;
    test.simulator.faults.add({ match: 'oauth.token', kind });
    expect(await look('client')).toMatchObject({ status: 'unknown', reason: 'unclear' });
  });

  it('[DR22] finds a redirect URI that the client does not list', async () => {
    const other = test.simulator.registerClient({
      type: 'web',
      redirectUris: ['https://elsewhere.example/x'],
    });
    await save(other);
    const check = await look('redirect_registered');
    expect(check).toMatchObject({
      ...{ status: 'fail', reason: 'redirect_uri_mismatch', isAdvisory: true },
      data: { redirectUri: 'http://localhost:3000/admin/settings/mail/oauth2' },
    });
    expect(check.seen).toMatch(/^redirect_uri_mismatch: /);
  });
});

describe('after an authorisation', () => {
  it('[DR30] everything is well with a mailbox that works', async () => {
    await test.link(ada);
    const report = await examine();
    for (const id of [
      'scopes',
      'refresh_token',
      'grant_lifetime',
      'api_enabled',
      'mailbox',
      'identities',
    ])
      expect(report.checks.find((one) => one.id === id)).toMatchObject({
        status: 'pass',
        account: { email: ada },
      });
    expect(report.verdict).toBe('healthy');
  });

  it('[DR31] an unticked permission is named though no account was left', async () => {
    await tryLink(ada, ['https://mail.google.com/']);
    expect(await look('scopes')).toMatchObject({
      ...{ status: 'fail', reason: 'scope_missing' },
      data: { missing: 'https://mail.google.com/' },
    });
  });

  it('[DR31] an API that is off is named with the page that switches it on, until it answers', async () => {
    test.simulator.world.project.isGmailApiEnabled = false;
    await tryLink(ada);
    expect(await look('api_enabled')).toMatchObject({
      ...{ status: 'fail', reason: 'api_disabled', verdict: 'broken' },
    });
    expect(await look('scopes')).toMatchObject({ status: 'pass' });
    test.simulator.world.project.isGmailApiEnabled = true;
    const { id } = await test.link(ada);
    // Synchronisation asks the API, too: the calls are counted when it has nothing left to do.
    await until(async () => {
      const { sync, lastSyncedAt } = await test.engine.accounts.get(TEST_CALLER, id);
      return sync.phase === 'idle' && lastSyncedAt !== null;
    }, 'the first synchronisation');
    test.simulator.world.project.isGmailApiEnabled = false;
    expect(await look('api_enabled')).toMatchObject({ status: 'fail', account: { email: ada } });
    test.simulator.world.project.isGmailApiEnabled = true;
    const before = test.simulator.world.usage.read()[ada]?.requests ?? 0;
    expect(await look('api_enabled')).toMatchObject({ status: 'pass' });
    expect((test.simulator.world.usage.read()[ada]?.requests ?? 0) - before).toBe(1);
  });

  it('[DR31] an account without a mailbox is named', async () => {
    await tryLink('nomail@corp.example');
    expect(await look('mailbox')).toMatchObject({ status: 'fail', reason: 'no_mailbox' });
    expect(await look('api_enabled')).toMatchObject({ status: 'pass' });
  });

  it.each([
    ['access_denied', 'access_denied'],
    ['admin_policy_enforced', 'admin_policy_enforced'],
    ['org_internal', 'org_internal'],
    ['user_cap', 'user_cap'],
    ['disabled_client', 'invalid_client'],
    ['something_wrong', 'blocked'],
  ] as const)('[DR32] the page %s that a user met is named %s', async (page, reason) => {
    await test.engine.accounts.reportBlocked(TEST_CALLER, { provider: 'google', page });
    expect(await look('scopes')).toMatchObject({ status: 'fail', reason, isAdvisory: true });
  });

  it('[DR33] a dead grant is revoked, or has run out', async () => {
    const { id } = await test.link(ada);
    const { db } = test.database;
    test.simulator.changePassword(ada);
    await db.update(accountRows).set({ status: 'needs_reconnect' }).where(eq(accountRows.id, id));
    expect(await look('refresh_token')).toMatchObject({ status: 'fail', reason: 'revoked' });
    expect(await look('mailbox')).toMatchObject({ status: 'skipped', reason: 'no_token' });
    const grantExpiresAt = new Date(Date.now() - 1_000);
    await db.update(accountRows).set({ grantExpiresAt }).where(eq(accountRows.id, id));
    expect(await look('refresh_token')).toMatchObject({ status: 'fail', reason: 'expired' });
  });

  it('[DR34] a grant of Testing mode is named with the day on which it dies', async () => {
    const { project } = test.simulator.world;
    Object.assign(project, { publishingStatus: 'testing', testUsers: new Set([ada]) });
    await test.link(ada);
    Object.assign(project, { publishingStatus: 'production', testUsers: new Set() });
    const check = await look('grant_lifetime');
    expect(check).toMatchObject({
      ...{ status: 'fail', reason: 'testing_mode', isAdvisory: true, verdict: 'doubtful' },
      data: { days: 7 },
    });
    const dies = Date.parse(String(check.data.diesAt)) - test.simulator.clock.now();
    expect(Math.round(dies / 86_400_000)).toBe(7);
  });

  it.each([
    ['domainPolicy', 'domain_policy'],
    ['accountDisabled', 'suspended'],
    ['forbidden', 'refused'],
  ])('[DR35] a mailbox refused with %s is %s', async (cause, reason) => {
    await test.link(ada);
    const kind = { type: 'status', status: 403, reason: cause } as const;
    test.simulator.faults.add({ match: 'getProfile', kind });
    expect(await look('mailbox')).toMatchObject({ status: 'fail', reason });
  });

  it('[DR36] addresses to send from that cannot be read are named', async () => {
    await test.link(ada);
    const kind = { type: 'status', status: 403, reason: 'forbidden' } as const;
    test.simulator.faults.add({ match: 'settings.sendAs.list', kind });
    expect(await look('identities')).toMatchObject({ status: 'fail', reason: 'forbidden' });
    test.simulator.faults.clear();
    const answer = { type: 'answer', body: { sendAs: [] } } as const;
    test.simulator.faults.add({ match: 'settings.sendAs.list', kind: answer });
    expect(await look('identities')).toMatchObject({ status: 'fail', reason: 'none' });
  });
});

describe('test mail', () => {
  it('[DR40] travels, is timed and goes to the trash', async () => {
    const { id } = await test.link(ada);
    const check = await look('test_mail', { testMailAccountId: id });
    expect(check).toMatchObject({ status: 'pass', reason: null, account: { id, email: ada } });
    expect(check.data.seconds).toBeGreaterThan(0);
    const { mailbox } = test.simulator.world.users.get(ada) ?? {};
    const left = [...(mailbox?.newestFirst('INBOX') ?? [])].filter((message) =>
      Buffer.from(mailbox?.head(message) ?? []).includes('Mailroom test mail'),
    );
    expect(left).toEqual([]);
  });

  it('[DR41] is the owner’s alone', async () => {
    const { id } = await test.link(ada);
    const other = { userId: 'zoe', isAdministrator: true };
    const run = test.engine.setup.runDoctor(other, 'google', { testMailAccountId: id });
    await expect(run).rejects.toMatchObject({ code: 'not_found' });
    expect(await look('test_mail')).toMatchObject({ status: 'skipped', reason: 'not_asked' });
    await test.engine.accounts.pause(TEST_CALLER, id);
    const paused = await look('test_mail', { testMailAccountId: id });
    expect(paused).toMatchObject({ status: 'fail', reason: 'inactive' });
  });

  it('[DR42] is refused with the provider’s words', async () => {
    const { id } = await test.link(ada);
    const kind = { type: 'status', status: 400, reason: 'invalidArgument' } as const;
    test.simulator.faults.add({ match: 'drafts.*', kind });
    const check = await look('test_mail', { testMailAccountId: id });
    expect(check).toMatchObject({ status: 'fail', reason: 'refused' });
  });

  it('[DR42] that does not come is named, with its subject', async () => {
    const { id } = await test.link(ada);
    const answer = { type: 'answer', body: { messages: [] } } as const;
    test.simulator.faults.add({ match: 'messages.list', kind: answer });
    const check = await look('test_mail', { testMailAccountId: id });
    expect(check).toMatchObject({ status: 'fail', reason: 'not_arrived' });
    expect(check.data.subject).toMatch(/^Mailroom test mail [0-9a-f]{8}: you may delete it$/);
  });
});

describe('push', () => {
  const account = 'gmail-push@simulated-mailroom.iam.gserviceaccount.com';
  const publishers = ['gmail-api-push@system.gserviceaccount.com'];

  it('[DR50] is left alone without a topic', async () => {
    expect(await look('push')).toMatchObject({ status: 'skipped', reason: 'no_topic' });
  });

  it('[DR50] is looked at step by step', async () => {
    const { project } = test.simulator.world;
    project.topics = [];
    await save(client(), { pushTopic: topic });
    expect(await look('push')).toMatchObject({ status: 'fail', reason: 'no_service_account' });
    await save(client(), { pushTopic: topic, pushServiceAccount: account });
    expect(await look('push')).toMatchObject({ status: 'unknown', reason: 'never_linked' });
    await test.link(ada);
    expect(await look('push')).toMatchObject({ status: 'fail', reason: 'topic_missing' });
    project.topics = [{ name: topic, publishers: [] }];
    expect(await look('push')).toMatchObject({ status: 'fail', reason: 'not_permitted' });
    project.topics = [{ name: topic, publishers }];
    expect(await look('push')).toMatchObject({ status: 'fail', reason: 'not_reachable' });
    await test.database.db.update(providerGuides).set({ pushTestReceivedAt: new Date() });
    expect(await look('push')).toMatchObject({ status: 'pass' });
    await save(client(), {
      pushTopic: 'projects/another-project/topics/gmail',
      pushServiceAccount: account,
    });
    expect(await look('push')).toMatchObject({
      ...{ status: 'fail', reason: 'wrong_project' },
      data: { project: 'another-project', expected: project.projectId },
    });
  });
});

describe('delegation', () => {
  it('[DR60] is tried with one user', async () => {
    expect(await look('delegation')).toMatchObject({ status: 'skipped', reason: 'no_key' });
    const { keyFile } = await test.simulator.createServiceAccount('mailroom');
    const { setup } = test.engine;
    const saved = await setup.saveServiceAccount(TEST_CALLER, 'google', { file: keyFile });
    expect(await look('delegation')).toMatchObject({ status: 'skipped', reason: 'no_user' });
    await setup.linkDelegated(TEST_CALLER, 'google', { emails: [ada], syncFrom: null });
    expect(await look('delegation')).toMatchObject({
      ...{ status: 'fail', reason: 'unauthorized_client' },
      data: { email: ada, clientId: saved.serviceAccount?.clientId },
    });
    const clientId = saved.serviceAccount?.clientId ?? '';
    test.simulator.delegate({ domain: 'corp.example', clientId, scopes: saved.scopes });
    expect(await look('delegation')).toMatchObject({ status: 'pass' });
    await setup.removeServiceAccount(TEST_CALLER, 'google', true);
  });
});
