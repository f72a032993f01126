import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseQuery } from '../mail/query.ts';
import type { Db } from './database.ts';
import { listFolders } from './folders.ts';
import { applyPage } from './ingest.ts';
import { attachmentRow, getMessage } from './messages.ts';
import { suggestRecipients } from './recipients.ts';
import { searchThreads } from './search.ts';
import { databasesUnderTest, openTestDatabase, type TestDatabase } from './testing.ts';
import { createTestAccount, type TestMessage, testMessage } from './testing-mail.ts';
import { getThread, listThreads, threadRows } from './threads.ts';

const MAIL: TestMessage[] = [
  {
    remoteId: 'm1',
    subject: 'Invoice for March',
    text: 'The total is 40 euros.',
    language: 'english',
    at: 1,
  },
  {
    remoteId: 'm2',
    subject: 'Invoices overdue',
    text: 'Paying soon',
    language: 'english',
    at: 2,
    isRead: true,
  },
  {
    ...{ remoteId: 'm3', subject: 'Réunion', text: "Les factures de l'été sont prêtes", at: 3 },
    ...{ language: 'french', from: 'Zoé Dupont <zoe.dupont@exemple.fr>', cc: ['carl@x.org'] },
  },
  { remoteId: 'm4', subject: 'Cheap invoice', folders: ['SPAM'], at: 4 },
  { remoteId: 'm5', subject: 'Photos', attachments: ['holiday.jpg'], sizeBytes: 5_000_000, at: 5 },
  {
    remoteId: 'm6',
    subject: 'Plans',
    text: 'the quick brown fox',
    isStarred: true,
    folders: ['L1'],
    at: 6,
  },
  {
    remoteId: 'm7',
    subject: 'Re: Plans',
    text: 'quick, he said; fox',
    thread: 'thread-of-m6',
    folders: ['L1', 'INBOX'],
    at: 7,
  },
  { remoteId: 'm8', subject: '東京の天気', text: '明日は晴れです', at: 8 },
  { remoteId: 'm9', subject: 'Gone', text: 'quick', folders: ['TRASH'], at: 9 },
  {
    remoteId: 'm10',
    subject: 'Mine',
    text: 'Hello',
    folders: ['SENT'],
    from: 'me@example.org',
    to: ['Bob Stone <bob@stone.com>'],
    isRead: true,
    at: 10,
  },
];

const EXPECTED: Record<string, string[]> = {
  '': ['m10', 'm8', 'm7', 'm5', 'm3', 'm2', 'm1'],
  'invoice ': ['m2', 'm1'],
  invoice: ['m2', 'm1'],
  invo: ['m2', 'm1'],
  pay: ['m2'],
  'paid OR euros ': ['m1'],
  'facture ': ['m3'],
  'ete ': ['m3'],
  'invoice -march': ['m2'],
  '"brown fox"': ['m7'],
  'quick fox ': ['m7'],
  '"quick fox"': [],
  'in:trash quick ': ['m9'],
  'in:spam': ['m4'],
  'in:anywhere invoice ': ['m4', 'm2', 'm1'],
  'from:zoe': ['m3'],
  'from:exemple.fr': ['m3'],
  'from:zoe.dupont@exemple.fr': ['m3'],
  'from:"Zoé Dupont"': ['m3'],
  'to:bob': ['m10'],
  'cc:carl': ['m3'],
  'subject:invoices': ['m2', 'm1'],
  'subject:euros': [],
  'label:"Label 1"': ['m7'],
  'label:label-1 is:starred': ['m7'],
  'is:starred': ['m7'],
  'is:unread invoice ': ['m1'],
  'has:attachment': ['m5'],
  'filename:jpg': ['m5'],
  'filename:holiday.jpg': ['m5'],
  'larger:1M': ['m5'],
  'smaller:1M has:attachment': [],
  'before:2026-01-01': [],
  'after:2026-01-01 invoice ': ['m2', 'm1'],
  東京: ['m8'],
  晴れ: ['m8'],
  'in:sent': ['m10'],
  '{subject:photos is:starred}': ['m7', 'm5'],
  'in:nothing-like-it': [],
  "' & | ! :* \\ <-> ''": ['m10', 'm8', 'm7', 'm5', 'm3', 'm2', 'm1'],
};

