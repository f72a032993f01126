import { randomInt } from 'node:crypto';
import { projectOf } from '../project.ts';
import type { World } from '../world.ts';

const firstRetryMs = 500;
const longestRetryMs = 30_000;
const maxAttempts = 12;
const maxUnacknowledged = 1_000;
/** The codes that acknowledge, see https://cloud.google.com/pubsub/docs/push#receive_push */
const acknowledging = new Set([102, 200, 201, 202, 204]);

/** Where a message is pushed to. */
interface Target {
  subscription: string;
  endpoint: string;
  audience: string;
  /** Null: pushes carry no token. */
  serviceAccount: string | null;
  deadlineMs: number;
}

/** A message on its way to one subscription. */
export interface Delivery {
  messageId: string;
  subscription: string;
  endpoint: string;
  publishedAt: number;
  attempts: number;
  isAcknowledged: boolean;
  /** Status or failure of the last attempt; null before the first. */
  lastOutcome: string | null;
}

/** Pub/Sub's pushes. */
export interface Deliveries {
  /** Puts a message into a topic: every subscription of it is pushed to, again until acknowledged. */
  publish(topicName: string, data: object, clientId: string): void;
  /** The latest deliveries, newest last. */
  list(): Delivery[];
}

/** Creates the pushes of a world; the timers do not keep the process alive. */
export function createDeliveries(world: World): Deliveries {
  const recent: Delivery[] = [];
  return {
    list: () => recent,
    publish: (topicName, data, clientId) => {
      const publishedAt = world.clock.now();
      const messageId = String(randomInt(2 ** 47));
      const publishTime = new Date(publishedAt).toISOString();
      const message = {
        data: Buffer.from(JSON.stringify(data)).toString('base64'),
        messageId,
        message_id: messageId,
        publishTime,
        publish_time: publishTime,
      };
      for (const target of targetsOf(world, topicName, clientId)) {
        const { subscription, endpoint } = target;
        const delivery: Delivery = {
          messageId,
          subscription,
          endpoint,
          publishedAt,
          attempts: 0,
          isAcknowledged: false,
          lastOutcome: null,
        };
        recent.push(delivery);
        if (recent.length > maxUnacknowledged) recent.shift();
        void push(world, target, delivery, JSON.stringify({ message, subscription }));
      }
    },
  };
}

/** The topic's subscriptions, and the endpoint that was set for all topics at once. */
function targetsOf(world: World, topicName: string, clientId: string): Target[] {
  const project = projectOf(world, clientId);
  const targets: Target[] = project.subscriptions
    .filter(({ topic, pushEndpoint }) => topic === topicName && pushEndpoint !== '')
    .map(({ name, pushEndpoint, audience, serviceAccount, ackDeadlineS }) => ({
      subscription: name,
      endpoint: pushEndpoint,
      audience: audience ?? pushEndpoint,
      serviceAccount,
      deadlineMs: ackDeadlineS * 1_000,
    }));
  const { endpoint, audience, serviceAccount } = world.push;
  if (endpoint !== null) {
    targets.push({
      subscription: `projects/${project.projectId}/subscriptions/gmail-push`,
      endpoint,
      audience: audience ?? endpoint,
      serviceAccount,
      deadlineMs: 10_000,
    });
  }
  return targets;
}

async function push(world: World, target: Target, delivery: Delivery, body: string): Promise<void> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    if (attempt > 0) await pause(Math.min(firstRetryMs * 2 ** (attempt - 1), longestRetryMs));
    if (!isWanted(world, delivery.subscription, target.endpoint)) return;
    delivery.attempts += 1;
    const outcome = await pushOnce(world, target, body);
    delivery.lastOutcome = String(outcome);
    delivery.isAcknowledged = typeof outcome === 'number' && acknowledging.has(outcome);
    if (delivery.isAcknowledged) return;
  }
}

/** A deleted or changed subscription ends the retries. */
function isWanted(world: World, subscription: string, endpoint: string): boolean {
  if (world.push.endpoint === endpoint) return true;
  return world.projects.some(({ subscriptions }) =>
    subscriptions.some((one) => one.name === subscription && one.pushEndpoint === endpoint),
  );
}

async function pushOnce(world: World, target: Target, body: string): Promise<number | string> {
  try {
    const { endpoint, audience, serviceAccount, deadlineMs } = target;
    const token =
      serviceAccount === null
        ? null
        : await world.signPushToken({ audience, email: serviceAccount });
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': 'CloudPubSub-Google',
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
      },
      body,
      // Pub/Sub follows no redirects: they do not acknowledge.
      redirect: 'manual',
      signal: AbortSignal.timeout(deadlineMs),
    });
    await response.body?.cancel();
    return response.status;
  } catch (error) {
    const cause = error instanceof Error ? ((error.cause as Error | undefined) ?? error) : null;
    return (cause as NodeJS.ErrnoException | null)?.code ?? cause?.name ?? 'failed';
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
