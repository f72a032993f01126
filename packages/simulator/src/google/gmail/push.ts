import type { Mailbox } from '../mailbox.ts';
import { projectOf } from '../project.ts';
import type { Deliveries } from '../pubsub/deliveries.ts';
import { gmailPublisher, isResourceName } from '../pubsub/topics.ts';
import type { GoogleProject, GoogleUser, World } from '../world.ts';
import { apiError, invalidArgument } from './errors.ts';
import type { Method, MethodCall } from './method.ts';
import { optionalString, stringArray } from './parameters.ts';

const watchLifetimeMs = 7 * 24 * 60 * 60 * 1_000;
const minIntervalMs = 1_000;

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
        // Gmail tries the topic with a message before it answers, and that message is delivered.
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

/** Publishes the changes of the mailboxes of a world. */
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
export function createPublisher(world: World, deliveries: Deliveries): Publisher {
  const followed = new WeakSet<Mailbox>();
  const lastAt = new Map<string, number>();
  const publish = (user: GoogleUser, mailbox: Mailbox) => {
    const now = world.clock.now();
    if (!mailbox.watch || mailbox.watch.expiresAt <= now) return;
    if (now - (lastAt.get(user.email) ?? -minIntervalMs) < minIntervalMs) return;
    lastAt.set(user.email, now);
    const { topicName, clientId = '' } = mailbox.watch;
    // One turn later: the notification tells where the whole change ended.
    setImmediate(() => {
      const hint = { emailAddress: user.email, historyId: String(mailbox.historyId) };
      if (mayPublish(world, topicName, clientId)) deliveries.publish(topicName, hint, clientId);
    });
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

function readWatch({ world, mailbox, body, grant }: MethodCall): NonNullable<Mailbox['watch']> {
  const topicName = optionalString(body, 'topicName') ?? '';
  const project = projectOf(world, grant.clientId);
  const { projectId } = project;
  const prefix = `projects/${projectId}/topics/`;
  if (!topicName.startsWith(prefix) || !isResourceName(topicName.slice(prefix.length)))
    throw invalidArgument(`Invalid topicName does not match projects/${projectId}/topics/*`);
  const labelIds = stringArray(body, 'labelIds');
  for (const id of labelIds)
    if (!mailbox.labels.has(id)) throw invalidArgument(`Invalid label: ${id.slice(0, 100)}`);
  const running = mailbox.watch && mailbox.watch.expiresAt > world.clock.now();
  if (
    running &&
    mailbox.watch?.topicName.startsWith(prefix) &&
    mailbox.watch.topicName !== topicName
  )
    throw invalidArgument(
      'Only one user push notification client allowed per developer (call /stop then try again)',
    );
  if (world.push.endpoint === null) checkTopic(project, topicName);
  const behaviour =
    optionalString(body, 'labelFilterBehavior') ?? optionalString(body, 'labelFilterAction');
  return {
    topicName,
    labelIds,
    labelFilterBehavior: behaviour?.toLowerCase() === 'exclude' ? 'exclude' : 'include',
    expiresAt: world.clock.now() + watchLifetimeMs,
    clientId: grant.clientId,
  };
}

/**
 * The trial message of `users.watch`: it must get through.
 *
 * @throws ApiError 403 without the API or the right to publish, 404 without the topic
 */
function checkTopic(project: GoogleProject, topicName: string): void {
  const refuse = (status: number, reason: string, why: string) =>
    apiError(status, reason, `Error sending test message to Cloud PubSub ${topicName} : ${why}`);
  if (!project.isPubsubApiEnabled)
    throw refuse(
      403,
      'forbidden',
      `Cloud Pub/Sub API has not been used in project ${project.projectNumber} before or it is disabled.`,
    );
  const topic = project.topics.find(({ name }) => name === topicName);
  if (!topic) {
    const resource = topicName.split('/').pop();
    throw refuse(404, 'notFound', `Resource not found (resource=${resource}).`);
  }
  if (!topic.publishers.includes(gmailPublisher))
    throw refuse(403, 'forbidden', 'User not authorized to perform this action.');
}

/** A right taken back, or a topic deleted, silences a watch that runs. */
function mayPublish(world: World, topicName: string, clientId: string): boolean {
  if (world.push.endpoint !== null) return true;
  const project = projectOf(world, clientId);
  const topic = project.topics.find(({ name }) => name === topicName);
  return project.isPubsubApiEnabled && topic?.publishers.includes(gmailPublisher) === true;
}
