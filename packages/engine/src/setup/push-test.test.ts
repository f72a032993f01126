import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import type { Engine } from '../engine.ts';
import { MailError } from '../errors.ts';
import { loadGuide } from '../store/guides.ts';
import { beginPushTest } from '../store/push-tests.ts';
import { providerGuides } from '../store/schema.ts';
import { databasesUnderTest } from '../store/testing.ts';
import {
  startTestEngine,
  TEST_CALLER,
  TEST_PUBLIC_URL,
  type TestEngine,
  until,
  untilSynced,
} from '../testing.ts';
import { createPushTest } from './push-test.ts';

const alice = 'alice@gmail.example';
const audience = `${TEST_PUBLIC_URL}/api/webhooks/google`;
const kinds = await databasesUnderTest();

let test: TestEngine | null = null;
let second: Engine | null = null;
let webhook: Server | null = null;
afterEach(async () => {
  webhook?.closeAllConnections();
  webhook?.close();
  await second?.stop();
  await test?.stop();
  test = null;
  second = null;
  webhook = null;
});

/** Hands pushes to an engine, as the API does. */
async function listen(engine: () => Engine): Promise<string> {
  webhook = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const authorization = request.headers.authorization ?? null;
    const push = engine().sync.receiveGooglePush({ authorization, body: JSON.parse(text) });
    response.statusCode = await push.then(
      () => 204,
      () => 401,
    );
    response.end();
  });
  await new Promise<void>((resolve) => webhook?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(webhook.address() as AddressInfo).port}`;
}

interface Setting {
  topic?: string;
  /** Who may publish; Gmail by default. */
  publishers?: string[];
  subscription?: { audience?: string; serviceAccount?: null } | null;
  /** Whom we expect to sign; the subscription's account by default. */
  expects?: string | null;
}

async function start(kind: 'pglite' | 'postgres', setting: Setting = {}) {
  test = await startTestEngine({
    database: kind,
    simulator: { users: [{ email: alice, messages: 2 }] },
    ...(kind === 'postgres' ? { engine: { openDatabase: undefined } } : {}),
  });
  const running = test;
  const { engine, simulator } = running;
  // Before a topic is saved: whatever pushes come are the test's.
  const account = await running.link(alice);
  await untilSynced(engine, account.id);
  const { project } = simulator.world;
  const control = async (path: string, body: object) => {
    const response = await fetch(`${simulator.controlUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status, path).toBe(201);
  };
  const signer = (await simulator.createServiceAccount('Push')).account.email;
  const topic = `projects/${project.projectId}/topics/mailroom`;
  await control('/pubsub/topics', {
    id: 'mailroom',
    ...(setting.publishers ? { publishers: setting.publishers } : {}),
  });
  const { subscription = {}, expects = signer } = setting;
  if (subscription)
    await control('/pubsub/subscriptions', {
      id: 'mailroom-push',
      topic,
      pushEndpoint: await listen(() => second ?? engine),
      ...{ serviceAccount: signer, audience, ...subscription },
    });
  const [client] = simulator.clients();
  await engine.setup.saveClient(TEST_CALLER, 'google', {
    clientId: client?.clientId ?? '',
    pushTopic: setting.topic ?? topic,
    pushServiceAccount: expects,
  });
  return { ...running, account, signer, topic };
}

const ended = (engine: Engine) =>
  until(async () => {
    const { pushTest } = await engine.setup.get(TEST_CALLER);
    return pushTest.state !== 'waiting' && pushTest;
  }, 'the end of the test');

async function run(engine: Engine) {
  const begun = await engine.setup.testPush(TEST_CALLER, 'google');
  expect(begun.startedAt).not.toBeNull();
  return ended(engine);
}

