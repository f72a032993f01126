import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RemoteMessage } from '../providers/provider.ts';
import { createApply } from './apply.ts';
import { type BlobStore, createBlobStore } from './blobs.ts';
import type { IncomingChange, IncomingMessage } from './ingest.ts';
import { accounts, messages } from './schema.ts';
import { databasesUnderTest, openTestDatabase, type TestDatabase } from './testing.ts';
import { createTestAccount, testMessage } from './testing-mail.ts';

describe.each(await databasesUnderTest())('applying (%s)', (kind) => {
  let database: TestDatabase;
  let directory: string;
  let blobs: BlobStore;
  beforeAll(async () => {
    database = await openTestDatabase(kind);
    directory = await mkdtemp(join(tmpdir(), 'mailroom-apply-'));
    blobs = createBlobStore(directory);
  });
  afterAll(async () => {
    await database.close();
    await rm(directory, { recursive: true, force: true });
  });

  const added = (message: IncomingMessage): IncomingChange => ({ kind: 'added', message });
  const withParsed = (message: IncomingMessage, parsed: object): IncomingMessage => ({
    ...message,
    parsed: message.parsed && { ...message.parsed, ...parsed },
  });
  const rowsOf = (accountId: number) =>
    database.db.select().from(messages).where(eq(messages.accountId, accountId));

  it('[ST17] takes ids longer than an index can hold', async () => {
    const account = await createTestAccount(database.db);
    const { apply } = createApply({ db: database.db, blobs, account });
    // Random, so that no compression makes them fit.
    const long = () =>
      Array.from(randomBytes(2_000), (byte) => String.fromCodePoint(0x4e00 + byte * 40)).join('');
    const [id, root] = [`${long()}@example.org`, `${long()}@example.org`];
    const message = { ...testMessage({ remoteId: 'long' }), remoteThreadId: null };
    const parsed = { messageId: id, inReplyTo: id, references: [root] };
    await apply([added(withParsed(message, parsed))], { asOf: new Date(), isNews: false });
    const [row] = await rowsOf(account.id);
    expect(row?.parseState).toBe('parsed');
    expect(id.startsWith(row?.messageIdHeader ?? '-')).toBe(true);
    expect(Buffer.byteLength(row?.messageIdHeader ?? '')).toBeLessThanOrEqual(900);
    expect(row?.inReplyTo).toBe(row?.messageIdHeader);
  });

  it('[ST18] keeps the message that the database refuses as unreadable, and all others', async () => {
    const account = await createTestAccount(database.db);
    const { apply } = createApply({ db: database.db, blobs, account });
    const changes = Array.from({ length: 30 }, (_, n) => added(testMessage({ remoteId: `m${n}` })));
    // Half a byte: no database takes it.
    const attachment = { path: '2', fileName: 'x', mimeType: 'text/plain', sizeBytes: 0.5 };
    const attachments = [{ ...attachment, contentId: null, isInline: false, content: null }];
    changes[17] = added(withParsed(testMessage({ remoteId: 'm17' }), { attachments }));
    const cursor = { historyId: '9' };
    const result = await apply(changes, { asOf: new Date(), isNews: false, cursor });
    expect(result).toEqual({ added: 30, updated: 0, deleted: 0 });
    const rows = await rowsOf(account.id);
    expect(rows).toHaveLength(30);
    const unreadable = rows.filter(({ parseState }) => parseState === 'unreadable');
    expect(unreadable.map(({ remoteId }) => remoteId)).toEqual(['m17']);
    const [stored] = await database.db.select().from(accounts).where(eq(accounts.id, account.id));
    expect(stored?.cursor).toEqual(cursor);
  });

  it('[ST18] a failure that is not the content of a message is no reason to call it unreadable', async () => {
    const account = await createTestAccount(database.db);
    const broken = { transaction: () => Promise.reject(new Error('connection lost')) };
    const { apply } = createApply({ db: broken as never, blobs, account });
    const changes = [added(testMessage({ remoteId: 'a' })), added(testMessage({ remoteId: 'b' }))];
    await expect(apply(changes, { asOf: new Date(), isNews: false })).rejects.toThrow(
      'connection lost',
    );
    expect(await rowsOf(account.id)).toEqual([]);
  });

  it('[ST19] a prepared message holds none of its files and texts', async () => {
    const account = await createTestAccount(database.db);
    const { prepare, apply } = createApply({ db: database.db, blobs, account });
    const mime = [
      ...['From: Ann <ann@example.org>', 'Subject: Plan', 'MIME-Version: 1.0'],
      ...['Content-Type: multipart/mixed; boundary=b', '', '--b', 'Content-Type: text/plain', ''],
      ...['walnut', '--b', 'Content-Type: application/pdf; name="a.pdf"'],
      ...['Content-Disposition: attachment; filename="a.pdf"', '', 'x'.repeat(10_000), '--b--', ''],
    ].join('\r\n');
    const remote: RemoteMessage = {
      ...{ remoteId: 'p', remoteThreadId: 't', folders: ['INBOX'], sizeBytes: mime.length },
      flags: { isRead: false, isStarred: false, isDraft: false },
      ...{ receivedAt: new Date(), snippet: null },
      source: { kind: 'raw', bytes: Buffer.from(mime) },
    };
    const message = await prepare(remote);
    expect(message.search.body).toContain('walnut');
    expect(message.parsed).toMatchObject({ text: null, html: null, headers: [] });
    expect(message.parsed?.attachments).toMatchObject([{ fileName: 'a.pdf', content: null }]);
    expect(JSON.stringify(message).length).toBeLessThan(3_000);
    await apply([added(message)], { asOf: new Date(), isNews: false });
    expect((await rowsOf(account.id))[0]?.hasAttachments).toBe(true);
  });
});
