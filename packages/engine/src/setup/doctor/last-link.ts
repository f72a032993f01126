import type { LastLinkView } from '../../views.ts';
import { type Finding, type Found, fail, passed, unknown } from './finding.ts';
import { doctorReasons } from './reasons.ts';

/** What the last attempt to link showed, where it left no account behind. */
export interface LastLink {
  scopes: Found<'scopes'> | null;
  refreshToken: Found<'refresh_token'> | null;
  apiEnabled: Found<'api_enabled'> | null;
  mailbox: Found<'mailbox'> | null;
}

const nothing: LastLink = { scopes: null, refreshToken: null, apiEnabled: null, mailbox: null };

/** Failures that say nothing of the installation: the authorisation itself went well. */
const ownMatters = new Set([
  'linked',
  'reconnected',
  'already_linked',
  'wrong_mailbox',
  'conflict',
]);
/** In the order in which linking looks: whoever fails at one has passed those before. */
const stages = ['scope_missing', 'refresh_token_missing', 'api_disabled', 'no_mailbox'];

/** Reads what accounts/link-outcome.ts keeps. */
export function readLastLink(
  lastLink: LastLinkView | null | undefined,
  facts: { clientId: string; redirectUri: string },
): LastLink {
  if (!lastLink || ownMatters.has(lastLink.code)) return nothing;
  const { code, data } = lastLink;
  const email = textOf(data.email);
  const stage = stages.indexOf(code);
  if (stage < 0) return { ...nothing, scopes: attemptFailed(code, data, facts) };
  const missing = Array.isArray(data.missing) ? data.missing.map(String).join(', ') : '';
  const here = (at: number, finding: () => Finding<never> | null) =>
    stage > at ? passed : stage === at ? finding() : null;
  const more = { data: { email } };
  return {
    scopes: here(0, () => fail('scope_missing', { data: { missing, email } }) as Finding<never>),
    refreshToken: here(1, () => fail('missing', more) as Finding<never>),
    apiEnabled: here(
      2,
      () => fail('api_disabled', { ...more, link: textOf(data.activationUrl) }) as Finding<never>,
    ),
    mailbox: here(3, () => fail('no_mailbox', more) as Finding<never>),
  };
}

function attemptFailed(
  code: string,
  data: Record<string, unknown>,
  facts: { clientId: string; redirectUri: string },
): Found<'scopes'> {
  if (code === 'consent_denied') return unknown('consent_denied');
  if (code !== 'blocked')
    return unknown('link_failed', { data: { ...facts, code }, seen: textOf(data.detail) });
  const page = textOf(data.page);
  const known = doctorReasons.scopes.find((reason) => reason === page);
  const reason = page === 'disabled_client' ? 'invalid_client' : (known ?? 'blocked');
  // A person said so: nobody else saw that page.
  return fail(reason, { data: { ...facts, page }, isAdvisory: true });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 2_000) : '';
}
