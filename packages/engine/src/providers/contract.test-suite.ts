import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  Cursor,
  FetchResult,
  MailProvider,
  OutgoingRaw,
  RemoteChange,
  RemoteRef,
} from './provider.ts';

/** A mailbox at a real far end, as the contract test needs it. */
export interface ProviderHarness {
  provider: MailProvider;
  /** The mailbox's own address. */
  address: string;
  /** Lets a message arrive in the inbox. */
  receive(raw: string): Promise<void>;
  /** The next call that sends is carried out, but its answer gets lost. */
  loseNextSendAnswer(): void;
  /** Makes all cursors given out so far too old. */
  expireCursors(): void;
  close(): Promise<void>;
}

/** The rules that every adapter keeps; run it from the adapter's own test file. */
export function describeProvider(name: string, setup: () => Promise<ProviderHarness>): void {
  describe(`${name} keeps the provider contract`, () => {
    let harness: ProviderHarness;
    let provider: MailProvider;
    beforeAll(async () => {
      harness = await setup();
      provider = harness.provider;
    });
    afterAll(() => harness?.close());

    it('[GM1] tells whose mailbox it is and what folders it has', async () => {
      expect((await provider.profile()).email).toBe(harness.address);
      const folders = await provider.folders();
      const roles = folders.map(({ role }) => role);
      for (const role of ['inbox', 'sent', 'drafts', 'trash', 'spam'] as const)
        expect(roles.filter((one) => one === role)).toHaveLength(1);
      expect(new Set(folders.map(({ remoteId }) => remoteId)).size).toBe(folders.length);
    });

    it('[GM2] lists what is there and fetches the original bytes', async () => {
      const raw = rawMessage(harness.address, 'contract original', 'Grüße, 世界');
      await harness.receive(raw);
      const ref = await findBySubject(provider, 'contract original');
      const bytes = await provider.fetchRaw(ref);
      expect(Buffer.from(bytes).toString('utf8')).toContain('Grüße, 世界');
    });

    it('[GM3] reports a new message after the cursor once, and nothing when nothing happened', async () => {
      const start = await provider.startCursor();
      expect(await changesAfter(provider, start)).toMatchObject({ changes: [] });
      await harness.receive(rawMessage(harness.address, 'contract new', 'x'));
      const { changes, cursor } = await changesAfter(provider, start);
      expect(changes).toHaveLength(1);
      expect(changes[0]).toMatchObject({
        kind: 'added',
        message: { flags: { isRead: false, isStarred: false, isDraft: false } },
      });
      expect(await changesAfter(provider, cursor)).toMatchObject({ changes: [] });
    });

    it('[GM4] carries flags and folders both ways, and twice is the same as once', async () => {
      await harness.receive(rawMessage(harness.address, 'contract flags', 'x'));
      const ref = await findBySubject(provider, 'contract flags');
      const start = await provider.startCursor();
      const command = {
        kind: 'update' as const,
        remoteIds: [ref.remoteId],
        foldersAdded: [],
        foldersRemoved: [],
        flags: { isRead: true, isStarred: true },
      };
      expect(await provider.perform(command)).toEqual({ gone: [] });
      expect(await provider.perform(command)).toEqual({ gone: [] });
      const { changes } = await changesAfter(provider, start);
      expect(mergeFlags(changes)).toEqual({ isRead: true, isStarred: true });
      expect(await fetchOne(provider, ref)).toMatchObject({
        message: { flags: { isRead: true, isStarred: true } },
      });
    });

    it('[GM5] deletes, reports the deletion, and calls what is gone gone', async () => {
      await harness.receive(rawMessage(harness.address, 'contract deleted', 'x'));
      const ref = await findBySubject(provider, 'contract deleted');
      const start = await provider.startCursor();
      await provider.perform({ kind: 'delete', remoteIds: [ref.remoteId] });
      const again = await provider.perform({ kind: 'delete', remoteIds: [ref.remoteId] });
      expect(again.gone).toEqual([ref.remoteId]);
      const { changes } = await changesAfter(provider, start);
      expect(changes).toEqual([{ kind: 'deleted', ref }]);
      expect(await fetchOne(provider, ref)).toEqual({ kind: 'gone', ref });
      await expect(provider.fetchRaw(ref)).rejects.toMatchObject({ code: 'remote_gone' });
    });

    it('[GM6] a message that came and went between two looks never was', async () => {
      const start = await provider.startCursor();
      await harness.receive(rawMessage(harness.address, 'contract fleeting', 'x'));
      const ref = await findBySubject(provider, 'contract fleeting');
      await provider.perform({ kind: 'delete', remoteIds: [ref.remoteId] });
      // That it is gone may be said: a backfill may have fetched it meanwhile.
      const { changes } = await changesAfter(provider, start);
      expect(changes.filter((change) => change.kind !== 'deleted')).toEqual([]);
    });

    it('[GM7] says when a cursor is too old', async () => {
      const start = await provider.startCursor();
      await harness.receive(rawMessage(harness.address, 'contract expiry', 'x'));
      harness.expireCursors();
      await expect(changesAfter(provider, start)).rejects.toMatchObject({ code: 'cursor_expired' });
      const restarted = await provider.startCursor();
      expect((await changesAfter(provider, restarted)).changes).toEqual([]);
    });

    it('[GM8] makes a folder, and finds it when it is there already', async () => {
      const made = await provider.perform({ kind: 'create_folder', name: 'Contract/One' });
      const found = await provider.perform({ kind: 'create_folder', name: 'contract/one' });
      expect(found.folder).toEqual(made.folder);
      expect(await provider.folders()).toContainEqual(made.folder);
    });

    it('[GM9] sends, and says under what Message-ID it went', async () => {
      const message = outgoing(harness.address, 'contract sent');
      const receipt = await provider.send(message);
      const raw = await provider.fetchRaw({ ...receipt });
      expect(Buffer.from(raw).toString('utf8')).toContain(receipt.messageId);
      expect(await countSent(provider, 'contract sent')).toBe(1);
      await expectNoDrafts(provider, 'contract sent');
    });

    it('[GM10] a lost answer is told apart afterwards, and nothing is sent twice', async () => {
      const message = outgoing(harness.address, 'contract lost');
      const startedAt = new Date(Date.now() - 1_000);
      harness.loseNextSendAnswer();
      await expect(provider.send(message)).rejects.toMatchObject({ code: 'delivery_unknown' });
      const { messageId } = message;
      const state = message.notes.at(-1) ?? null;
      const finding = await provider.findSent({ messageId, state, startedAt });
      expect(finding).toMatchObject({ kind: 'sent' });
      // Whoever tries again in spite of it gets the first one's receipt.
      const again = await provider.send({ ...message, state });
      expect(finding).toMatchObject({ receipt: { remoteId: again.remoteId } });
      expect(await countSent(provider, 'contract lost')).toBe(1);
    });

    it('[GM11] an attempt that never got to sending is proved unsent and can be gone on with', async () => {
      const message = outgoing(harness.address, 'contract halted');
      const halted = { ...message, onProgress: haltAfter(message, 2) };
      await expect(provider.send(halted)).rejects.toThrow('halted');
      const state = message.notes.at(-1) ?? null;
      const probe = { messageId: message.messageId, state, startedAt: new Date() };
      expect(await provider.findSent(probe)).toEqual({ kind: 'unsent' });
      await provider.send({ ...message, state });
      expect(await countSent(provider, 'contract halted')).toBe(1);
      await expectNoDrafts(provider, 'contract halted');
    });

    it('[GM12] leaves nothing behind of an attempt that is given up', async () => {
      const message = outgoing(harness.address, 'contract abandoned');
      const halted = { ...message, onProgress: haltAfter(message, 2) };
      await expect(provider.send(halted)).rejects.toThrow('halted');
      await provider.abandon?.(message.notes.at(-1) as Cursor);
      await provider.abandon?.(message.notes.at(-1) as Cursor);
      await expectNoDrafts(provider, 'contract abandoned');
    });

    it('[GM13] knows the addresses to send from', async () => {
      expect(await provider.identities()).toContainEqual(
        expect.objectContaining({ email: harness.address, isPrimary: true, isVerified: true }),
      );
    });

    it('[GM14] ends when it is told to', async () => {
      const signal = AbortSignal.abort();
      await expect(provider.profile({ signal })).rejects.toMatchObject({ code: 'cancelled' });
    });
  });
}

