import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { startTestEngine, TEST_CALLER, type TestEngine } from '../testing.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await startTestEngine();
}, 120_000);
afterAll(() => test.stop());
afterEach(() => vi.restoreAllMocks());

it('[LK25] links nothing without a refresh token, says so, and gives the grant back', async () => {
  await test.simulator.addUser({ email: 'ann@gmail.example', messages: 1 });
  const revoked: string[] = [];
  const real = globalThis.fetch;
  // What Google does for whoever consented before and was not asked again: RFC 6749, section 5.1.
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const url = String(input instanceof Request ? input.url : input);
    if (url.includes('revoke')) revoked.push(String(init?.body));
    const response = await real(input, init);
    if (!url.endsWith('/token')) return response;
    const { refresh_token: _, ...rest } = (await response.json()) as Record<string, unknown>;
    return Response.json(rest, { status: response.status });
  });
  const browserSecret = randomBytes(16).toString('hex');
  const { authorizationUrl } = await test.engine.accounts.startLink(TEST_CALLER, {
    provider: 'google',
    browserSecret,
  });
  const callbackUrl = await test.simulator.approve({
    authorizationUrl,
    email: 'ann@gmail.example',
  });
  await expect(
    test.engine.accounts.finishLink(TEST_CALLER, { callbackUrl, browserSecret }),
  ).rejects.toMatchObject({ code: 'refresh_token_missing' });
  expect(await test.engine.accounts.list(TEST_CALLER)).toEqual([]);
  expect(revoked).toHaveLength(1);
});
