import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../engine.ts';
import { parseMessage } from '../mail/parse.ts';
import { createBlobStore } from '../store/blobs.ts';
import { accounts, signatureImages } from '../store/schema.ts';
import { deleteUnusedSignatureImages } from '../store/signatures.ts';
import { databasesUnderTest } from '../store/testing.ts';
import { startTestEngine, TEST_CALLER, type TestEngine, until, untilSynced } from '../testing.ts';
import { createSignatures } from './signatures.ts';

const alice = 'alice@gmail.example';
const alias = 'sales@gmail.example';
const bob = 'bob@gmail.example';
const other: Caller = { userId: 'oscar', isAdministrator: false };
const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

describe.each(await databasesUnderTest())('signatures on %s', (database) => {
  let test: TestEngine;
  let accountId: number;
  beforeAll(async () => {
    test = await startTestEngine({
      database,
      simulator: { users: [{ email: alice, messages: 3 }, { email: bob }] },
    });
    test.simulator.world.users.get(alice)?.mailbox?.sendAs.set(alias, {
      ...{ sendAsEmail: alias, displayName: 'Sales', replyToAddress: '' },
      signature: '<p>Old <b>Sales</b></p><img src="https://lh3.example/logo.png" width="90">',
      ...{ isPrimary: false, isDefault: false, treatAsAlias: true, verificationStatus: 'accepted' },
    });
    accountId = (await test.link(alice)).id;
    await untilSynced(test.engine, accountId);
    await test.engine.accounts.syncIdentities(TEST_CALLER, accountId);
  }, 120_000);
  afterAll(() => test.stop());

  const upload = (caller: Caller, bytes: Uint8Array) =>
    test.engine.outbox.upload(caller, {
      fileName: 'logo.png',
      mimeType: 'text/html',
      body: new Blob([bytes as BlobPart]).stream() as ReadableStream<Uint8Array>,
    });
  const addImage = async (caller: Caller) =>
    test.engine.signatures.addImage(caller, (await upload(caller, png)).id);
  const create = (html: string, caller = TEST_CALLER) =>
    test.engine.signatures.create(caller, { name: 'Mine', html });

  /** Sends, and returns what arrives. */
  const arrived = async (input: { signatureId?: number; from?: string; quoteHtml?: string }) => {
    const subject = `Signed ${randomUUID()}`;
    const sent = await test.engine.outbox.submit(TEST_CALLER, {
      ...{ submissionId: randomUUID(), accountId, to: [{ name: null, email: bob }], cc: [] },
      ...{ bcc: [], subject, html: '<p>Hello</p>', uploadIds: [], attachmentIds: [] },
      undoSeconds: 0,
      ...input,
    });
    await until(
      async () => (await test.engine.outbox.get(TEST_CALLER, sent.id)).state === 'sent',
      'the letter to leave',
    );
    const mailbox = test.simulator.world.users.get(bob)?.mailbox;
    const raw = [...(mailbox?.newestFirst(null) ?? [])]
      .map((message) => mailbox?.raw(message) ?? new Uint8Array())
      .find((bytes) => Buffer.from(bytes).includes(subject));
    return parseMessage(raw ?? new Uint8Array());
  };

  it('[SG1] belongs to its user: anybody else finds nothing', async () => {
    const mine = await create('<p>Mine</p>');
    const { signatures } = test.engine;
    const input = { name: 'x', html: '<p>x</p>' };
    for (const id of [mine.id, 999_999]) {
      await expect(signatures.change(other, id, input)).rejects.toMatchObject({
        code: 'not_found',
      });
      await expect(signatures.remove(other, id)).rejects.toMatchObject({ code: 'not_found' });
    }
    expect(await signatures.list(other)).toEqual([]);
    const foreign = await create('<p>Oscar</p>', other);
    await expect(arrived({ signatureId: foreign.id })).rejects.toMatchObject({ code: 'not_found' });
    const identity = { accountId, email: alice, replySignatureId: null, replyTo: null };
    await expect(
      signatures.saveIdentity(TEST_CALLER, { ...identity, newSignatureId: foreign.id }),
    ).rejects.toMatchObject({ code: 'not_found' });
    await signatures.remove(TEST_CALLER, mine.id);
    expect(await signatures.list(TEST_CALLER)).toEqual([]);
    await expect(create('<p> </p>')).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('[SG3] takes pictures that are pictures, and shows them to whom they belong', async () => {
    const { signatures } = test.engine;
    const image = await addImage(TEST_CALLER);
    expect(image).toMatchObject({ mimeType: 'image/png', sizeBytes: png.byteLength });
    expect((await signatures.image(TEST_CALLER, image.id)).body).toEqual(new Uint8Array(png));
    await expect(signatures.image(other, image.id)).rejects.toMatchObject({ code: 'not_found' });
    const foreign = await create(`<p>x</p><img src="cid:${image.contentId}">`, other);
    expect(foreign.html).toBe('<p>x</p>');
    const svg = await upload(TEST_CALLER, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'));
    await expect(signatures.addImage(TEST_CALLER, svg.id)).rejects.toMatchObject({
      code: 'invalid_input',
    });
    const large = await upload(TEST_CALLER, Buffer.concat([png, Buffer.alloc(1_000_001)]));
    await expect(signatures.addImage(TEST_CALLER, large.id)).rejects.toMatchObject({
      code: 'too_large',
    });
    await expect(signatures.addImage(other, large.id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('[SG4] stands above the quote, its picture inside the letter', async () => {
    const image = await addImage(TEST_CALLER);
    const html = `<p>{{name}}</p><img src="cid:${image.contentId}" alt="Logo">`;
    const { id } = await create(html);
    const letter = await arrived({
      signatureId: id,
      quoteHtml: `<blockquote>Earlier <img src="cid:${image.contentId}"></blockquote>`,
    });
    expect(letter.html).toMatch(/Hello.*gmail_signature.*cid:.*<blockquote>Earlier/s);
    expect(letter.html).not.toMatch(/data:|https?:/);
    expect(letter.attachments).toHaveLength(1);
    expect(letter.attachments[0]).toMatchObject({
      contentId: image.contentId,
      isInline: true,
      mimeType: 'image/png',
    });
    expect(letter.text).toMatch(/Hello[\s\S]*Earlier/);
    expect((await arrived({})).html).toBe('<p>Hello</p>');
  });

  it('[SG5] keeps what each address signs with, and where its answers go', async () => {
    const { signatures, accounts: linked } = test.engine;
    const one = await create('<p>One</p>');
    const input = { accountId, email: alias, newSignatureId: null, replySignatureId: one.id };
    const saved = await signatures.saveIdentity(TEST_CALLER, { ...input, replyTo: ' desk@x.org ' });
    expect(saved).toMatchObject({ ...input, replyTo: 'desk@x.org', hasProviderSignature: true });
    expect(await signatures.forSending(TEST_CALLER, { accountId, email: alias })).toMatchObject({
      newSignatureId: null,
      replySignatureId: one.id,
      lockedHtml: null,
    });
    expect((await arrived({ from: alias })).replyTo).toEqual([{ name: '', email: 'desk@x.org' }]);
    await expect(
      signatures.saveIdentity(TEST_CALLER, { ...input, replyTo: 'nobody' }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
    await signatures.remove(TEST_CALLER, one.id);
    const all = await linked.identities(TEST_CALLER, accountId);
    expect(all.find(({ email }) => email === alias)?.replySignatureId).toBeNull();
  });

  it('[SG7] sends under the name that the user chose', async () => {
    const { signatures } = test.engine;
    const named = await signatures.saveSenderName(TEST_CALLER, accountId, ' Ally ');
    expect(named.map(({ name }) => name)).toEqual(['Ally', 'Ally']);
    expect((await arrived({ from: alias })).from).toEqual({ name: 'Ally', email: alias });
    await signatures.saveSenderName(TEST_CALLER, accountId, '');
    expect((await arrived({ from: alias })).from?.name).toBe('Sales');
    await expect(signatures.saveSenderName(other, accountId, 'x')).rejects.toMatchObject({
      code: 'not_found',
    });
    const [row] = await test.database.db.select().from(accounts).where(eq(accounts.id, accountId));
    expect(row?.senderName).toBeNull();
  });

  it('[SG6] lets administrators set everybody’s, open or locked', async () => {
    const { signatures } = test.engine;
    const input = { html: '<p>{{name}}</p><p>{{title}}</p><p>ACME</p>', isLocked: false };
    await expect(signatures.saveShared(other, input)).rejects.toMatchObject({ code: 'forbidden' });
    const shared = await signatures.saveShared(TEST_CALLER, input);
    expect((await signatures.list(other)).map(({ id }) => id)).toContain(shared.id);
    expect(await signatures.forSending(TEST_CALLER, { accountId })).toMatchObject({
      newSignatureId: shared.id,
      replySignatureId: shared.id,
    });
    expect((await arrived({})).html).not.toContain('ACME');

    await signatures.saveProfile(TEST_CALLER, { title: ' Head <of> Sales ', phone: '' });
    const locked = await signatures.saveShared(TEST_CALLER, { ...input, isLocked: true });
    expect(locked.id).toBe(shared.id);
    const sending = await signatures.forSending(TEST_CALLER, { accountId });
    expect(sending.lockedHtml).toContain('Head &#60;of&#62; Sales');
    expect(sending.choices.map(({ id }) => id)).not.toContain(shared.id);
    const { html } = await arrived({ quoteHtml: '<blockquote>q</blockquote>' });
    expect(html).toMatch(/Hello.*Head &#60;of&#62; Sales.*ACME.*<blockquote>/s);
    expect(html?.match(/ACME/g)).toHaveLength(1);
    await expect(arrived({ signatureId: shared.id })).rejects.toMatchObject({ code: 'not_found' });
    await signatures.removeShared(TEST_CALLER);
    expect((await arrived({})).html).toBe('<p>Hello</p>');
  });

  it('[SG9] takes over the provider’s own, with its pictures kept here', async () => {
    const { db } = test.database;
    const blobs = createBlobStore(test.options.blobDirectory);
    const fetched: string[] = [];
    const signatures = createSignatures({
      ...{ db, blobs, now: () => new Date() },
      images: {
        key: 'key',
        async fetch(_caller, { url }) {
          fetched.push(url);
          const body = new Uint8Array(png);
          return { fileName: 'image.png', mimeType: 'image/png', sizeBytes: 16, body };
        },
      },
    });
    const taken = await signatures.takeOver(TEST_CALLER, { accountId, email: alias });
    expect(fetched).toEqual(['https://lh3.example/logo.png']);
    expect(taken.lostImages).toBe(0);
    expect(taken.signature.html).toMatch(
      /^<p>Old <b>Sales<\/b><\/p><img [^>]*src="cid:[^"]+" \/>$/,
    );
    const own = await signatures.forSending(TEST_CALLER, { accountId, email: alias });
    expect([own.newSignatureId, own.replySignatureId]).toEqual([
      taken.signature.id,
      taken.signature.id,
    ]);
    const offline = await test.engine.signatures.takeOver(TEST_CALLER, { accountId, email: alias });
    expect([offline.lostImages, offline.signature.html]).toEqual([1, '<p>Old <b>Sales</b></p>']);
    await expect(
      signatures.takeOver(TEST_CALLER, { accountId, email: alice }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });

  it('[SG3] forgets pictures that no signature shows any more, and no others', async () => {
    const { db } = test.database;
    const kept = await addImage(TEST_CALLER);
    await create(`<img src="cid:${kept.contentId}">`);
    const gone = await addImage(TEST_CALLER);
    await deleteUnusedSignatureImages(db, new Date(Date.now() + 60_000));
    const ids = (await db.select().from(signatureImages)).map(({ id }) => id);
    expect([ids.includes(kept.id), ids.includes(gone.id)]).toEqual([true, false]);
  });
});