/** All changes after a cursor, and the last cursor. */
export async function changesAfter(
  provider: MailProvider,
  cursor: Cursor,
): Promise<{ changes: RemoteChange[]; cursor: Cursor; pages: number }> {
  const result = { changes: [] as RemoteChange[], cursor, pages: 0 };
  for await (const page of provider.changes(cursor)) {
    result.changes.push(...page.changes);
    result.cursor = page.cursor;
    result.pages += 1;
    if (page.isLast) break;
  }
  return result;
}

/** All messages of the mailbox, newest first. */
export async function listAll(provider: MailProvider): Promise<RemoteRef[]> {
  const refs: RemoteRef[] = [];
  for await (const page of provider.inventory({ since: null })) refs.push(...page.refs);
  return refs;
}

export async function collect(results: AsyncIterable<FetchResult>): Promise<FetchResult[]> {
  const all: FetchResult[] = [];
  for await (const result of results) all.push(result);
  return all;
}

/** A small plain message. */
export function rawMessage(to: string, subject: string, text: string): string {
  return [
    'From: Ann Example <ann@example.org>',
    `To: ${to}`,
    `Subject: ${subject}`,
    `Message-ID: <${subject.replaceAll(' ', '-')}@example.org>`,
    'Date: Mon, 02 Nov 2026 10:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    text,
    '',
  ].join('\r\n');
}

