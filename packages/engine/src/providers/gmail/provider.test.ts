import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseMessage } from '../../mail/parse.ts';
import {
  changesAfter,
  collect,
  describeProvider,
  listAll,
  rawMessage,
} from '../contract.test-suite.ts';
import type { ChangePage, MailProvider } from '../provider.ts';
import { readStructure } from '../structure.ts';
import { fromFull } from './convert.ts';
import { messageShape } from './shapes.ts';
import { type GmailTest, startGmailTest } from './testing.ts';

const ada = 'ada@gmail.com';

function mailboxOf(test: GmailTest, email: string) {
  const mailbox = test.simulator.world.users.get(email)?.mailbox;
  if (!mailbox) throw new Error(`no mailbox of ${email}`);
  return mailbox;
}

describeProvider('Gmail', async () => {
  const test = await startGmailTest({ users: [{ email: ada }] });
  return {
    provider: await test.open(ada),
    address: ada,
    receive: async (raw) => {
      mailboxOf(test, ada).insert(Buffer.from(raw), { labelIds: ['INBOX', 'UNREAD'] });
    },
    loseNextSendAnswer: () =>
      void test.simulator.faults.add({
        match: 'drafts.send',
        kind: { type: 'lost_answer' },
        remaining: 1,
      }),
    expireCursors: () => mailboxOf(test, ada).expireHistory(),
    close: () => test.stop(),
  };
});

