import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import type { Caller, Engine } from '../engine.ts';
import { accounts as accountRows, outbox } from '../store/schema.ts';
import { databasesUnderTest } from '../store/testing.ts';
import { startTestEngine, TEST_CALLER, type TestEngine, until } from '../testing.ts';
import type { AccountView, Locale } from '../views.ts';
import { grantLetter } from './grant-letter.ts';

const ada = 'ada@gmail.example';
const bob = 'bob@gmail.example';
const dayMs = 86_400_000;
const browserSecret = 'browser-secret-0123456789';
const ben: Caller = { userId: 'ben', isAdministrator: false };

let test: TestEngine;
let second: Engine | null = null;
let offsetMs = 0;
const now = () => new Date(Date.now() + offsetMs);

afterEach(async () => {
  await second?.stop();
  second = null;
  await test?.stop();
  offsetMs = 0;
});

async function begin(options: Parameters<typeof startTestEngine>[0] = {}): Promise<void> {
  test = await startTestEngine({
    ...options,
    simulator: { users: [{ email: ada }, { email: bob }] },
    engine: { now, ...options.engine },
  });
  inTesting();
}

function inTesting(): void {
  const { project } = test.simulator.world;
  project.publishingStatus = 'testing';
  for (const email of [ada, bob]) project.testUsers.add(email);
}

/** Moves the engine's clock and the provider's alike. */
function pass(days: number): void {
  offsetMs += days * dayMs;
  test.simulator.clock.advance(days * dayMs);
}

async function link(email: string, locale?: Locale): Promise<AccountView> {
  const started = await test.engine.accounts.startLink(TEST_CALLER, {
    provider: 'google',
    browserSecret,
    ...(locale ? { locale } : {}),
  });
  const callbackUrl = await test.simulator.approve({ ...started, email });
  const input = { callbackUrl, browserSecret };
  const { account } = await test.engine.accounts.finishLink(TEST_CALLER, input);
  return test.engine.accounts.confirm(TEST_CALLER, account.id, { syncFrom: null });
}

const warned = async (id: number) =>
  (await test.database.db.select().from(accountRows).where(eq(accountRows.id, id)))[0]
    ?.grantWarnedDays;
const untilWarned = (id: number, days: number) =>
  until(async () => (await warned(id)) === days, `the warning of ${days} days`);
const letters = () => test.database.db.select().from(outbox).orderBy(outbox.id);
const received = (email: string) =>
  [...(test.simulator.world.users.get(email)?.mailbox?.newestFirst(null) ?? [])].filter(
    ({ labelIds }) => labelIds.includes('SENT'),
  );

