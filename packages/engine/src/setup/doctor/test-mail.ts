import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { isMailError } from '../../errors.ts';
import { composeMessage, newMessageId } from '../../mail/compose.ts';
import type { MailProvider, RemoteRef } from '../../providers/provider.ts';
import type { AccountRow } from '../../store/accounts.ts';
import { type Found, fail, passed, skipped, unknown } from './finding.ts';
import { isUnheard } from './grants.ts';

/** Room for tidying up, and for saying so, within the time of the whole report. */
const arrivalMs = 10_000;
const lookEveryMs = 500;
/** Of the newest messages of the inbox: what has just come is among them. */
const maxLooks = 10;

/**
 * Sends a mail to oneself by the way that every letter takes, waits until it is in the inbox, and
 * puts it into the trash. It is named so plainly that nobody wonders, should it stay.
 *
 * @param account null: no test mail was asked for
 */
export async function checkTestMail(
  account: AccountRow | null,
  open: (account: AccountRow) => Promise<MailProvider>,
  signal: AbortSignal,
): Promise<Found<'test_mail'>> {
  if (!account) return skipped('not_asked');
  const own = { id: account.id, email: account.email };
  if (account.status !== 'active') return fail('inactive', { account: own });
  const mark = randomUUID().slice(0, 8);
  const subject = `Mailroom test mail ${mark}: you may delete it`;
  const startedAt = Date.now();
  const data = () => ({ subject, seconds: Math.ceil((Date.now() - startedAt) / 100) / 10 });
  const provider = await open(account);
  let sent: RemoteRef;
  try {
    sent = await send(provider, account, subject, signal);
  } catch (error) {
    if (!isMailError(error)) throw error;
    const more = { account: own, data: data(), seen: error.detail };
    if (error.code === 'delivery_unknown') return unknown('unconfirmed', more);
    return isUnheard(error) ? unknown('no_answer', more) : fail('refused', more);
  }
  const arrived = await waitFor(provider, subject, startedAt, signal);
  const facts = data();
  if (!arrived) return fail('not_arrived', { account: own, data: facts });
  const ids = [...new Set([sent.remoteId, arrived.remoteId])];
  const isTidy = await discard(provider, ids, signal);
  return isTidy
    ? { ...passed, account: own, data: facts }
    : { status: 'pass', reason: 'left_behind', account: own, data: facts };
}

async function send(
  provider: MailProvider,
  { email, displayName }: AccountRow,
  subject: string,
  signal: AbortSignal,
): Promise<RemoteRef> {
  const messageId = newMessageId(email);
  const self = { name: displayName ?? '', email };
  const nobody = { cc: [], bcc: [], replyTo: [], references: [], attachments: [] };
  const text = 'This mail shows that Mailroom can send and receive. You may delete it.\n';
  const bytes = await composeMessage({
    ...{ messageId, from: self, to: [self], subject, text, ...nobody },
    ...{ html: null, inReplyTo: null, date: new Date() },
    headers: [['Auto-Submitted', 'auto-generated']],
  });
  return provider.send(
    // Never sent a second time, so there is nothing to note.
    { bytes, messageId, remoteThreadId: null, onProgress: async () => {} },
    { priority: 'interactive', signal },
  );
}

/** Looks into the inbox until the mail is there. @returns null when time is over */
async function waitFor(
  provider: MailProvider,
  subject: string,
  startedAt: number,
  signal: AbortSignal,
): Promise<RemoteRef | null> {
  const call = { priority: 'interactive', signal } as const;
  const folders = await provider.folders(call);
  const inbox = folders.find(({ role }) => role === 'inbox');
  if (!inbox) return null;
  // The provider's clock may be behind ours.
  const since = new Date(startedAt - 10 * 60_000);
  const seen = new Set<string>();
  while (Date.now() - startedAt < arrivalMs) {
    const refs = await newestOf(provider, { since, only: { folder: inbox.remoteId }, ...call });
    const fresh = refs.filter(({ remoteId }) => !seen.has(remoteId)).slice(0, maxLooks);
    for (const ref of fresh) {
      seen.add(ref.remoteId);
      const raw = await provider.fetchRaw(ref, call).catch(() => null);
      if (raw && Buffer.from(raw.subarray(0, 65_536)).includes(subject)) return ref;
    }
    await pause(lookEveryMs, undefined, { signal });
  }
  return null;
}

async function newestOf(
  provider: MailProvider,
  query: Parameters<MailProvider['inventory']>[0],
): Promise<RemoteRef[]> {
  for await (const page of provider.inventory(query)) return page.refs.slice(0, maxLooks);
  return [];
}

async function discard(
  provider: MailProvider,
  remoteIds: string[],
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const call = { priority: 'interactive', signal } as const;
    const folders = await provider.folders(call);
    const idsOf = (role: string) =>
      folders.filter((one) => one.role === role).map(({ remoteId }) => remoteId);
    const trash = idsOf('trash');
    if (trash.length === 0) return false;
    await provider.perform(
      {
        kind: 'update',
        remoteIds,
        foldersAdded: trash,
        foldersRemoved: idsOf('inbox'),
        flags: { isRead: true },
      },
      call,
    );
    return true;
  } catch (error) {
    if (isMailError(error)) return false;
    throw error;
  }
}
