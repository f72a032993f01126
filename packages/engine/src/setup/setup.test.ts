import { describe, expect, it } from 'vitest';
import { readClientFile } from './client-file.ts';
import { redirectUriOf, redirectUriProblems } from './redirect-uri.ts';

const redirectUri = 'https://mail.example.org/admin/settings/mail/oauth2';
const web = {
  client_id: '1-a.apps.googleusercontent.com',
  project_id: 'my-project',
  client_secret: 'GOCSPX-x',
  redirect_uris: [redirectUri],
};

describe('redirect URI', () => {
  it('[LK50] comes from the public URL alone', () => {
    expect(redirectUriOf('https://mail.example.org/')).toBe(redirectUri);
    expect(redirectUriOf('https://example.org/mail')).toBe(
      'https://example.org/mail/admin/settings/mail/oauth2',
    );
  });

  it.each([
    'https://mail.example.org',
    'http://localhost:3000',
    'http://127.0.0.1:3000',
    'http://[::1]:3000',
    'https://xn--bcher-kva.example',
  ])('[LK50] has nothing against %s', (url) => {
    expect(redirectUriProblems(redirectUriOf(url))).toEqual([]);
  });

  it.each([
    ['http://mail.example.org', 'plain_http'],
    ['https://192.0.2.7', 'ip_address'],
    ['https://[2001:db8::1]', 'ip_address'],
    ['https://2130706433', null],
    ['https://mailserver', 'no_domain'],
    ['https://mail.corp.local', 'private_domain'],
    ['https://ann:pw@mail.example.org', 'userinfo'],
    ['https://mail.example.org/#a', 'fragment'],
    ['https://mail.example.org/?a=b', 'query'],
    ['https://*.example.org', 'wildcard'],
    ['https://mail.example.org/%2e%2e/x', 'path_steps'],
    ['https://mail.test', 'private_domain'],
    ['https://x.googleusercontent.com', 'google_domain'],
    ['https://goo.gl', 'shortener'],
    ['https://mail.example.org/%00', 'bad_characters'],
    ['ftp://mail.example.org', 'scheme'],
    ['nonsense', 'invalid'],
  ])('[LK51] says what Google refuses about %s', (url, problem) => {
    const problems = redirectUriProblems(redirectUriOf(url));
    // 2130706433 is 127.0.0.1 in another spelling: the parser shows what it is.
    if (problem === null) expect(problems).toEqual([]);
    else expect(problems).toContain(problem);
  });
});

describe('client file', () => {
  it('[LK52] reads what the console offers for download', () => {
    expect(readClientFile(JSON.stringify({ web }), redirectUri)).toEqual({
      clientId: web.client_id,
      clientSecret: web.client_secret,
      projectId: 'my-project',
    });
  });

  it.each([
    ['not_json', 'nonsense'],
    ['not_json', '[]'],
    ['not_json', `{"web":"${'x'.repeat(30_000)}"}`],
    ['installed', JSON.stringify({ installed: web })],
    ['service_account', JSON.stringify({ type: 'service_account', private_key: 'x' })],
    ['unknown', '{}'],
    ['unknown', JSON.stringify({ web: { client_id: 7 } })],
    ['secret_missing', JSON.stringify({ web: { ...web, client_secret: undefined } })],
    ['redirect_uri_missing', JSON.stringify({ web: { ...web, redirect_uris: [] } })],
  ])('[LK53] refuses with the reason %s', (reason, file) => {
    expect(() => readClientFile(file, redirectUri)).toThrow(
      expect.objectContaining({
        code: 'client_file_invalid',
        data: expect.objectContaining({ reason }),
      }),
    );
  });
});
