import { describe, expect, it } from 'vitest';
import { createTranslate } from '../i18n/translate.ts';
import { BLOCK_PAGES, linkFailureText } from './link-errors.ts';

const failure = (code: string, data: Record<string, unknown> = {}, detail = 'said the server') => ({
  code,
  data,
  detail,
});

/** Everything with which linking can fail; each needs words of its own. */
const CODES = [
  'already_linked',
  'api_disabled',
  'client_invalid',
  'client_secret_wrong',
  'client_unknown',
  'consent_denied',
  'identity_invalid',
  'link_expired',
  'link_wrong_user',
  'network',
  'no_mailbox',
  'provider_not_configured',
  'provider_rejected',
  'provider_unavailable',
  'refresh_token_missing',
  'scope_missing',
  'wrong_mailbox',
];

describe.each(['en', 'fr'] as const)('failures of linking in %s', (locale) => {
  it('[US6] have a title and a mend each, none like another', async () => {
    const t = await createTranslate(locale);
    const texts = [
      ...CODES.map((code) => linkFailureText(t, failure(code))),
      ...BLOCK_PAGES.filter((page) => page !== 'invalid_client').map((error) =>
        linkFailureText(t, failure('provider_rejected', { error })),
      ),
    ];
    expect(texts.map(({ title }) => title)).not.toContain(t('linkError.other'));
    expect(texts.every(({ mend }) => mend.length > 0)).toBe(true);
    expect(new Set(texts.map(({ title }) => title)).size).toBe(texts.length);
  });
});

describe('failures of linking', () => {
  it('[US9] name both mailboxes when another one was chosen', async () => {
    const t = await createTranslate('en');
    const data = { expected: 'ada@example.test', actual: 'ben@example.test' };
    const { mend } = linkFailureText(t, failure('wrong_mailbox', data));
    expect(mend).toContain('You chose ben@example.test');
    expect(mend).toContain('belongs to ada@example.test');
  });

  it('[US6] say which half of the client is wrong', async () => {
    const t = await createTranslate('en');
    const { title } = linkFailureText(
      t,
      failure('client_invalid', { reason: 'client_secret_wrong' }),
    );
    expect(title).toBe(t('linkError.client_secret_wrong'));
  });

  it('[US6] show the server’s words for what is unknown', async () => {
    const t = await createTranslate('en');
    const text = linkFailureText(t, failure('never_heard_of'));
    expect(text.title).toBe(t('linkError.other'));
    expect(text.mend).toContain('said the server');
  });

  it.each([
    ['https://console.developers.google.com/apis/x', true],
    ['javascript:alert(1)', false],
    ['data:text/html,x', false],
    [7, false],
    [undefined, false],
  ])(
    '[US6] link to where the API is switched on only when it is a web address: %s',
    async (activationUrl, isLinked) => {
      const t = await createTranslate('en');
      const { action } = linkFailureText(t, failure('api_disabled', { activationUrl }));
      expect(action !== null).toBe(isLinked);
    },
  );
});
