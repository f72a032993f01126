import type { Translate } from '../i18n/translate.ts';

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
 * The error pages on which a provider keeps the browser instead of sending it back, by the word
 * that stands on them: the user is asked which one it was.
 */
export const BLOCK_PAGES = [
  'access_denied',
  'admin_policy_enforced',
  'org_internal',
  'redirect_uri_mismatch',
  'invalid_client',
  'disallowed_useragent',
] as const;

export type BlockPage = (typeof BLOCK_PAGES)[number];

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
