import { ApiError, errorText } from '../host/api-error.ts';
import type { Translate } from '../i18n/translate.ts';
import type { BlockPage } from '../views.ts';

/** A failed attempt to link, as the return page hands it on. */
export interface LinkFailure {
  code: string;
  detail: string;
  data: Record<string, unknown>;
}

/** What happened, what to do about it, and a page of the provider that helps, where there is one. */
export interface LinkFailureText {
  title: string;
  mend: string;
  action: { label: string; href: string } | null;
}

/** A failed call as a failed attempt. */
export function failureOf(t: Translate, error: unknown): LinkFailure {
  const known = error instanceof ApiError ? error : null;
  return {
    code: known?.code ?? 'internal',
    detail: errorText(t, error),
    data: known?.data ?? {},
  };
}

/** Every failure has its own words; an unknown one shows the server's. */
export function linkFailureText(t: Translate, failure: LinkFailure): LinkFailureText {
  const data = {
    actual: asText(failure.data.actual),
    expected: asText(failure.data.expected),
    detail: failure.detail,
  };
  const key = `linkError.${codeOf(failure)}`;
  return {
    title: t.optional(key, data) ?? t('linkError.other'),
    mend: t.optional(`${key}.mend`, data) ?? t('linkError.other.mend', data),
    action: activation(t, failure),
  };
}

/**
 * The error pages on which a provider keeps the browser instead of sending it back, the frequent
 * ones first: the user is asked which one it was.
 */
export const BLOCK_PAGES = [
  'access_denied',
  'admin_policy_enforced',
  'org_internal',
  'redirect_uri_mismatch',
  'invalid_client',
  'disabled_client',
  'policy',
  'user_cap',
  'disallowed_useragent',
  'something_wrong',
] as const satisfies readonly BlockPage[];

/** Pages whose mend is an administrator's; the others are the user's own. */
export const ADMINISTRATORS_PAGES: ReadonlySet<BlockPage> = new Set([
  'access_denied',
  'admin_policy_enforced',
  'org_internal',
  'redirect_uri_mismatch',
  'invalid_client',
  'disabled_client',
  'policy',
  'user_cap',
]);

/**
 * What can be asked for again, and from which attempt on; null when the failure was another one.
 */
export function missingOf(failure: LinkFailure): { attempt: string; scopes: string[] } | null {
  const { transactionId, missing } = failure.data;
  if (failure.code !== 'scope_missing' || typeof transactionId !== 'string') return null;
  const scopes = Array.isArray(missing) ? missing.filter((one) => typeof one === 'string') : [];
  return { attempt: transactionId, scopes };
}

/** A permission as the provider's page calls it; an unknown one by its own name. */
export function scopeText(t: Translate, scope: string): string {
  return scope === 'https://mail.google.com/' ? t('link.scope.mail') : scope;
}

/** Where a client is refused, which half of it is wrong; and what the provider itself named. */
function codeOf({ code, data }: LinkFailure): string {
  if (code === 'client_invalid' && typeof data.reason === 'string') return data.reason;
  if (code === 'provider_rejected' && BLOCK_PAGES.some((page) => page === data.error)) {
    return `page.${String(data.error)}`;
  }
  return code;
}

function activation(t: Translate, failure: LinkFailure): LinkFailureText['action'] {
  const href = asText(failure.data.activationUrl);
  // Only addresses that a browser opens safely: the text comes from the provider.
  if (failure.code !== 'api_disabled' || !/^https?:\/\//.test(href)) return null;
  return { label: t('linkError.api_disabled.open'), href };
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
