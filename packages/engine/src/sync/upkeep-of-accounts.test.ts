import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accounts, providerClients } from '../store/schema.ts';
import { startTestEngine, TEST_CALLER, type TestEngine, until, untilSynced } from '../testing.ts';

const hour = 3_600_000;
const day = 24 * hour;
let offsetMs = 0;
let test: TestEngine;
beforeAll(async () => {
  test = await startTestEngine({ engine: { now: () => new Date(Date.now() + offsetMs) } });
}, 120_000);
afterAll(() => test.stop());

/** Moves the engine's clock and the provider's alike, and lets every account look. */
async function advance(ms: number, id: number): Promise<void> {
  offsetMs += ms;
  test.simulator.clock.advance(ms);
  const before = (await accountOf(id)).lastSyncedAt;
  // The sweep looks at the clock by itself; nobody asks by hand.
  await until(async () => {
    const { lastSyncedAt } = await accountOf(id);
    return lastSyncedAt !== null && lastSyncedAt.getTime() > (before?.getTime() ?? 0) + ms / 2;
  }, 'a synchronisation');
}

const accountOf = async (id: number) => {
  const [row] = await test.database.db.select().from(accounts).where(eq(accounts.id, id));
  if (!row) throw new Error('no account');
  return row;
};

let users = 0;
async function mailbox() {
  users += 1;
  const email = `upkeep${users}@gmail.example`;
  const { mailbox: remote } = await test.simulator.addUser({ email, messages: 1 });
  if (!remote) throw new Error('no mailbox');
  const { id } = await test.link(email);
  await untilSynced(test.engine, id);
  return { email, remote, id };
}

const addressesOf = async (id: number) =>
  (await test.engine.accounts.identities(TEST_CALLER, id)).map(({ email }) => email);

function alias(email: string) {
  return {
    ...{ sendAsEmail: email, displayName: 'Sales', replyToAddress: '', signature: '' },
    ...{
      isPrimary: false,
      isDefault: false,
      treatAsAlias: true,
      verificationStatus: 'accepted' as const,
    },
  };
}

describe('addresses to send from', () => {
  it('[SY22] follow the provider once a day, without anybody asking', async () => {
    const { id, email, remote } = await mailbox();
    remote.sendAs.set('sales@corp.example', alias('sales@corp.example'));
    await advance(2 * hour, id);
    expect(await addressesOf(id)).toEqual([email]);
    await advance(day, id);
    await until(async () => (await addressesOf(id)).length === 2, 'the alias');
    remote.sendAs.delete('sales@corp.example');
    await advance(day + hour, id);
    await until(async () => (await addressesOf(id)).length === 1, 'its end');
  }, 120_000);

  it('[SY22] follow it at once when somebody synchronises by hand, or asks for them', async () => {
    const { id, email, remote } = await mailbox();
    remote.sendAs.set('one@corp.example', alias('one@corp.example'));
    await test.engine.sync.wake(TEST_CALLER, id);
    await until(async () => (await addressesOf(id)).length === 2, 'the alias');
    remote.sendAs.set('two@corp.example', alias('two@corp.example'));
    const listed = await test.engine.accounts.syncIdentities(TEST_CALLER, id);
    expect(listed.map((one) => one.email).sort()).toEqual(
      [email, 'one@corp.example', 'two@corp.example'].sort(),
    );
    const stranger = { userId: 'eve', isAdministrator: true };
    await expect(test.engine.accounts.syncIdentities(stranger, id)).rejects.toMatchObject({
      code: 'not_found',
    });
    await test.engine.accounts.pause(TEST_CALLER, id);
    await expect(test.engine.accounts.syncIdentities(TEST_CALLER, id)).rejects.toMatchObject({
      code: 'account_inactive',
    });
  }, 120_000);

  it('[SY22] stay as they are when the provider does not tell them, and mail comes all the same', async () => {
    const { id, email, remote } = await mailbox();
    const kind = { type: 'status', status: 403, reason: 'forbidden' } as const;
    const fault = test.simulator.faults.add({ match: 'settings.sendAs.list', kind, email });
    remote.insert(Buffer.from('From: a@b.example\r\nSubject: Still\r\n\r\nHi\r\n'), {
      labelIds: ['INBOX'],
    });
    await advance(day + hour, id);
    expect(await addressesOf(id)).toEqual([email]);
    await until(async () => (await accountOf(id)).messageCount === 2, 'the message');
    test.simulator.faults.remove(fault);
  }, 120_000);
});

describe('the provider’s pushes', () => {
  const watchNotes = async (id: number) =>
    (await test.engine.accounts.timeline(TEST_CALLER, id))
      .filter(({ kind }) => kind.startsWith('watch_'))
      .map(({ kind, data }) => [kind, data.code])
      .reverse();

  it('[SY23] are asked for daily; while they fail, polling goes on and the timeline says so once', async () => {
    const { id, email, remote } = await mailbox();
    const { project, usage } = test.simulator.world;
    const topic = `projects/${project.projectId}/topics/mail`;
    project.topics.push({
      name: topic,
      publishers: ['gmail-api-push@system.gserviceaccount.com'],
    });
    await test.database.db.update(providerClients).set({ pushTopic: topic });
    const asked = () => usage.read()[email]?.byMethod.watch ?? 0;
    const faults: string[] = [];
    try {
      await advance(hour, id);
      await until(async () => asked() === 1, 'the first watch');
      const first = (await accountOf(id)).watchExpiresAt;
      await advance(12 * hour, id);
      expect(asked()).toBe(1);
      await advance(13 * hour, id);
      await until(async () => asked() === 2, 'the renewal of the next day');
      const second = (await accountOf(id)).watchExpiresAt;
      expect((second?.getTime() ?? 0) - (first?.getTime() ?? 0)).toBeGreaterThan(20 * hour);

      const kind = { type: 'status', status: 403, reason: 'forbidden' } as const;
      faults.push(test.simulator.faults.add({ match: 'watch', kind, email }));
      await advance(25 * hour, id);
      await advance(2 * hour, id);
      await advance(2 * hour, id);
      expect(asked()).toBe(5);
      expect(await watchNotes(id)).toEqual([['watch_failed', 'provider_rejected']]);
      expect((await accountOf(id)).watchExpiresAt).toEqual(second);
      remote.insert(Buffer.from('From: a@b.example\r\nSubject: Polled\r\n\r\nHi\r\n'), {
        labelIds: ['INBOX', 'UNREAD'],
      });
      await advance(10 * 60_000, id);
      await until(async () => (await accountOf(id)).messageCount === 2, 'the polled message');

      for (const fault of faults.splice(0)) test.simulator.faults.remove(fault);
      await advance(2 * hour, id);
      await until(async () => (await watchNotes(id)).length === 2, 'the end of it');
      expect((await watchNotes(id)).at(-1)?.[0]).toBe('watch_recovered');
    } finally {
      await test.database.db.update(providerClients).set({ pushTopic: null });
      for (const fault of faults) test.simulator.faults.remove(fault);
    }
  }, 180_000);
});