function outgoing(from: string, subject: string): OutgoingRaw & { notes: Cursor[] } {
  const notes: Cursor[] = [];
  const messageId = `<${subject.replaceAll(' ', '-')}.ours@mailroom.example>`;
  const raw = rawMessage('friend@example.net', subject, 'hello')
    .replace(/^From: .*$/m, `From: ${from}`)
    .replace(/^Message-ID: .*$/m, `Message-ID: ${messageId}`);
  return {
    notes,
    messageId,
    remoteThreadId: null,
    bytes: Buffer.from(raw),
    onProgress: async (state) => void notes.push(state),
  };
}

/** Stands for a process that ends right after the note was stored. */
function haltAfter(message: { notes: Cursor[] }, count: number) {
  return async (state: Cursor) => {
    message.notes.push(state);
    if (message.notes.length >= count) throw new Error('halted');
  };
}

async function findBySubject(provider: MailProvider, subject: string): Promise<RemoteRef> {
  const found = await listBySubject(provider, subject, await listAll(provider));
  if (!found[0]) throw new Error(`no message "${subject}"`);
  return found[0];
}

async function listBySubject(
  provider: MailProvider,
  subject: string,
  refs: RemoteRef[],
): Promise<RemoteRef[]> {
  const found: RemoteRef[] = [];
  for (const ref of refs.slice(0, 20)) {
    const raw = Buffer.from(await provider.fetchRaw(ref)).toString('utf8');
    if (raw.includes(`Subject: ${subject}\r\n`)) found.push(ref);
  }
  return found;
}

async function countSent(provider: MailProvider, subject: string): Promise<number> {
  return (await listBySubject(provider, subject, await listFolder(provider, 'sent'))).length;
}

async function expectNoDrafts(provider: MailProvider, subject: string): Promise<void> {
  const drafts = await listFolder(provider, 'drafts');
  expect(await listBySubject(provider, subject, drafts)).toEqual([]);
}

async function listFolder(provider: MailProvider, role: 'sent' | 'drafts'): Promise<RemoteRef[]> {
  const folder = (await provider.folders()).find((one) => one.role === role)?.remoteId as string;
  const refs: RemoteRef[] = [];
  for await (const page of provider.inventory({ since: null, only: { folder } }))
    refs.push(...page.refs);
  return refs;
}

async function fetchOne(provider: MailProvider, ref: RemoteRef): Promise<FetchResult | undefined> {
  return (await collect(provider.fetch([ref])))[0];
}

function mergeFlags(changes: RemoteChange[]): object {
  return Object.assign({}, ...changes.map((one) => (one.kind === 'updated' ? one.flags : {})));
}