describe.each(kinds)('the test of push on %s', (kind) => {
  it('[PT1][PT3] receives what Gmail publishes when it is asked to watch', async () => {
    const { engine } = await start(kind);
    expect((await engine.setup.get(TEST_CALLER)).pushTest).toEqual({
      state: 'none',
      startedAt: null,
      elapsedMs: null,
      problem: null,
    });
    const abort = new AbortController();
    const events = engine.events.subscribe(TEST_CALLER, null, abort.signal);
    const seen: string[] = [];
    const reading = (async () => {
      for await (const event of events) seen.push(event.kind);
    })();
    expect(await run(engine)).toMatchObject({ state: 'received', problem: null });
    const { elapsedMs } = (await engine.setup.get(TEST_CALLER)).pushTest;
    expect(elapsedMs).toBeGreaterThanOrEqual(0);
    await until(async () => seen.filter((one) => one === 'setup').length >= 2, 'both events');
    abort.abort();
    await reading;
  });

  it('[PT2] says what is missing before it begins', async () => {
    test = await startTestEngine({ database: kind, simulator: { users: [{ email: alice }] } });
    const { engine, simulator } = test;
    const begin = () => engine.setup.testPush(TEST_CALLER, 'google');
    await expect(begin()).rejects.toMatchObject({ code: 'conflict', data: { reason: 'no_topic' } });
    await engine.setup.saveClient(TEST_CALLER, 'google', {
      clientId: simulator.clients()[0]?.clientId ?? '',
      pushTopic: 'projects/my-project/topics/mailroom',
    });
    await expect(begin()).rejects.toMatchObject({ data: { reason: 'no_account' } });
  });

  it('[PT5] names the account, the audience, or the missing signature of a push', async () => {
    const { engine, signer } = await start(kind, { expects: 'other@project.iam.example' });
    const wrong = await run(engine);
    expect(wrong).toMatchObject({ state: 'failed', problem: { code: 'push_rejected' } });
    expect(wrong.problem?.message).toContain(signer);
  });
});

