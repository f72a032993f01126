import { InvalidInputError } from '../../invalid-input.ts';
import type { GoogleProject, Subscription, Topic } from '../world.ts';

/** The account that Gmail publishes as. */
export const gmailPublisher = 'gmail-api-push@system.gserviceaccount.com';

const maxPerProject = 1_000;

/**
 * Whether Pub/Sub takes this as the last part of a topic's or subscription's name.
 *
 * @see https://cloud.google.com/pubsub/docs/pubsub-basics#resource_names
 */
export function isResourceName(name: string): boolean {
  return /^[a-z][\w.~+%-]{2,254}$/i.test(name) && !/^goog/i.test(name);
}

/** Creates a topic to which nobody may publish yet. @throws InvalidInputError */
export function createTopic(project: GoogleProject, id: string): Topic {
  if (!isResourceName(id)) {
    throw new InvalidInputError(
      'Topic ID must start with a letter, have 3 to 255 letters, digits or - . _ ~ % +, and not begin with goog',
    );
  }
  const name = `projects/${project.projectId}/topics/${id}`;
  if (project.topics.some((topic) => topic.name === name)) {
    throw new InvalidInputError(`Resource already exists in the project (resource=${id}).`);
  }
  if (project.topics.length >= maxPerProject) throw new InvalidInputError('Too many topics');
  const topic = { name, publishers: [] };
  project.topics.push(topic);
  return topic;
}

/**
 * Lets an account publish to a topic, as the role Pub/Sub Publisher does.
 *
 * @throws InvalidInputError when nobody has that address
 */
export function grantPublisher(project: GoogleProject, topic: Topic, member: string): void {
  const address = member
    .trim()
    .toLowerCase()
    .replace(/^(serviceaccount|user):/, '');
  const isKnown =
    address === gmailPublisher ||
    !address.endsWith('gserviceaccount.com') ||
    project.serviceAccounts.some(({ email }) => email === address);
  if (!isKnown || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address)) {
    throw new InvalidInputError(
      `Email addresses and domains must be associated with an active Google Account: ${address.slice(0, 200)}`,
    );
  }
  if (!topic.publishers.includes(address)) topic.publishers.push(address);
}

/**
 * Creates a subscription; one without an endpoint waits to be pulled, which nobody does here.
 *
 * @throws InvalidInputError when an endpoint, account or name is not acceptable
 * @see https://cloud.google.com/pubsub/docs/create-push-subscription
 * @see https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions
 */
export function createSubscription(
  project: GoogleProject,
  options: {
    id: string;
    topic: string;
    pushEndpoint: string;
    serviceAccount?: string | null;
    audience?: string | null;
    ackDeadlineS?: number;
  },
): Subscription {
  const { id, topic, pushEndpoint, ackDeadlineS = 10 } = options;
  if (!isResourceName(id)) throw new InvalidInputError('Subscription ID is not valid');
  const name = `projects/${project.projectId}/subscriptions/${id}`;
  if (project.subscriptions.some((one) => one.name === name)) {
    throw new InvalidInputError(`Resource already exists in the project (resource=${id}).`);
  }
  if (!project.topics.some((one) => one.name === topic)) {
    throw new InvalidInputError(`Resource not found (resource=${topic.split('/').pop()}).`);
  }
  const problem = pushEndpoint === '' ? null : endpointProblem(pushEndpoint);
  if (problem) throw new InvalidInputError(problem);
  const serviceAccount = options.serviceAccount?.trim() || null;
  if (serviceAccount && !project.serviceAccounts.some(({ email }) => email === serviceAccount)) {
    throw new InvalidInputError(`Service account ${serviceAccount} does not exist.`);
  }
  if (!Number.isInteger(ackDeadlineS) || ackDeadlineS < 10 || ackDeadlineS > 600) {
    throw new InvalidInputError('Acknowledgement deadline must be from 10 to 600 seconds');
  }
  if (project.subscriptions.length >= maxPerProject) {
    throw new InvalidInputError('Too many subscriptions');
  }
  const audience = options.audience?.trim() || null;
  const subscription = { name, topic, pushEndpoint, serviceAccount, audience, ackDeadlineS };
  project.subscriptions.push(subscription);
  return subscription;
}

/** Pub/Sub pushes over HTTPS with a valid certificate; here the loopback interface may go without. */
function endpointProblem(endpoint: string): string | null {
  const invalid = `Invalid push endpoint given (endpoint=${endpoint.slice(0, 200)}). Refer to https://cloud.google.com/pubsub/docs/subscriber#create for more information.`;
  if (!URL.canParse(endpoint) || endpoint.length > 2_000) return invalid;
  const { protocol, hostname, username } = new URL(endpoint);
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
  const isSecure = protocol === 'https:' || (protocol === 'http:' && isLoopback);
  return isSecure && username === '' ? null : invalid;
}
