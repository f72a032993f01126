import { isOwnOrigin, type ProblemDetails, refuseNul, routeApp } from '@mailroom/api';
import { type Db, MailError } from '@mailroom/engine';
import { z } from 'zod';
import { removeOtherSessions } from '../store/sessions.ts';
import { type Auth, clientAddressHeader } from './auth.ts';
import { hasEnabledTotp, recordStep } from './auth-audit.ts';
import type { Identified, Identify } from './identify.ts';
import type { RecordEvent } from './record-event.ts';
import { type Attempt, createSignInLimits, type Outcome } from './sign-in-limits.ts';

/** What of better-auth is open to the outside; everything else of it answers 404. */
const openPaths = new Set([
  'POST /sign-in/email',
  'POST /sign-out',
  'POST /change-password',
  'POST /update-user',
  'POST /two-factor/enable',
  'POST /two-factor/disable',
  'POST /two-factor/get-totp-uri',
  'POST /two-factor/verify-totp',
  'POST /two-factor/verify-backup-code',
  'POST /two-factor/generate-backup-codes',
]);

const maxBodyCharacters = 20_000;
const failures = /^(invalid_(password|code|backup_code|email_or_password)|too_many)/;

/** Sign-in, sign-out, password and TOTP, by better-auth, with our limits and our errors. */
export function authRoutes(options: {
  auth: Auth;
  db: Db;
  identify: Identify;
  record: RecordEvent;
  publicUrl: string;
}) {
  const { auth, db, identify, record } = options;
  const publicOrigin = new URL(options.publicUrl).origin;
  const limits = createSignInLimits();

  const app = routeApp();
  app.all('/auth/*', async (c) => {
    const path = c.req.path.slice(c.req.path.indexOf('/auth/') + '/auth'.length);
    if (!openPaths.has(`${c.req.method} ${path}`)) throw new MailError('not_found');
    if (!isOwnOrigin(c.req.raw, publicOrigin)) {
      throw new MailError('forbidden', { detail: 'The request comes from another site.' });
    }
    const text = await c.req.text();
    if (text.length > maxBodyCharacters) throw new MailError('too_large');
    const body = settledBody(path, parse(text));

    const headers = new Headers(c.req.raw.headers);
    // Checked above; behind a development proxy the page's origin is another than the public one.
    headers.set('origin', publicOrigin);
    headers.set('content-type', 'application/json');
    headers.delete('content-length');
    headers.delete('authorization');
    const url = `${publicOrigin}/api/auth${path}`;
    const person = await identify(new Request(url, { headers }));
    const attempt: Attempt = {
      path,
      address: headers.get(clientAddressHeader) ?? 'unknown',
      email: path === '/sign-in/email' ? emailOf(body) : null,
      userId: person?.user.id ?? null,
      challenge: await challengeOf(auth, headers),
    };
    const begun = limits.begin(attempt);
    if (!('end' in begun)) return tooManyAttempts(begun.waitMs);

    let outcome: Outcome = 'neither';
    try {
      const answer = await auth.handler(
        new Request(url, { method: 'POST', headers, body: JSON.stringify(body) }),
      );
      identify.forget();
      const answered: unknown = await answer.json().catch(() => null);
      outcome = outcomeOf(answer, answered);
      const step = { path, outcome, answered, person, email: attempt.email };
      if (outcome === 'succeeded' && hasEnabledTotp(step)) await endOtherSessions(answer, person);
      await recordStep(step, { db, record, address: attempt.address });
      return answer.ok ? withoutToken(answer, answered) : problemOf(answer, answered);
    } finally {
      begun.end(outcome);
    }
  });
  return app;

  // Sessions that began without the second step must not outlive its beginning.
  async function endOtherSessions(answer: Response, person: Identified | null): Promise<void> {
    if (!person) return;
    const cookie = answer.headers.getSetCookie().map((each) => each.split(';')[0]);
    const current = await auth.api.getSession({
      headers: new Headers({ cookie: cookie.join('; ') }),
      query: { disableRefresh: true },
    });
    const isOwn = current?.user.id === person.user.id;
    const kept = isOwn ? current.session.id : (person.sessionId ?? '');
    await removeOtherSessions(db, person.user.id, kept);
    identify.forget();
  }
}

/** A failure is what a guess would look like; our own faults and malformed input are `neither`. */
function outcomeOf(answer: Response, answered: unknown): Outcome {
  if (answer.ok) return 'succeeded';
  if (answer.status === 401 || answer.status === 429) return 'failed';
  return answer.status < 500 && failures.test(codeOf(answered)) ? 'failed' : 'neither';
}

function codeOf(answered: unknown): string {
  const { code } = (answered ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code.toLowerCase() : '';
}

/** What is not the page's to choose: a new password ends all other sessions. */
function settledBody(path: string, body: Record<string, unknown>): Record<string, unknown> {
  return path === '/change-password' ? { ...body, revokeOtherSessions: true } : body;
}

function emailOf(body: Record<string, unknown>): string | null {
  return z.string().min(1).max(320).safeParse(body.email).data ?? null;
}

async function challengeOf(auth: Auth, headers: Headers): Promise<string | null> {
  const { name } = (await auth.$context).createAuthCookie('two_factor');
  const pairs = (headers.get('cookie') ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`)) ?? null;
}

function parse(text: string): Record<string, unknown> {
  let body: unknown;
  try {
    body = JSON.parse(text || '{}');
  } catch {
    throw new MailError('invalid_input', { detail: 'The body is not JSON.' });
  }
  const parsed = z.record(z.string(), z.unknown()).safeParse(body);
  if (!parsed.success) throw new MailError('invalid_input', { detail: 'The body is no object.' });
  refuseNul(parsed.data, 'json');
  return parsed.data;
}

// The session's token is the cookie's alone: no script has a use for it.
function withoutToken(answer: Response, answered: unknown): Response {
  const headers = new Headers(answer.headers);
  headers.delete('content-length');
  const { token: _token, ...rest } = (answered ?? {}) as Record<string, unknown>;
  headers.set('content-type', 'application/json');
  return new Response(JSON.stringify(rest), { status: answer.status, headers });
}

function problemOf(answer: Response, answered: unknown): Response {
  const { message } = z.object({ message: z.string() }).safeParse(answered).data ?? {};
  const status = Math.min(answer.status, 500);
  const known = status === 500 ? '' : codeOf(answered);
  const code = known || (status === 500 ? 'internal' : 'refused');
  return problem({
    type: `urn:mailroom:${code}`,
    title: status === 500 ? 'Something went wrong in Mailroom.' : (message ?? 'Refused.'),
    status,
    code,
  });
}

function tooManyAttempts(waitMs: number): Response {
  const answer = problem({
    type: 'urn:mailroom:too_many_attempts',
    title: 'Too many attempts. Try again later.',
    status: 429,
    code: 'too_many_attempts',
  });
  answer.headers.set('Retry-After', String(Math.ceil(waitMs / 1000)));
  return answer;
}

function problem(details: ProblemDetails): Response {
  return new Response(JSON.stringify(details), {
    status: details.status,
    headers: { 'Content-Type': 'application/problem+json' },
  });
}
