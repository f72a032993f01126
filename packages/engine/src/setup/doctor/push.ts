import { isMailError, type MailError } from '../../errors.ts';
import { isLoopback } from '../../providers/oauth-errors.ts';
import type { ClientRow } from '../../store/clients.ts';
import type { GuideRow } from '../../store/guides.ts';
import type { Examined } from './examined.ts';
import { type Found, fail, passed, skipped, unknown } from './finding.ts';
import { isUnheard } from './grants.ts';

/** Publishes Gmail's pushes, for every project. */
const publisher = 'gmail-api-push@system.gserviceaccount.com';
const topicShape = /^projects\/([a-z0-9:.-]{2,100})\/topics\/([a-z][\w.~+%-]{2,254})$/i;

/**
 * Whether pushes may come: what can be told offline, then by asking Gmail to watch a mailbox, which
 * tries the topic at once. Asking again harms nothing: synchronisation does so every day.
 *
 * @param options.guide how the last live test of push went; see push-test.ts
 * @see https://developers.google.com/workspace/gmail/api/guides/push
 */
export async function checkPush(options: {
  client: ClientRow | null;
  examined: Examined[];
  publicUrl: string;
  guide: Pick<GuideRow, 'pushTestReceivedAt' | 'pushTestProblem'> | null;
  signal: AbortSignal;
}): Promise<Found<'push'>> {
  const { client, examined, publicUrl, signal } = options;
  if (!client) return skipped('no_client');
  const topic = client.pushTopic;
  if (!topic) return skipped('no_topic');
  const webhookUrl = `${publicUrl.replace(/\/+$/, '')}/api/webhooks/google`;
  const data = { topic: topic.slice(0, 400), webhookUrl, publisher };
  const project = topicShape.exec(topic)?.[1];
  if (!project || topic.includes('/goog')) return fail('topic_invalid', { data });
  if (client.projectId && client.projectId !== project)
    return fail('wrong_project', { data: { ...data, project, expected: client.projectId } });
  if (!client.pushServiceAccount) return fail('no_service_account', { data });
  const watched = await tryWatch(topic, examined, signal);
  if (watched !== 'accepted')
    return watched ? refusal(watched, { ...data, project }) : unknown('never_linked', { data });
  const { protocol, hostname } = new URL(publicUrl);
  // Through a tunnel they may come all the same: only when none has come is it worth a word.
  const { pushTestReceivedAt, pushTestProblem } = options.guide ?? {};
  if (pushTestReceivedAt) return { ...passed, data };
  if (pushTestProblem?.code === 'push_rejected')
    return fail('push_rejected', { data, seen: pushTestProblem.message });
  if (protocol !== 'https:' || isLoopback(hostname)) return fail('not_reachable', { data });
  return pushTestProblem ? fail('no_push_seen', { data }) : unknown('no_push_seen', { data });
}

/** @returns the refusal; null when there is no working mailbox to try it with */
async function tryWatch(
  topic: string,
  examined: Examined[],
  signal: AbortSignal,
): Promise<'accepted' | MailError | null> {
  const one = examined.find(({ account }) => account.status === 'active');
  if (!one || (await one.look())) return null;
  const provider = await one.open();
  if (!provider.watch) return null;
  try {
    await provider.watch(topic, { priority: 'interactive', signal });
    return 'accepted';
  } catch (error) {
    if (isMailError(error)) return error;
    throw error;
  }
}

/** What the adapter made of Gmail's refusal to watch; see providers/gmail/errors.ts. */
function refusal(error: MailError, data: Record<string, string>): Found<'push'> {
  const more = { data, seen: error.detail };
  const { project, activationUrl } = error.data;
  if (isUnheard(error) || error.code === 'rate_limited') return unknown('no_answer', more);
  if (error.code === 'push_project_wrong' && typeof project === 'string')
    return fail('wrong_project', { ...more, data: { ...data, expected: project } });
  if (error.code === 'push_topic_missing') return fail('topic_missing', more);
  if (error.code === 'push_right_missing') return fail('not_permitted', more);
  if (error.code === 'pubsub_disabled')
    return fail('pubsub_disabled', {
      ...more,
      link: typeof activationUrl === 'string' ? activationUrl : null,
    });
  return fail('watch_refused', more);
}