describe('what a test of push finds', () => {
  it.each<[string, Setting]>([
    ['push_project_wrong', { topic: 'projects/another-project/topics/mailroom' }],
    ['push_right_missing', { publishers: [] }],
    ['push_rejected', { subscription: { audience: 'https://elsewhere.example/hook' } }],
    ['push_rejected', { subscription: { serviceAccount: null } }],
    ['push_rejected', { expects: null }],
  ])('[PT4][PT5] %s: %j', async (code, setting) => {
    const { engine } = await start('pglite', setting);
    expect(await run(engine)).toMatchObject({ state: 'failed', problem: { code } });
  });

  it('[PT4] a topic that does not exist, though pushes of the former one still come', async () => {
    const { engine, topic, simulator } = await start('pglite');
    expect(await run(engine)).toMatchObject({ state: 'received' });
    await engine.setup.saveClient(TEST_CALLER, 'google', {
      clientId: simulator.clients()[0]?.clientId ?? '',
      pushTopic: topic.replace(/mailroom$/, 'nowhere'),
    });
    await engine.setup.testPush(TEST_CALLER, 'google');
    await until(async () => {
      const { pushTest } = await engine.setup.get(TEST_CALLER);
      return pushTest.problem?.code === 'push_topic_missing';
    }, 'the missing topic');
  });

  it('[PT4] a Pub/Sub API that is switched off', async () => {
    const { engine, simulator } = await start('pglite');
    simulator.world.project.isPubsubApiEnabled = false;
    expect(await run(engine)).toMatchObject({ problem: { code: 'pubsub_disabled' } });
    simulator.world.project.isPubsubApiEnabled = true;
    expect(await run(engine)).toMatchObject({ state: 'received' });
  });

  it('[PT5] believes a genuine push after one that was signed otherwise', async () => {
    const { engine, signer, simulator } = await start('pglite', { subscription: null });
    await engine.setup.testPush(TEST_CALLER, 'google');
    const data = Buffer.from(JSON.stringify({ emailAddress: alice, historyId: '9' }));
    const body = { message: { data: data.toString('base64') } };
    await expect(
      engine.sync.receiveGooglePush({ authorization: null, body }),
    ).rejects.toMatchObject({ code: 'webhook_invalid' });
    expect(await ended(engine)).toMatchObject({ problem: { code: 'push_rejected' } });
    const token = await simulator.world.signPushToken({ audience, email: signer });
    await engine.sync.receiveGooglePush({ authorization: `Bearer ${token}`, body });
    expect(await ended(engine)).toMatchObject({ state: 'received', problem: null });
  });

  it('[PT5] hears of no other mailbox', async () => {
    const { engine, signer, simulator } = await start('pglite', { subscription: null });
    await engine.setup.testPush(TEST_CALLER, 'google');
    const data = Buffer.from(JSON.stringify({ emailAddress: 'bob@x.example', historyId: '9' }));
    const body = { message: { data: data.toString('base64') } };
    await engine.sync.receiveGooglePush({ authorization: null, body }).catch(() => {});
    const token = await simulator.world.signPushToken({ audience, email: signer });
    await engine.sync.receiveGooglePush({ authorization: `Bearer ${token}`, body });
    const { pushTest } = await engine.setup.get(TEST_CALLER);
    expect(pushTest).toMatchObject({ state: 'waiting', problem: null });
    // A second click joins the one that waits.
    const again = await engine.setup.testPush(TEST_CALLER, 'google');
    expect(again).toMatchObject({ state: 'waiting', startedAt: pushTest.startedAt });
  });

  it('[PT6] ends after its minute, also when nobody is left to end it', async () => {
    const { engine, database } = await start('pglite', { subscription: null });
    await engine.setup.testPush(TEST_CALLER, 'google');
    await engine.stop();
    await database.db
      .update(providerGuides)
      .set({ pushTestStartedAt: new Date(Date.now() - 61_000) })
      .where(eq(providerGuides.provider, 'google'));
    await engine.start();
    expect((await engine.setup.get(TEST_CALLER)).pushTest).toMatchObject({
      state: 'failed',
      elapsedMs: null,
      problem: { code: 'push_timeout' },
    });
    // The start wrote it down, for screens that wait for an event.
    const written = await until(
      async () => (await loadGuide(database.db, 'google'))?.pushTestProblem,
      'the end in the row',
    );
    expect(written.code).toBe('push_timeout');
    expect(await engine.setup.testPush(TEST_CALLER, 'google')).toMatchObject({ state: 'waiting' });
  });

  it('[PT1][PT6] asks a second time, and then says that nothing came', async () => {
    const { database, account } = await start('pglite', { subscription: null });
    let asked = 0;
    const pushTest = createPushTest({
      db: database.db,
      openProvider: async () =>
        ({
          capabilities: { push: true },
          watch: async () => {
            asked += 1;
            return { expiresAt: new Date(Date.now() + 86_400_000) };
          },
        }) as never,
      logger: pino({ level: 'silent' }),
      now: () => new Date(),
      ...{ waitMs: 300, repeatsMs: [50] },
    });
    expect(await pushTest.start(TEST_CALLER, 'google')).toMatchObject({ state: 'waiting' });
    const row = await until(async () => {
      const guide = await loadGuide(database.db, 'google');
      return guide?.pushTestProblem && guide;
    }, 'the end');
    pushTest.stop();
    expect(asked).toBe(2);
    expect(row.pushTestEmail).toBe(account.email);
    expect(pushTest.view(row)).toMatchObject({
      state: 'failed',
      problem: { code: 'push_timeout' },
    });
  });

  it('[PT6] ends one that a clock which went back has put into the future', async () => {
    const { database, account } = await start('pglite', { subscription: null });
    const { db } = database;
    const tomorrow = new Date(Date.now() + 86_400_000);
    const { userId } = TEST_CALLER;
    const begun = { email: account.email, userId, now: tomorrow, staleBefore: tomorrow };
    expect(await beginPushTest(db, 'google', begun)).toBe(true);
    const pushTest = createPushTest({
      ...{ db, logger: pino({ level: 'silent' }), now: () => new Date(), waitMs: 20 },
      openProvider: () => Promise.reject(new MailError('network')),
    });
    await pushTest.resume();
    const row = await until(async () => {
      const guide = await loadGuide(db, 'google');
      return guide?.pushTestProblem && guide;
    }, 'the end');
    pushTest.stop();
    expect(pushTest.view(row)).toMatchObject({
      state: 'failed',
      problem: { code: 'push_timeout' },
    });
  });

  it('[PT4] whatever else the provider answers', async () => {
    const { database } = await start('pglite', { subscription: null });
    const pushTest = createPushTest({
      db: database.db,
      openProvider: async () =>
        ({
          capabilities: { push: true },
          watch: async () => Promise.reject(new MailError('network')),
        }) as never,
      logger: pino({ level: 'silent' }),
      now: () => new Date(),
    });
    await pushTest.start(TEST_CALLER, 'google');
    const row = await until(async () => {
      const guide = await loadGuide(database.db, 'google');
      return guide?.pushTestProblem && guide;
    }, 'the failure');
    pushTest.stop();
    expect(row.pushTestProblem?.code).toBe('network');
  });

  it('[GM50] a mailbox that another topic is watching is moved to the new one', async () => {
    const { engine, topic, simulator } = await start('pglite');
    expect(await run(engine)).toMatchObject({ state: 'received' });
    const other = topic.replace(/mailroom$/, 'other');
    await fetch(`${simulator.controlUrl}/pubsub/topics`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: 'other' }),
    });
    await engine.setup.saveClient(TEST_CALLER, 'google', {
      clientId: simulator.clients()[0]?.clientId ?? '',
      pushTopic: other,
    });
    await engine.setup.testPush(TEST_CALLER, 'google');
    await until(
      async () => simulator.world.users.get(alice)?.mailbox?.watch?.topicName === other,
      'the new topic',
    );
  });
});

describe.runIf(kinds.includes('postgres'))('two processes', () => {
  it('[PT3] a push that another process receives ends the test', async () => {
    const started = await start('postgres');
    second = started.another();
    await second.start();
    // The webhook hands pushes to the second from here on; the first asked.
    expect(await run(started.engine)).toMatchObject({ state: 'received' });
  });
});
