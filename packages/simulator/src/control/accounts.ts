import { randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import type { NodeBindings } from '../connection-faults.ts';
import { findUser } from '../google/accounts.ts';
import { deliver } from '../google/gmail/deliver.ts';
import type { GoogleUser } from '../google/world.ts';
import { readBody } from './body.ts';
import type { ControlContext } from './routes.ts';
import { deliveryBody, policyBody, userBody, userPatch } from './schemas.ts';

/** Accounts: make, remove, deliver mail, and what a person or an administrator may do. */
export function accountRoutes(context: ControlContext): Hono<{ Bindings: NodeBindings }> {
  const { parts, store } = context;
  const { world, tokens } = parts;
  const app = new Hono<{ Bindings: NodeBindings }>();

  app.get('/users', (c) => c.json({ users: [...world.users.values()].map(describe) }));

  app.post('/users', async (c) => {
    const { emlFolder, messages, hasMailbox, hostedDomain, name, email } = await readBody(
      c,
      userBody,
    );
    const user = await parts.addUser({
      email,
      ...(name === undefined ? {} : { name }),
      ...(hostedDomain === undefined ? {} : { hostedDomain }),
      ...(messages === undefined ? {} : { messages }),
      ...(emlFolder === undefined ? {} : { emlFolder }),
      ...(hasMailbox === undefined ? {} : { hasMailbox }),
    });
    return c.json(describe(user), 201);
  });

  app.get('/users/:email', (c) => withUser(c, (user) => c.json(describe(user))));
  app.patch('/users/:email', (c) =>
    withUser(c, async (user) => {
      const { isMailOff, isSuspended } = await readBody(c, userPatch);
      parts.switchUser(user.email, {
        ...(isMailOff === undefined ? {} : { isMailOff }),
        ...(isSuspended === undefined ? {} : { isSuspended }),
      });
      return c.json(describe(user));
    }),
  );
  app.delete('/users/:email', (c) =>
    withUser(c, (user) => c.json({ ok: parts.removeUser(user.email) })),
  );

  app.post('/users/:email/messages', (c) =>
    withUser(c, async (user) => {
      if (!user.mailbox) return c.json({ error: 'the account has no mailbox' }, 409);
      const body = await readBody(c, deliveryBody);
      const raw =
        'raw' in body
          ? Buffer.from(body.raw.replace(/\r?\n/g, '\r\n'))
          : 'rawBase64' in body
            ? Buffer.from(body.rawBase64, 'base64')
            : plainMessage(user, body, world.clock.now());
      const { id, threadId } = deliver(user.mailbox, raw, {
        isVerbatim: true,
        ...(body.labelIds ? { labelIds: body.labelIds } : {}),
      });
      return c.json({ id, threadId }, 201);
    }),
  );

  app.post('/users/:email/expire-history', (c) =>
    withUser(c, (user) => {
      user.mailbox?.expireHistory();
      world.touch();
      return c.json({ ok: true });
    }),
  );

  app.post('/users/:email/password-change', (c) =>
    withUser(c, (user) => {
      tokens.endGmailTokens(user.sub);
      return c.json({ ok: true });
    }),
  );

  app.post('/users/:email/revoke', (c) =>
    withUser(c, (user) => {
      tokens.revokeAccount(user.sub);
      return c.json({ ok: true });
    }),
  );

  app.put('/users/:email/policy', (c) =>
    withUser(c, async (user) => {
      const { isBlocked } = await readBody(c, policyBody);
      setMember(store.blockedEmails, user.email, isBlocked);
      return c.json({ isBlocked });
    }),
  );

  app.put('/domains/:domain/policy', async (c) => {
    const { isBlocked } = await readBody(c, policyBody);
    setMember(store.blockedDomains, c.req.param('domain').toLowerCase(), isBlocked);
    return c.json({ isBlocked });
  });
  return app;

  function setMember(set: Set<string>, member: string, isIn: boolean): void {
    if (isIn) set.add(member);
    else set.delete(member);
    world.touch();
  }

  function withUser(c: Context, use: (user: GoogleUser) => Response | Promise<Response>) {
    const user = findUser(world, c.req.param('email') ?? '');
    return user ? use(user) : c.json({ error: 'no such account' }, 404);
  }

  function describe(user: GoogleUser) {
    const { mailbox } = user;
    return {
      email: user.email,
      name: user.name,
      sub: user.sub,
      hostedDomain: user.hostedDomain,
      isBlocked: store.blockedEmails.has(user.email),
      isMailOff: user.isMailOff === true,
      isSuspended: user.isSuspended === true,
      mailbox: mailbox
        ? {
            messages: mailbox.messageCount,
            threads: mailbox.threadCount,
            historyId: String(mailbox.historyId),
          }
        : null,
    };
  }
}

function plainMessage(
  user: GoogleUser,
  fields: { from: string; subject: string; text: string },
  now: number,
): Buffer {
  const oneLine = (text: string) => text.replace(/[\r\n\0]+/g, ' ');
  const lines = [
    `From: ${oneLine(fields.from)}`,
    `To: ${user.email}`,
    `Subject: ${encodeWord(oneLine(fields.subject))}`,
    `Date: ${new Date(now).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${randomBytes(12).toString('hex')}@simulated.example>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    ...(Buffer.from(fields.text)
      .toString('base64')
      .match(/.{1,76}/g) ?? []),
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

function encodeWord(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  const words: string[] = [];
  let rest = [...text];
  while (rest.length > 0) {
    // Ten characters of up to four bytes stay within the 75 of RFC 2047.
    words.push(`=?utf-8?B?${Buffer.from(rest.slice(0, 10).join('')).toString('base64')}?=`);
    rest = rest.slice(10);
  }
  return words.join('\r\n ');
}
