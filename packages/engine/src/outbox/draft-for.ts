import type { Caller } from '../engine.ts';
import { receivingIdentity } from '../mail/identity.ts';
import type { MailAddress, ParsedMessage } from '../mail/message.ts';
import { forwardSubject, replyRecipients, replySubject } from '../mail/reply.ts';
import type { Reader } from '../reader/reader.ts';
import { requireAccount } from '../store/accounts.ts';
import type { Db } from '../store/database.ts';
import { attachmentsOf, sendingIdentities } from '../store/message-source.ts';
import { mailThreads, TooComplexError } from '../threads/mail-threads.ts';
import type { AddressView, ComposeDraftView } from '../views.ts';

const maxPlainQuote = 50_000;

/**
 * What a composer starts from: recipients, subject, quote, and for a forward the attachments.
 *
 * @param locale BCP 47, of the quote's introduction
 * @throws MailError `not_found`
 */
export async function draftFor(
  { db, reader }: { db: Db; reader: Reader },
  caller: Caller,
  messageId: number,
  kind: 'reply' | 'reply_all' | 'forward',
  locale: string,
): Promise<ComposeDraftView> {
  const { row, message } = await reader.open(caller, messageId);
  const account = await requireAccount(db, caller, row.accountId);
  const identities = await sendingIdentities(db, row.accountId);
  const own = [account.email, ...identities.map(({ email }) => email)];
  const receivedBy = receivingIdentity(message, own);
  const isForward = kind === 'forward';
  const { to, cc } = isForward
    ? { to: [], cc: [] }
    : replyRecipients(message, own, kind === 'reply_all');
  const attachments = isForward ? await attachmentsOf(db, messageId) : [];
  return {
    accountId: row.accountId,
    // Answers come from the address that was written to; else from the mailbox's own.
    from: receivedBy ?? account.email,
    receivedBy,
    to: to.map(view),
    cc: cc.map(view),
    subject: isForward ? forwardSubject(message.subject) : replySubject(message.subject),
    quoteHtml: await quoteOf(message, isForward ? 'forward' : 'reply', locale),
    attachments: attachments.map(({ id, fileName, mimeType, sizeBytes, isInline, contentId }) => ({
      ...{ id, fileName, mimeType, sizeBytes, isInline, contentId },
    })),
  };
}

/** The quote; of a message that takes too long to clean, its plain text alone. */
async function quoteOf(
  message: ParsedMessage,
  kind: 'reply' | 'forward',
  locale: string,
): Promise<string> {
  const whole = { ...message, attachments: [] };
  const sizeBytes = (message.html ?? message.text ?? '').length;
  const quote = (of: ParsedMessage) =>
    mailThreads.run('quote', { kind, message: of, locale }, { sizeBytes, lane: 'reading' });
  return quote(whole).catch((error) => {
    if (!(error instanceof TooComplexError)) throw error;
    const text = message.text?.slice(0, maxPlainQuote) ?? '';
    return quote({ ...whole, html: null, text });
  });
}

function view({ name, email }: MailAddress): AddressView {
  return { name: name || null, email };
}
