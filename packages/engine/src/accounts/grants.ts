import type { Logger } from 'pino';
import type { OAuth, OAuthClient } from '../providers/oauth.ts';
import { hasOtherLink } from '../store/accounts.ts';
import type { Db } from '../store/database.ts';

/**
 * Ends a grant that nobody needs. Revoking one token ends the whole grant of that mailbox to our
 * client, so it is left alone while any other link, of whichever user, lives by it.
 *
 * @param link the mailbox that the grant is for
 * @param exceptAccountId the account that gives it up; null: it belongs to none
 * @returns whether it was revoked; a provider that cannot be reached is logged and left
 */
export async function revokeUnlessShared(
  { db, oauth, logger }: { db: Db; oauth: OAuth; logger: Logger },
  client: OAuthClient,
  token: string,
  link: { provider: string; issuer: string; subject: string },
  exceptAccountId: number | null,
): Promise<boolean> {
  // A delegated link has no part in the grant: it asks in its service account's name.
  if (await hasOtherLink(db, link, exceptAccountId, 'consent')) return false;
  for (let tries = 0; tries < 2; tries += 1) {
    try {
      await oauth.revoke(client, token);
      return true;
    } catch (error) {
      logger.warn({ err: error, provider: link.provider }, 'a grant could not be revoked');
    }
  }
  return false;
}