describe('Gmail adapter', () => {
  let test: GmailTest;
  let provider: MailProvider;
  const usage = () => test.simulator.world.usage.read()[ada];

  beforeAll(async () => {
    test = await startGmailTest({
      users: [
        { email: ada, messages: 400 },
        { email: 'nomail@corp.example', hasMailbox: false },
      ],
    });
    provider = await test.open(ada);
  });
  afterAll(() => test?.stop());

  it('[RD7] calls an attached message the same, taken apart or whole', async () => {
    const subject =
      '=?utf-8?Q?Se=C3=B1or?= and a subject so long that it goes on and on\r\n over lines';
    const nested = (head: string) =>
      `--b\r\n${head}\r\n\r\nSubject: ${subject}\r\nFrom: b@example.org\r\n\r\nSubject: no\r\n`;
    const { mailbox } = await test.simulator.addUser({ email: 'nested@gmail.com', messages: 0 });
    for (const thread of ['One', 'Two', 'Three'])
      mailbox?.insert(
        Buffer.from(
          `From: a@example.org\r\nSubject: ${thread}\r\nMIME-Version: 1.0\r\n` +
            'Content-Type: multipart/mixed; boundary=b\r\n\r\n' +
            '--b\r\nContent-Type: text/plain\r\n\r\nSee below\r\n' +
            nested('Content-Type: message/rfc822') +
            nested('Content-Type: message/rfc822; name="given.eml"') +
            '--b--\r\n',
        ),
        { labelIds: ['INBOX'] },
      );
    const own = await test.open('nested@gmail.com');
    const [ref] = await listAll(own);
    if (!ref) throw new Error('no message');
    const whole = await parseMessage(await own.fetchRaw(ref));
    const names = whole.attachments.map(({ fileName }) => fileName);
    expect(names[0]).toMatch(/^Señor and a subject so long .*\.eml$/);
    expect(names[1]).toBe('given.eml');
    const { accessToken } = await test.authorize('nested@gmail.com');
    const answer = await fetch(
      `${test.simulator.gmailUrl}/gmail/v1/users/me/messages/${ref.remoteId}?format=full`,
      { headers: { authorization: `Bearer ${accessToken}` } },
    );
    const apart = fromFull(messageShape.parse(await answer.json()))?.source;
    expect(
      apart?.kind === 'structure' && apart.message.attachments.map((one) => one.fileName),
    ).toEqual(names);
  });

  it('[GM20] fetches each conversation the cheaper way and misses nothing', async () => {
    const refs = await listAll(provider);
    expect(refs).toHaveLength(400);
    test.simulator.world.usage.reset();
    const results = await collect(provider.fetch(refs, { priority: 'background' }));
    const fetched = new Set(
      results.map((one) => (one.kind === 'message' ? one.message.remoteId : '')),
    );
    expect(fetched).toEqual(new Set(refs.map(({ remoteId }) => remoteId)));
    expect(usage()?.rejected).toBe(0);
    const byMethod = usage()?.byMethod ?? {};
    expect(byMethod['threads.get']).toBeGreaterThan(0);
    expect((usage()?.units ?? 0) / refs.length).toBeLessThan(20);
  }, 120_000);

  it('[GM21] a structure reads like the original it stands for', async () => {
    const refs = (await listAll(provider)).slice(0, 200);
    const results = await collect(provider.fetch(refs));
    let compared = 0;
    for (const result of results) {
      if (result.kind !== 'message' || result.message.source.kind !== 'structure') continue;
      if (compared >= 25) break;
      compared += 1;
      const message = readStructure(result.message.source.bytes);
      expect(message).toEqual(result.message.source.message);
      const original = await parseMessage(await provider.fetchRaw(result.message));
      const brief = (one: typeof original) => ({
        subject: one.subject,
        from: one.from,
        to: one.to,
        text: one.text?.trim(),
        html: one.html?.trim(),
        attachments: one.attachments.map(({ path, fileName, mimeType, contentId, isInline }) => ({
          ...{ path, fileName, mimeType, contentId, isInline },
        })),
      });
      expect(brief(message)).toEqual(brief(original));
    }
    expect(compared).toBeGreaterThan(5);
  }, 120_000);

  it('[GM22] lists by folder, flag and time', async () => {
    const count = async (query: Parameters<MailProvider['inventory']>[0]) => {
      let total = 0;
      for await (const page of provider.inventory(query)) total += page.refs.length;
      return total;
    };
    const mailbox = mailboxOf(test, ada);
    const labelled = (label: string) => [...mailbox.newestFirst(label)].length;
    expect(await count({ since: null, only: { isRead: false } })).toBe(labelled('UNREAD'));
    expect(await count({ since: null, only: { isStarred: true } })).toBe(labelled('STARRED'));
    expect(await count({ since: null, only: { folder: 'INBOX' } })).toBe(labelled('INBOX'));
    const middle = [...mailbox.newestFirst(null)][200];
    const since = new Date(middle?.internalDate ?? 0);
    const newer = [...mailbox.newestFirst(null)].filter(
      ({ internalDate }) => internalDate >= since.getTime(),
    );
    expect(await count({ since })).toBeGreaterThanOrEqual(newer.length);
    expect(await count({ since })).toBeLessThanOrEqual(newer.length + 2);
  });

  it('[GM23] repeats reads through errors, cut answers and rate limits', async () => {
    for (const kind of [
      { type: 'status', status: 503 },
      { type: 'status', status: 429, retryAfterS: 0 },
      { type: 'status', status: 403, reason: 'userRateLimitExceeded' },
      { type: 'cut_body', afterBytes: 20 },
      { type: 'lost_answer' },
    ] as const) {
      test.simulator.faults.add({ match: 'labels.list', kind, remaining: 1 });
      expect((await provider.folders()).length, kind.type).toBeGreaterThan(5);
    }
  }, 60_000);

  it('[GM24] gives up on a provider that stays broken, with the right code', async () => {
    const id = test.simulator.faults.add({
      match: 'labels.list',
      kind: { type: 'status', status: 500 },
    });
    await expect(provider.folders()).rejects.toMatchObject({ code: 'provider_unavailable' });
    test.simulator.faults.remove(id);
  });

  it('[GM25] renews an access token that died', async () => {
    test.simulator.clock.advance(2 * 60 * 60_000);
    expect((await provider.profile()).email).toBe(ada);
  });

  it('[GM26] tells an account without Gmail from an API that is off', async () => {
    const nobody = await test.open('nomail@corp.example');
    await expect(nobody.profile()).rejects.toMatchObject({ code: 'no_mailbox' });
    test.simulator.world.project.isGmailApiEnabled = false;
    const error = await provider.profile().catch((one: unknown) => one);
    test.simulator.world.project.isGmailApiEnabled = true;
    expect(error).toMatchObject({
      code: 'api_disabled',
      data: { activationUrl: expect.stringContaining('/apis/api/gmail.googleapis.com/') },
    });
  });

  it('[GM27] takes the cheaper of one call each and one for all', async () => {
    const refs = (await listAll(provider)).slice(0, 30).map(({ remoteId }) => remoteId);
    const change = { kind: 'update' as const, foldersAdded: [], foldersRemoved: [] };
    test.simulator.world.usage.reset();
    await provider.perform({ ...change, remoteIds: refs.slice(0, 3), flags: { isStarred: true } });
    expect(usage()?.byMethod).toEqual({ 'messages.modify': 3 });
    await provider.perform({ ...change, remoteIds: refs, flags: { isStarred: true } });
    expect(usage()?.byMethod).toEqual({ 'messages.modify': 3, 'messages.batchModify': 1 });
  });

  it('[GM28] cuts a flood of new mail into pages that can each be saved', async () => {
    const start = await provider.startCursor();
    const mailbox = mailboxOf(test, ada);
    for (let n = 0; n < 120; n += 1)
      mailbox.insert(Buffer.from(rawMessage(ada, `flood ${n}`, 'x')), {
        labelIds: ['INBOX', 'UNREAD'],
      });
    const iterator = provider.changes(start)[Symbol.asyncIterator]();
    const first = await iterator.next();
    await iterator.return?.();
    if (first.done) throw new Error('no page');
    expect(first.value).toMatchObject({ isLast: false });
    const rest = await changesAfter(provider, first.value.cursor);
    const ids = [...first.value.changes, ...rest.changes].map((one) =>
      one.kind === 'added' ? one.message.remoteId : null,
    );
    expect(new Set(ids).size).toBe(120);
    expect(ids).toHaveLength(120);
  }, 60_000);

  it('[GM29] sends big messages by resumable upload, through a cut connection', async () => {
    const body = `${'0123456789'.repeat(7)}\r\n`.repeat(90_000);
    const raw = rawMessage('friend@example.net', 'big one', body).replace(
      'Ann Example <ann@example.org>',
      ada,
    );
    const receipt = await provider.send({
      bytes: Buffer.from(raw),
      messageId: '<big-one@example.org>',
      remoteThreadId: null,
      onProgress: async () => {},
    });
    const sent = await provider.fetchRaw(receipt);
    expect(sent.length).toBeGreaterThan(6_000_000);
  }, 60_000);

  it('[GM30] a draft whose creation was not answered is found again, not made twice', async () => {
    const message = {
      bytes: Buffer.from(
        rawMessage('friend@example.net', 'lost draft', 'x').replace(/^From: .*$/m, `From: ${ada}`),
      ),
      messageId: '<lost-draft@example.org>',
      remoteThreadId: null,
      onProgress: async () => {},
    };
    const before = mailboxOf(test, ada).drafts.size;
    test.simulator.faults.add({
      match: 'drafts.create',
      kind: { type: 'lost_answer' },
      remaining: 1,
    });
    await provider.send(message);
    expect(mailboxOf(test, ada).drafts.size).toBe(before);
  });

  it('[GM31] watches and stops watching', async () => {
    const name = 'projects/simulated-mailroom/topics/gmail';
    const publishers = ['gmail-api-push@system.gserviceaccount.com'];
    test.simulator.world.project.topics.push({ name, publishers });
    const watch = await provider.watch?.(name);
    expect(watch?.expiresAt.getTime()).toBeGreaterThan(test.simulator.clock.now());
    await provider.unwatch?.();
    expect(mailboxOf(test, ada).watch).toBeNull();
  });
});

