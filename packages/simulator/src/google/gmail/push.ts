import { randomInt } from 'node:crypto';
import type { Mailbox } from '../mailbox.ts';
import type { GoogleUser, World } from '../world.ts';
import { invalidArgument } from './errors.ts';
import type { Method, MethodCall } from './method.ts';
import { optionalString, stringArray } from './parameters.ts';

const watchLifetimeMs = 7 * 24 * 60 * 60 * 1_000;
const minIntervalMs = 1_000;
const maxAttempts = 5;
const firstRetryMs = 500;
const requestTimeoutMs = 10_000;

/** @see https://developers.google.com/workspace/gmail/api/guides/push */
export function pushMethods(publisher: Publisher): Method[] {
  return [
    {
      id: 'watch',
      verb: 'POST',
      path: 'watch',
      handle: (call) => {
        const watch = readWatch(call);
        call.mailbox.watch = watch;
        publisher.publish(call.user, call.mailbox);
        return { historyId: String(call.mailbox.historyId), expiration: String(watch.expiresAt) };
      },
    },
    {
      id: 'stop',
      verb: 'POST',
      path: 'stop',
      handle: ({ mailbox }) => {
        mailbox.watch = null;
      },
    },
  ];
}

/** Sends Pub/Sub pushes for the mailboxes of a world. */
export interface Publisher {
  /** Listens to every mailbox of the world that it does not listen to yet; cheap. */
  follow(): void;
  /** Sends one notification, unless one went out less than a second ago. */
  publish(user: GoogleUser, mailbox: Mailbox): void;
}

/**
 * Creates the publisher. More than one notification a second for a user is dropped, not delayed,
 * as the guide says: a client that relies on pushes alone falls behind, and is meant to.
 */
export function createPublisher(world: World): Publisher {
  const followed = new WeakSet<Mailbox>();
  const lastAt = new Map<string, number>();
  const publish = (user: GoogleUser, mailbox: Mailbox) => {
    const now = world.clock.now();
    if (world.push.endpoint === null || !mailbox.watch || mailbox.watch.expiresAt <= now) return;
    if (now - (lastAt.get(user.email) ?? -minIntervalMs) < minIntervalMs) return;
    lastAt.set(user.email, now);
    // One turn later: the notification tells where the whole change ended.
    setImmediate(() => void post(world, user.email, mailbox.historyId));
  };
  const follow = () => {
    for (const user of world.users.values()) {
      const { mailbox } = user;
      if (!mailbox || followed.has(mailbox)) continue;
      followed.add(mailbox);
      mailbox.onChange((record) => {
        world.touch();
        if (isWatched(mailbox, [...record.labelIds, ...record.labelsAfter])) publish(user, mailbox);
      });
    }
  };
  return { follow, publish };
}

function isWatched(mailbox: Mailbox, labelIds: readonly string[]): boolean {
  const { watch } = mailbox;
  if (!watch || watch.labelIds.length === 0) return watch !== null;
  const isNamed = watch.labelIds.some((id) => labelIds.includes(id));
  return watch.labelFilterBehavior === 'include' ? isNamed : !isNamed;
}

function readWatch({ world, mailbox, body }: MethodCall): NonNullable<Mailbox['watch']> {
  const topicName = optionalString(body, 'topicName') ?? '';
  const { projectId } = world.project;
  if (!topicName.startsWith(`projects/${projectId}/topics/`) || topicName.split('/').length !== 4)
    throw invalidArgument(`Invalid topicName does not match projects/${projectId}/topics/*`);
  const labelIds = stringArray(body, 'labelIds');
  for (const id of labelIds)
    if (!mailbox.labels.has(id)) throw invalidArgument(`Invalid label: ${id.slice(0, 100)}`);
  const behaviour =
    optionalString(body, 'labelFilterBehavior') ?? optionalString(body, 'labelFilterAction');
  return {
    topicName,
    labelIds,
    labelFilterBehavior: behaviour?.toLowerCase() === 'exclude' ? 'exclude' : 'include',
    expiresAt: world.clock.now() + watchLifetimeMs,
  };
}

/** Posts one envelope, again after a growing pause while the endpoint does not acknowledge. */
async function post(world: World, email: string, historyId: number): Promise<void> {
  const endpoint = world.push.endpoint;
  if (endpoint === null) return;
  const data = JSON.stringify({ emailAddress: email, historyId: String(historyId) });
  const publishTime = new Date(world.clock.now()).toISOString();
  const messageId = String(randomInt(2 ** 47));
  const body = JSON.stringify({
    message: {
      data: Buffer.from(data).toString('base64'),
      messageId,
      message_id: messageId,
      publishTime,
      publish_time: publishTime,
    },
    subscription: `projects/${world.project.projectId}/subscriptions/gmail-push`,
  });
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    if (attempt > 0) await pause(firstRetryMs * 2 ** (attempt - 1));
    if (await postOnce(world, endpoint, body)) return;
  }
}

async function postOnce(world: World, endpoint: string, body: string): Promise<boolean> {
  try {
    const token = await world.signPushToken({
      audience: world.push.audience ?? endpoint,
      email: world.push.serviceAccount,
    });
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
      body,
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/** Does not keep the process alive. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
