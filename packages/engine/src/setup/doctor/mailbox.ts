import { isMailError, type MailError } from '../../errors.ts';
import { type Examined, ofEach } from './examined.ts';
import { type Found, fail, passed, skipped, unknown } from './finding.ts';
import { isUnheard, withLast } from './grants.ts';
import type { LastLink } from './last-link.ts';

/** Codes that mean: without a token nothing could be asked. */
const tokenless = new Set([
  'token_revoked',
  'account_disabled',
  'client_invalid',
  'permission_missing',
  'secret_key_wrong',
  'provider_not_configured',
]);

/**
 * Whether the mail API is switched on in the project: one call of the cheapest kind, so that a page
 * may ask until it is.
 */
export async function checkApiEnabled(
  examined: Examined[],
  last: LastLink,
): Promise<Found<'api_enabled'>[]> {
  const found = await ofEach(examined, async ({ look }): Promise<Found<'api_enabled'>> => {
    const error = await look();
    if (error?.code === 'api_disabled') {
      const { activationUrl } = error.data;
      const link = typeof activationUrl === 'string' ? activationUrl : null;
      return fail('api_disabled', { link, seen: error.detail });
    }
    if (isUnheard(error)) return unknown('no_answer', { seen: error?.detail });
    return error && isTokenless(error) ? skipped('no_token') : passed;
  });
  // It is the project's, not a mailbox's: one that answers proves it, whatever an attempt showed.
  if (found.some(({ status }) => status === 'pass')) return found;
  return withLast(found, last.apiEnabled).slice(0, 1);
}

/** Whether there is a mailbox, and it answers. */
export async function checkMailbox(
  examined: Examined[],
  last: LastLink,
): Promise<Found<'mailbox'>[]> {
  const found = await ofEach(examined, async ({ look }): Promise<Found<'mailbox'>> => {
    const error = await look();
    if (!error) return passed;
    if (error.code === 'no_mailbox') return fail('no_mailbox');
    if (error.code === 'rate_limited') return unknown('rate_limited');
    if (isUnheard(error) || error.code === 'api_disabled')
      return unknown('no_answer', { seen: error.detail });
    return isTokenless(error) ? skipped('no_token') : refusedMailbox(error);
  });
  return withLast(found, last.mailbox);
}

/** Whether the addresses to send from can be read. */
export async function checkIdentities(
  examined: Examined[],
  signal: AbortSignal,
): Promise<Found<'identities'>[]> {
  if (examined.length === 0) return [skipped('never_linked')];
  return ofEach(examined, async (one): Promise<Found<'identities'>> => {
    if (await one.look()) return skipped('no_token');
    try {
      const provider = await one.open();
      const listed = await provider.identities({ priority: 'interactive', signal });
      return listed.length > 0 ? passed : fail('none');
    } catch (error) {
      if (!isMailError(error)) throw error;
      if (isUnheard(error) || error.code === 'rate_limited') return unknown('no_answer');
      const isForbidden = error.code === 'permission_missing' || error.data.status === 403;
      return fail(isForbidden ? 'forbidden' : 'refused', { seen: error.detail });
    }
  });
}

/** @see https://developers.google.com/workspace/gmail/api/guides/handle-errors */
function refusedMailbox(error: MailError): Found<'mailbox'> {
  const words = `${error.data.reason ?? ''} ${error.detail ?? ''}`;
  const seen = error.detail;
  if (/domainPolicy|domain administrators? ha(?:s|ve) disabled/i.test(words))
    return fail('domain_policy', { seen });
  if (/suspended|account (?:has been )?disabled|accountDisabled/i.test(words))
    return fail('suspended', { seen });
  return fail('refused', { seen });
}

function isTokenless({ code }: MailError): boolean {
  return tokenless.has(code) || /^(delegat|service_account|admin_policy|clock)/.test(code);
}