describe.each(await databasesUnderTest())('search and lists (%s)', (kind) => {
  let database: TestDatabase;
  let db: Db;
  let account: { id: number; userId: string };
  const caller = () => ({ userId: account.userId, isAdministrator: false });
  const names = new Map<number, string>();

  beforeAll(async () => {
    database = await openTestDatabase(kind);
    db = database.db;
    account = await createTestAccount(db);
    const { inserted } = await applyPage(db, {
      ...{ account, asOf: new Date(), announce: false },
      changes: MAIL.map((message) => ({ kind: 'added', message: testMessage(message) })),
    });
    for (const { threadId, remoteId } of inserted) names.set(threadId, remoteId);
    const other = await createTestAccount(db);
    await applyPage(db, {
      ...{ account: other, asOf: new Date(), announce: false },
      changes: MAIL.map((message) => ({ kind: 'added', message: testMessage(message) })),
    });
  });
  afterAll(() => database.close());

  const search = async (text: string, extra: { cursor?: string; limit?: number } = {}) => {
    const page = await searchThreads(db, caller(), { query: parseQuery(text), ...extra });
    return { names: page.threads.map(({ id }) => names.get(id)), cursor: page.nextCursor };
  };

  it.each(Object.entries(EXPECTED))('[SE1] finds %j', async (text, expected) => {
    expect((await search(text)).names).toEqual(expected);
  });

  it('[SE2] pages without repeating a conversation', async () => {
    for (const text of ['', 'is:unread', 'in:anywhere e', 'quick OR invoice OR photos ']) {
      const whole = (await search(text)).names;
      const pages: (string | undefined)[] = [];
      let cursor: string | undefined;
      do {
        const page = await search(text, { limit: 2, ...(cursor ? { cursor } : {}) });
        pages.push(...page.names);
        cursor = page.cursor ?? undefined;
      } while (cursor);
      expect(pages).toEqual(whole);
    }
  });

  it('[SE3] refuses cursors that are not ours', async () => {
    for (const cursor of ['x', '', Buffer.from('2026|1').toString('base64url')]) {
      await expect(search('', { cursor })).rejects.toMatchObject({ code: 'invalid_input' });
      await expect(listThreads(db, caller(), { role: 'inbox', cursor })).rejects.toMatchObject({
        code: 'invalid_input',
      });
    }
  });

  it('[ST20] lists folders and roles newest first, page by page', async () => {
    const folders = await listFolders(db, caller());
    const inbox = folders.find(({ role }) => role === 'inbox');
    const all = await listThreads(db, caller(), { folderId: inbox?.id as number });
    expect(all.threads.map(({ id }) => names.get(id))).toEqual([
      'm8',
      'm7',
      'm5',
      'm3',
      'm2',
      'm1',
    ]);
    expect(all.nextCursor).toBeNull();
    const first = await listThreads(db, caller(), { role: 'inbox', limit: 4 });
    const second = await listThreads(db, caller(), {
      ...{ role: 'inbox', limit: 4, cursor: first.nextCursor as string },
    });
    expect([...first.threads, ...second.threads]).toEqual(all.threads);
    const unread = await listThreads(db, caller(), { role: 'all', unreadOnly: true });
    expect(unread.threads.map(({ id }) => names.get(id))).toEqual(['m8', 'm7', 'm5', 'm3', 'm1']);
  });

  it('[ST21] shows nobody the mail of somebody else', async () => {
    const stranger = { userId: 'stranger', isAdministrator: true };
    const { threads } = await listThreads(db, caller(), { role: 'inbox' });
    const id = threads[0]?.id as number;
    const thread = await getThread(db, caller(), id);
    expect(thread.messages[0]).toMatchObject({
      subject: '東京の天気',
      folderIds: [expect.any(Number)],
    });
    const messageId = thread.messages[0]?.id as number;
    expect((await getMessage(db, caller(), messageId)).sourceHash).toBe('a'.repeat(64));
    const photos = await getThread(db, caller(), threads[2]?.id as number);
    const attachmentId = photos.messages[0]?.attachments[0]?.id as number;
    expect((await attachmentRow(db, caller(), attachmentId)).attachment.fileName).toBe(
      'holiday.jpg',
    );
    const refused = { code: 'not_found' };
    await expect(getThread(db, stranger, id)).rejects.toMatchObject(refused);
    await expect(getMessage(db, stranger, messageId)).rejects.toMatchObject(refused);
    await expect(attachmentRow(db, stranger, attachmentId)).rejects.toMatchObject(refused);
    expect((await threadRows(db, stranger, [id])).threads).toEqual([]);
    expect((await listThreads(db, stranger, { role: 'inbox' })).threads).toEqual([]);
    const found = await searchThreads(db, stranger, { query: parseQuery('invoice') });
    expect(found.threads).toEqual([]);
    expect(await suggestRecipients(db, stranger, 'bob')).toEqual([]);
  });

  it('[ST22] suggests whom one writes to', async () => {
    expect(await suggestRecipients(db, caller(), 'dup zo')).toEqual([
      { name: 'Zoé Dupont', email: 'zoe.dupont@exemple.fr' },
    ]);
    expect(await suggestRecipients(db, caller(), "zoé.d'")).toHaveLength(1);
    expect(await suggestRecipients(db, caller(), ' % ')).toEqual([]);
  });
});
