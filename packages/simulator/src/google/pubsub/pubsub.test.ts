import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createGoogleSimulator, type GoogleSimulator } from '../../index.ts';

// https://developers.google.com/workspace/gmail/api/guides/push (grant publish rights, watch)
// https://cloud.google.com/pubsub/docs/push (acknowledgement, retries)
// https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions (token)
const ada = 'ada@gmail.example';
const redirectUri = 'http://localhost:3000/admin/settings/mail/oauth2';

let simulator: GoogleSimulator;
let token: string;
let server: Server;
let endpoint: string;
let seen: { authorization: string | undefined; body: Record<string, string> }[];
let answers: number[];

beforeEach(async () => {
  seen = [];
  answers = [];
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const envelope = JSON.parse(text);
      const hint = JSON.parse(Buffer.from(envelope.message.data, 'base64').toString());
      const body = { ...hint, subscription: envelope.subscription };
      seen.push({ authorization: request.headers.authorization, body });
      response.writeHead(answers.shift() ?? 204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  simulator = await createGoogleSimulator({ users: [{ email: ada }] });
  token = await linked();
});
afterEach(async () => {
  await simulator.stop();
  server.closeAllConnections();
  server.close();
});

it('takes only a topic of the client’s own project', async () => {
  const other = await control('POST', '/projects', { name: 'Elsewhere', projectId: 'elsewhere-1' });
  expect(other.status).toBe(201);
  for (const topicName of ['', 'mail', 'projects/elsewhere-1/topics/mail', `${topic('mail')}/x`]) {
    expect(await watch({ topicName })).toMatchObject({
      status: 400,
      body: {
        error: { message: 'Invalid topicName does not match projects/simulated-mailroom/topics/*' },
      },
    });
  }
});

it('wants the topic to be there, and Gmail to be allowed to publish', async () => {
  const about = (why: string) =>
    `Error sending test message to Cloud PubSub ${topic('mail')} : ${why}`;
  expect(await watch({ topicName: topic('mail') })).toMatchObject({
    status: 404,
    body: { error: { message: about('Resource not found (resource=mail).') } },
  });
  await control('POST', '/pubsub/topics', { id: 'mail', publishers: [] });
  expect(await watch({ topicName: topic('mail') })).toMatchObject({
    status: 403,
    body: {
      error: {
        status: 'PERMISSION_DENIED',
        message: about('User not authorized to perform this action.'),
        errors: [{ reason: 'forbidden' }],
      },
    },
  });
  simulator.world.project.topics[0]?.publishers.push('gmail-api-push@system.gserviceaccount.com');
  simulator.world.project.isPubsubApiEnabled = false;
  expect((await watch({ topicName: topic('mail') })).status).toBe(403);
  simulator.world.project.isPubsubApiEnabled = true;
  expect((await watch({ topicName: topic('mail') })).status).toBe(200);
});

it('allows one topic at a time for a mailbox', async () => {
  for (const id of ['mail', 'more']) await control('POST', '/pubsub/topics', { id });
  expect((await watch({ topicName: topic('mail') })).status).toBe(200);
  expect((await watch({ topicName: topic('mail') })).status).toBe(200);
  expect(await watch({ topicName: topic('more') })).toMatchObject({
    status: 400,
    body: {
      error: {
        message:
          'Only one user push notification client allowed per developer (call /stop then try again)',
      },
    },
  });
  await gmail('stop', {});
  expect((await watch({ topicName: topic('more') })).status).toBe(200);
});

it('pushes at once when a watch begins, signed for the subscription, again until acknowledged', async () => {
  const { account } = await simulator.createServiceAccount('push-sender');
  await control('POST', '/pubsub/topics', { id: 'mail' });
  const subscription = {
    id: 'to-mailroom',
    topic: topic('mail'),
    pushEndpoint: endpoint,
    serviceAccount: account.email,
    audience: 'https://mail.example/push',
  };
  expect((await control('POST', '/pubsub/subscriptions', subscription)).status).toBe(201);
  // A redirect and a 206 are no acknowledgements.
  answers = [302, 206];
  const started = await watch({ topicName: topic('mail') });
  await vi.waitFor(() => expect(seen).toHaveLength(3), 10_000);
  expect(seen[2]?.body).toEqual({
    emailAddress: ada,
    historyId: started.body.historyId,
    subscription: 'projects/simulated-mailroom/subscriptions/to-mailroom',
  });
  const keys = createRemoteJWKSet(new URL(`${simulator.url}/oauth2/v3/certs`));
  const jwt = String(seen[0]?.authorization).replace('Bearer ', '');
  const { payload } = await jwtVerify(jwt, keys, { audience: 'https://mail.example/push' });
  expect(payload).toMatchObject({
    email: account.email,
    email_verified: true,
    sub: account.uniqueId,
  });
  await vi.waitFor(async () => {
    const { body } = await control('GET', '/pubsub');
    expect(body.deliveries).toMatchObject([
      { attempts: 3, isAcknowledged: true, lastOutcome: '204' },
    ]);
  });
});

it('sends no token without a service account, and keeps what nobody acknowledges', async () => {
  await control('POST', '/pubsub/topics', { id: 'mail' });
  const rest = { topic: topic('mail') };
  await control('POST', '/pubsub/subscriptions', { id: 'bare', pushEndpoint: endpoint, ...rest });
  const closed = 'http://127.0.0.1:9/hook';
  await control('POST', '/pubsub/subscriptions', { id: 'dead', pushEndpoint: closed, ...rest });
  await watch({ topicName: topic('mail') });
  await vi.waitFor(() => expect(seen).toHaveLength(1), 10_000);
  expect(seen[0]?.authorization).toBeUndefined();
  await vi.waitFor(async () => {
    const { body } = await control('GET', '/pubsub');
    expect(body.deliveries).toContainEqual(
      expect.objectContaining({ endpoint: closed, isAcknowledged: false, attempts: 2 }),
    );
  }, 10_000);
});

it.each([
  ['plain http', { pushEndpoint: 'http://mail.example/hook' }],
  ['no address', { pushEndpoint: 'hook' }],
  ['an unknown topic', { topic: 'projects/simulated-mailroom/topics/none' }],
  ['an unknown account', { serviceAccount: 'x@simulated-mailroom.iam.gserviceaccount.com' }],
  ['a name that starts with goog', { id: 'google-push' }],
  ['a short deadline', { ackDeadlineS: 5 }],
])('refuses a subscription with %s', async (_what, wrong) => {
  await control('POST', '/pubsub/topics', { id: 'mail' });
  const right = { id: 'sub', topic: topic('mail'), pushEndpoint: 'https://mail.example/hook' };
  expect((await control('POST', '/pubsub/subscriptions', { ...right, ...wrong })).status).toBe(400);
});

function topic(id: string): string {
  return `projects/simulated-mailroom/topics/${id}`;
}

function watch(json: object) {
  return gmail('watch', json);
}

async function gmail(path: string, json: object) {
  const response = await fetch(`${simulator.gmailUrl}/gmail/v1/users/me/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(json),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
}

async function control(method: string, path: string, body: unknown = {}) {
  const response = await fetch(simulator.controlUrl + path, {
    method,
    ...(method === 'GET'
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function linked(): Promise<string> {
  const client = simulator.registerClient({ type: 'web', redirectUris: [redirectUri] });
  const query = new URLSearchParams({
    client_id: client.clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'https://mail.google.com/',
  });
  const authorizationUrl = `${simulator.url}/o/oauth2/v2/auth?${query}`;
  const callback = new URL(await simulator.approve({ authorizationUrl, email: ada }));
  const response = await fetch(`${simulator.url}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: callback.searchParams.get('code') ?? '',
      redirect_uri: redirectUri,
      client_id: client.clientId,
      client_secret: client.clientSecret,
    }),
  });
  return (await response.json()).access_token;
}