describe('a permission that ends', () => {
  it('[LK60] is warned of three days and one day before, by letter and in the timeline', async () => {
    await begin();
    const { id, grantExpiresAt } = await link(ada);
    expect(await warned(id)).toBeNull();
    pass(3.9);
    await test.engine.sync.wake(TEST_CALLER, null);
    expect(await letters()).toEqual([]);

    pass(0.2);
    await untilWarned(id, 3);
    await until(async () => received(ada).length === 1, 'the first letter');
    pass(2);
    await untilWarned(id, 1);
    await until(async () => received(ada).length === 2, 'the second letter');

    const sent = await letters();
    expect(sent.map(({ accountId, content }) => [accountId, content.to])).toEqual([
      [id, [expect.objectContaining({ email: ada })]],
      [id, [expect.objectContaining({ email: ada })]],
    ]);
    expect(sent[0]?.content.html).toContain(
      `http://localhost:3000/settings/accounts?reconnect=${id}`,
    );
    const kinds = await test.engine.accounts.timeline(TEST_CALLER, id);
    expect(kinds.filter(({ kind }) => kind === 'grant_warning').map(({ data }) => data)).toEqual([
      { days: 1, endsAt: grantExpiresAt },
      { days: 3, endsAt: grantExpiresAt },
    ]);
  });

  it('[LK60] is warned of once, whatever was missed and however often the engine starts', async () => {
    await begin({ engine: { runJobs: false } });
    const { id } = await link(ada);
    pass(6.5);
    second = test.another({ runJobs: true });
    await second.start();
    await untilWarned(id, 1);
    await second.stop();
    // As after a crash between the letter and the note.
    await test.database.db.update(accountRows).set({ grantWarnedDays: null });
    await second.start();
    await untilWarned(id, 1);
    expect(await letters()).toHaveLength(1);
  });

  it('[LK60] is written of in the language that the user linked it in', async () => {
    await begin();
    const { id } = await link(ada, 'fr');
    pass(4.5);
    await untilWarned(id, 3);
    const [letter] = await letters();
    expect(letter?.content.subject).toContain('prend fin d’ici 3 jours');
  });

  it('[LK60] goes through another mailbox of the same user where its own is paused, else screens alone warn', async () => {
    await begin();
    const dying = await link(ada);
    await test.engine.accounts.pause(TEST_CALLER, dying.id);
    pass(4.5);
    await untilWarned(dying.id, 3);
    expect(await letters()).toEqual([]);
    test.simulator.world.project.publishingStatus = 'production';
    const lasting = await link(bob);
    await test.link(bob, { caller: ben });
    pass(2);
    await untilWarned(dying.id, 1);
    expect((await letters()).map(({ accountId }) => accountId)).toEqual([lasting.id]);
  });

  it('[LK61] authorised again it is warned of anew; published, never', async () => {
    await begin();
    const { id } = await link(ada);
    pass(4.5);
    await untilWarned(id, 3);
    const again = async () => {
      const started = await test.engine.accounts.startLink(TEST_CALLER, {
        provider: 'google',
        browserSecret,
        reconnectAccountId: id,
      });
      const callbackUrl = await test.simulator.approve({ ...started, email: ada });
      const input = { callbackUrl, browserSecret };
      return (await test.engine.accounts.finishLink(TEST_CALLER, input)).account;
    };
    const renewed = await again();
    expect(await warned(id)).toBeNull();
    expect(Date.parse(renewed.grantExpiresAt ?? '') - now().getTime()).toBeGreaterThan(6.9 * dayMs);
    pass(4.5);
    await untilWarned(id, 3);
    test.simulator.world.project.publishingStatus = 'production';
    expect(await again()).toMatchObject({ grantExpiresAt: null });
    expect(await warned(id)).toBeNull();
    expect(await letters()).toHaveLength(2);
  });

  it('[LK62] is shown to administrators with every mailbox, without mail', async () => {
    await begin();
    await link(bob);
    const mine = await test.link(ada, { caller: ben });
    await expect(test.engine.accounts.overview(ben)).rejects.toMatchObject({ code: 'forbidden' });
    const all = await test.engine.accounts.overview(TEST_CALLER);
    expect(all.map(({ email, userId }) => [email, userId])).toEqual([
      [ada, 'ben'],
      [bob, TEST_CALLER.userId],
    ]);
    expect(all[0]).toEqual({
      id: mine.id,
      userId: 'ben',
      provider: 'google',
      isSimulated: false,
      email: ada,
      status: 'active',
      problem: null,
      grantKind: 'consent',
      grantedAt: expect.any(String),
      grantExpiresAt: mine.grantExpiresAt,
      messageCount: expect.any(Number),
      createdAt: mine.createdAt,
      lastSyncedAt: all[0]?.lastSyncedAt ?? null,
    });
  });
});

const kinds = await databasesUnderTest();

describe.runIf(kinds.includes('postgres'))('two processes on one database', () => {
  it('[LK60] write one letter', async () => {
    await begin({ database: 'postgres', engine: { openDatabase: undefined } });
    const { id } = await link(ada);
    second = test.another();
    await second.start();
    pass(4.5);
    await Promise.all([test.engine.sync.wake(TEST_CALLER, id), second.sync.wake(TEST_CALLER, id)]);
    await untilWarned(id, 3);
    await until(async () => received(ada).length > 0, 'the letter');
    expect(await letters()).toHaveLength(1);
    expect(received(ada)).toHaveLength(1);
  });
});

describe('the letter', () => {
  it('[LK60] escapes what it is filled with, and leads to the page where it is mended', () => {
    const facts = {
      email: '"<b>&"@example.test',
      endsAt: new Date('2026-12-01T08:30:00Z'),
      days: 1,
      url: 'https://mail.example.org/settings/accounts?reconnect=7&x="',
    };
    const en = grantLetter('en', facts);
    expect(en.html).not.toContain('<b>');
    expect(en.html).toContain(
      'href="https://mail.example.org/settings/accounts?reconnect=7&amp;x=&quot;"',
    );
    expect(en.html).toContain('Tuesday, December 1, 2026');
    expect(en.subject).toContain('within a day');
    expect(grantLetter('fr', facts).html).toContain('mardi 1 décembre 2026');
  });
});
