import { addressKey } from './addresses.ts';
import type { ParsedMessage } from './message.ts';

/**
 * Which of a mailbox's addresses a message was for. To and Cc come first: providers deliver what is
 * written to an alias under the mailbox's main address. Where they name several, the delivery decides
 * (Delivered-To, X-Original-To); where they name none, as in a blind copy, it decides alone. Of a
 * message that one wrote oneself it is the address that it came from.
 *
 * @param own addresses of the mailbox, the preferred one first
 * @returns one of `own`; null when the message names none of them
 */
export function receivingIdentity(
  message: Pick<ParsedMessage, 'from' | 'to' | 'cc' | 'deliveredTo'>,
  own: string[],
): string | null {
  const delivered = ownAmong(message.deliveredTo, own);
  const from = ownAmong(message.from ? [message.from.email] : [], own);
  if (from[0]) return from[0];
  for (const list of [message.to, message.cc]) {
    const named = ownAmong(
      list.map(({ email }) => email),
      own,
    );
    if (named[0]) return named.find((email) => delivered.includes(email)) ?? named[0];
  }
  return delivered[0] ?? null;
}

/** Those of `own` that stand in `addresses`, in that order; `me+news@` is `me@` where nobody is it. */
function ownAmong(addresses: string[], own: string[]): string[] {
  const byKey = new Map(own.map((email) => [addressKey(email), email]));
  return addresses.flatMap((address) => {
    const key = addressKey(address);
    return byKey.get(key) ?? byKey.get(key.replace(/\+[^@]*@/, '@')) ?? [];
  });
}