describe('Gmail adapter, faults of single messages', () => {
  let test: GmailTest;
  let provider: MailProvider;
  const insert = (subject: string) =>
    mailboxOf(test, ada).insert(Buffer.from(rawMessage(ada, subject, 'x')), {
      labelIds: ['INBOX', 'UNREAD'],
    });
  const fault = (
    entity: string,
    status: 400 | 500 = 500,
    match: 'messages.get' | 'threads.get' = 'messages.get',
  ) => test.simulator.faults.add({ match, kind: { type: 'status', status }, entity });

  beforeAll(async () => {
    test = await startGmailTest({ users: [{ email: ada, messages: 30 }] });
    provider = await test.open(ada);
  });
  afterAll(() => test?.stop());

  it('[GM32] a message that cannot be fetched is told apart, and nothing behind it waits', async () => {
    const refs = await listAll(provider);
    const [broken, refused] = [refs[0], refs[5]];
    if (!broken || !refused) throw new Error('too few messages');
    const ids = [fault(broken.remoteId), fault(refused.remoteId, 400)];
    for (const { remoteThreadId } of refs)
      if (remoteThreadId) ids.push(fault(remoteThreadId, 500, 'threads.get'));
    const results = await collect(provider.fetch(refs));
    const kinds = (kind: string) => results.filter((one) => one.kind === kind);
    expect(
      kinds('failed').sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))),
    ).toEqual(
      [
        { kind: 'failed', ref: refused, code: 'provider_rejected' },
        { kind: 'failed', ref: broken, code: 'provider_unavailable' },
      ].sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))),
    );
    expect(kinds('message')).toHaveLength(refs.length - 2);
    for (const id of ids) test.simulator.faults.remove(id);
  }, 60_000);

  it('[GM33] an outage is no fault of the messages', async () => {
    const refs = await listAll(provider);
    const kind = { type: 'status', status: 503 } as const;
    const all = test.simulator.faults.add({ match: '*', kind });
    await expect(collect(provider.fetch(refs))).rejects.toMatchObject({
      code: 'provider_unavailable',
    });
    test.simulator.faults.remove(all);
    const gets = ['messages.get', 'threads.get'].map((match) =>
      test.simulator.faults.add({ match, kind }),
    );
    await expect(collect(provider.fetch(refs))).rejects.toMatchObject({
      code: 'provider_unavailable',
    });
    for (const id of gets) test.simulator.faults.remove(id);
  }, 60_000);

  it('[GM34] names new mail that cannot be fetched, and goes on with the cursor', async () => {
    const start = await provider.startCursor();
    const [broken, fine] = [insert('broken'), insert('fine')];
    const id = fault(broken.id);
    const pages: ChangePage[] = [];
    for await (const page of provider.changes(start)) pages.push(page);
    test.simulator.faults.remove(id);
    expect(pages.flatMap(({ failed = [] }) => failed)).toMatchObject([
      { ref: { remoteId: broken.id, remoteThreadId: broken.threadId } },
    ]);
    expect(
      pages.flatMap(({ changes }) =>
        changes.map((one) => one.kind === 'added' && one.message.remoteId),
      ),
    ).toEqual([fine.id]);
    const { changes } = await changesAfter(provider, pages.at(-1)?.cursor ?? start);
    expect(changes).toEqual([]);
  });

  it('[GM35] tells of a deletion even where the message came in the same part', async () => {
    const start = await provider.startCursor();
    const { id } = insert('short-lived');
    // A backfill fetches it here.
    mailboxOf(test, ada).remove(id);
    const { changes } = await changesAfter(provider, start);
    expect(changes).toMatchObject([{ kind: 'deleted', ref: { remoteId: id } }]);
  });

  it('[GM36] takes an incomplete answer neither for a deletion nor for an empty mailbox', async () => {
    const answer = (match: string, body: Record<string, unknown>) =>
      test.simulator.faults.add({ match, kind: { type: 'answer', body } });
    const labels = answer('labels.list', {});
    await expect(provider.folders()).rejects.toMatchObject({ code: 'provider_unavailable' });
    test.simulator.faults.remove(labels);
    const [ref] = await listAll(provider);
    if (!ref) throw new Error('an empty mailbox');
    const alone = { ...ref, remoteThreadId: null };
    const whole = { id: ref.remoteId, threadId: ref.remoteThreadId, raw: 'U3ViamVjdDogeA0KDQp4' };
    for (const body of [{ ...whole, raw: undefined, internalDate: '1700000000000' }, whole]) {
      const cut = answer('messages.get', body);
      expect(await collect(provider.fetch([alone]))).toEqual([
        { kind: 'failed', ref: alone, code: 'provider_unavailable' },
      ]);
      await expect(provider.fetchRaw(alone)).rejects.toMatchObject({
        code: 'provider_unavailable',
      });
      test.simulator.faults.remove(cut);
    }
  });
});
