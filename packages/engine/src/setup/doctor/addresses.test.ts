import { describe, expect, it } from 'vitest';
import { checkPublicUrl, checkRedirectUri } from './addresses.ts';

describe('addresses', () => {
  it.each([
    ['https://mail.example.org', 'https://mail.example.org', 'pass', null],
    ['https://mail.example.org', undefined, 'pass', null],
    ['https://mail.example.org', 'nonsense', 'pass', null],
    ['http://localhost:3000', 'http://localhost:3000', 'pass', 'localhost_only'],
    ['http://localhost:3000', 'http://127.0.0.1:3000', 'fail', 'browser_elsewhere'],
    ['http://mail.example.org', undefined, 'fail', 'plain_http'],
    ['https://192.0.2.7', undefined, 'fail', 'not_a_name'],
    ['https://mail.example.org', 'https://mail.internal', 'fail', 'browser_elsewhere'],
    ['https://mail.example.org', 'http://mail.example.org', 'fail', 'proxy_scheme'],
  ])('[DR8] %s seen from %s: %s %s', (publicUrl, browser, status, reason) => {
    const found = checkPublicUrl(publicUrl, browser);
    expect(found).toMatchObject({ status, reason });
    const isAboutBrowser = reason === 'browser_elsewhere' || reason === 'proxy_scheme';
    expect(found.isAdvisory ?? false).toBe(isAboutBrowser);
  });

  it.each([
    ['https://mail.example.org', null],
    ['http://mail.example.org', 'plain_http'],
    ['https://mail.lan', 'private_domain'],
    ['https://x.googleusercontent.com', 'google_domain'],
    ['https://bit.ly', 'shortener'],
    ['https://mail.example.org/%zz', 'bad_characters'],
    ['https://mail.example.org/%c0%80', 'bad_characters'],
    ['https://mail.example.org/%2f..%2fx', 'path_steps'],
  ])('[DR9] the redirect URI of %s: %s', (publicUrl, reason) => {
    expect(checkRedirectUri(publicUrl).reason).toBe(reason);
  });
});
