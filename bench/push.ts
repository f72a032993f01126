import { chromium } from 'playwright-core';
import { approve } from '../packages/simulator/src/approve.ts';
import { startSimulator } from './simulator-process.ts';
import { startServer } from './start.ts';
import { median, until } from './statistics.ts';

const EMAIL = 'alice@gmail.example';
const SERVICE_ACCOUNT = 'push@simulated.iam.gserviceaccount.com';

/** From the moment a message arrives at the provider to its row in the browser; push is on. */
export async function measurePush(options: { rounds: number }) {
  const simulator = await startSimulator({
    users: [EMAIL],
    messages: 200,
    redirectUri: 'http://localhost:3000/admin/settings/mail/oauth2',
  });
  const server = await startServer({
    MAILROOM_GOOGLE_ISSUER: simulator.issuer,
    MAILROOM_GMAIL_URL: simulator.gmailUrl,
  });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage({ baseURL: server.url });
    await page.goto('/');
    const post = (path: string, data: unknown) => call('POST', path, data);
    const call = async (method: string, path: string, data: unknown) => {
      const response = await page.request.fetch(`/api${path}`, {
        method,
        data,
        headers: { origin: server.url },
      });
      if (!response.ok()) throw new Error(`${path}: ${await response.text()}`);
      return response.status() === 204 ? null : response.json();
    };
    await post('/host/first-administrator', {
      name: 'Bench',
      email: 'bench@example.org',
      password: 'correct horse battery',
    });
    const redirectUri = `${server.url}/admin/settings/mail/oauth2`;
    const client = (await simulator.control('POST', '/clients', {
      type: 'web',
      redirectUris: [redirectUri],
    })) as { clientId: string; clientSecret: string };
    await simulator.control('PATCH', '/push', {
      endpoint: `${server.url}/api/webhooks/google`,
      audience: `${server.url}/api/webhooks/google`,
      serviceAccount: SERVICE_ACCOUNT,
    });
    const project = (await simulator.control('GET', '/project')) as { projectId: string };
    await call('PUT', '/setup/clients/google', {
      clientId: client.clientId,
      clientSecret: client.clientSecret,
      pushTopic: `projects/${project.projectId}/topics/mail`,
      pushServiceAccount: SERVICE_ACCOUNT,
    });
    const link = await post('/accounts/link', { provider: 'google' });
    const callbackUrl = await approve({ authorizationUrl: link.authorizationUrl, email: EMAIL });
    const { account } = await post('/accounts/link/finish', { callbackUrl });
    await post(`/accounts/${account.id}/confirm`, { syncFrom: null });
    await until(
      async () => {
        const now = await (await page.request.get(`/api/accounts/${account.id}`)).json();
        return now.sync.phase === 'idle' && now.lastSyncedAt !== null;
      },
      { timeoutMs: 240_000, what: 'first synchronisation' },
    );
    await page.goto('/mail/inbox');
    await page.getByRole('main').waitFor();
    const times: number[] = [];
    for (let i = 0; i < options.rounds; i++) {
      const subject = `Pushed ${i} ${Date.now()}`;
      const startedAt = performance.now();
      await simulator.control('POST', `/users/${EMAIL}/messages`, {
        from: 'Somebody <somebody@example.org>',
        subject,
        text: 'Measured.',
      });
      await page.getByText(subject).first().waitFor({ timeout: 60_000 });
      times.push(performance.now() - startedAt);
      // At most one notification a second and user: do not measure the provider's own limit.
      await page.waitForTimeout(1_200);
    }
    return { toScreenMs: Math.round(median(times)), worstMs: Math.round(Math.max(...times)) };
  } finally {
    await browser.close();
    await server.stop();
    await simulator.stop();
  }
}
