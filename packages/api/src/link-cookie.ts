import { MailError } from '@mailroom/engine';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

const name = 'mailroom_link';
const wellFormed = /^[A-Za-z0-9_-]{43}$/;

/**
 * The secret that ties an authorisation to this browser, set as a cookie that only the link routes
 * see. One that is there already is kept, so that two attempts in two tabs both finish.
 */
export function keepBrowserSecret(c: Context, publicUrl: string): string {
  const present = getCookie(c, name);
  const secret = present && wellFormed.test(present) ? present : newSecret();
  const url = new URL(publicUrl);
  setCookie(c, name, secret, {
    httpOnly: true,
    sameSite: 'Lax',
    secure: url.protocol === 'https:',
    path: `${url.pathname.replace(/\/$/, '')}/api/accounts/link`,
    maxAge: 15 * 60,
  });
  return secret;
}

/** @throws MailError `link_expired` when this browser has none */
export function browserSecretOf(c: Context): string {
  const secret = getCookie(c, name);
  if (!secret || !wellFormed.test(secret)) throw new MailError('link_expired');
  return secret;
}

function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return Buffer.from(bytes).toString('base64url');
}
