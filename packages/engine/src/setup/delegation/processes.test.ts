import { afterEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../engine.ts';
import { databasesUnderTest } from '../../store/testing.ts';
import { startTestEngine, TEST_CALLER, type TestEngine, until } from '../../testing.ts';
import { domain, scopes } from './testing.ts';

let test: TestEngine | null = null;
let second: Engine | null = null;
afterEach(async () => {
  await second?.stop();
  await test?.stop();
  second = null;
  test = null;
});

describe.runIf((await databasesUnderTest()).includes('postgres'))('two processes', () => {
  it('[DD28] link every mailbox once, and go on where a dead one stopped', async () => {
    const many = Array.from({ length: 30 }, (_, index) => `user${index}@${domain}`);
    test = await startTestEngine({
      database: 'postgres',
      simulator: { users: many.map((email) => ({ email, hostedDomain: domain })) },
      engine: { openDatabase: undefined, findUserByEmail: async (email) => email },
    });
    const { account, keyFile } = await test.simulator.createServiceAccount('Mailroom');
    test.simulator.delegate({ domain, clientId: account.uniqueId, scopes });
    const { engine } = test;
    await engine.setup.saveServiceAccount(TEST_CALLER, 'google', { file: keyFile });
    // It sees to it that some are in the middle when the first one stops.
    test.simulator.faults.add({ match: 'getProfile', kind: { type: 'latency', ms: 150 } });
    second = test.another();
    await engine.setup.linkDelegated(TEST_CALLER, 'google', { emails: many, syncFrom: null });
    await until(async () => {
      const { links } = await engine.setup.delegation(TEST_CALLER, 'google');
      return links.some(({ state }) => state === 'linked');
    }, 'the first mailbox');
    await engine.stop();
    await second.start();
    const running = second;
    const links = await until(async () => {
      const view = await running.setup.delegation(TEST_CALLER, 'google');
      return view.links.every(({ state }) => state === 'linked') && view.links;
    }, 'all mailboxes');
    expect(new Set(links.map(({ accountId }) => accountId)).size).toBe(30);
    const overview = await running.accounts.overview(TEST_CALLER);
    expect(overview).toHaveLength(30);
    expect(new Set(overview.map(({ grantKind }) => grantKind))).toEqual(new Set(['delegated']));
  });
});
