import { afterAll, beforeAll, expect, it } from 'vitest';
import { accounts, providerGuides } from '../store/schema.ts';
import { startTestEngine, TEST_CALLER, type TestEngine, until } from '../testing.ts';
import { doctorTests } from './doctor/testing.ts';

const ada = 'ada@corp.example';
const account = 'push@simulated-mailroom.iam.gserviceaccount.com';
let test: TestEngine;
const { client, look } = doctorTests(() => test);

beforeAll(async () => {
  test = await startTestEngine({
    simulator: {
      users: [{ email: ada, hostedDomain: 'corp.example' }],
      project: { publishingStatus: 'production', isVerified: true },
    },
  });
});
afterAll(() => test?.stop());

it.each([
  ['deleted_client', 'The OAuth client was deleted.', 'client_deleted'],
  ['disabled_client', 'The OAuth client was disabled.', 'client_disabled'],
  ['invalid_client', 'The OAuth client was not found.', 'client_unknown'],
  ['invalid_client', 'Unauthorized', 'client_secret_wrong'],
])('[DR21] refuses to save what Google calls %s: %s', async (error, description, reason) => {
  const body = { error, error_description: description };
  test.simulator.faults.add({ match: 'oauth.token', kind: { type: 'answer', body }, remaining: 1 });
  const { clientId, clientSecret } = client();
  const saving = test.engine.setup.saveClient(TEST_CALLER, 'google', { clientId, clientSecret });
  await expect(saving).rejects.toMatchObject({ data: { reason } });
});

it('[PT7] forgets a test of push with the settings that it spoke of', async () => {
  const { engine, database } = test;
  const { clientId } = client();
  const save = (topic: string) =>
    engine.setup.saveClient(TEST_CALLER, 'google', {
      ...{ clientId, pushServiceAccount: account },
      pushTopic: `projects/simulated-mailroom/topics/${topic}`,
    });
  const received = { pushTestStartedAt: new Date(), pushTestReceivedAt: new Date() };
  const state = async () => (await engine.setup.get(TEST_CALLER)).pushTest.state;
  await save('mail');
  await database.db.update(providerGuides).set(received);
  await save('mail');
  expect(await state()).toBe('received');
  await save('letters');
  expect(await state()).toBe('none');
});

it('[DR33] tells an account that Google has disabled from a permission that was withdrawn', async () => {
  const { simulator, engine, database } = test;
  const { id } = await test.link(ada);
  const user = simulator.world.users.get(ada);
  if (!user) throw new Error('no such user');
  user.isSuspended = true;
  await until(async () => {
    await engine.sync.wake(TEST_CALLER, id);
    const [row] = await database.db.select().from(accounts);
    return row?.problem?.code === 'account_disabled';
  }, 'the refusal');
  expect(await look('refresh_token')).toMatchObject({ status: 'fail', reason: 'account_disabled' });
  expect(await look('mailbox')).toMatchObject({ status: 'skipped', reason: 'no_token' });
});
