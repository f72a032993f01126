import { randomUUID } from 'node:crypto';
import type { Caller, Download, Engine } from '../engine.ts';
import { MailError } from '../errors.ts';
import { addressFault } from '../mail/addresses.ts';
import { cleanOwnSignature, signatureContentId, signatureImageIds } from '../mail/signature.ts';
import { type ImageProxy, pictureType } from '../reader/image-proxy.ts';
import { appendAudit } from '../store/accounts.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { Db } from '../store/database.ts';
import { listIdentities } from '../store/identities.ts';
import {
  requireSender,
  type SenderRow,
  saveIdentitySettings,
  saveSenderName,
} from '../store/identity-settings.ts';
import {
  deleteSharedSignature,
  deleteSignature,
  findSignatureImages,
  insertSignature,
  insertSignatureImage,
  listSignatures,
  saveSenderProfile,
  saveSharedSignature,
  senderProfile,
  sharedSignature,
  signatureDefaultsOf,
  signatureView,
  updateSignature,
} from '../store/signatures.ts';
import { findUploads } from '../store/uploads.ts';
import type { IdentityRef, IdentityView, SignatureImageView } from '../views.ts';
import { signaturesOf } from './sign.ts';
import { takeOverSignature } from './take-over-signature.ts';

export interface SignatureOptions {
  db: Db;
  blobs: BlobStore;
  images: Pick<ImageProxy, 'key' | 'fetch'>;
  now(): Date;
}

/** It travels with every letter. */
const maxImageBytes = 1_000_000;
const shownTypes = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/** What people sign with, and as whom. */
export function createSignatures(options: SignatureOptions): Engine['signatures'] {
  const { db, now } = options;
  return {
    list: async (caller) => (await listSignatures(db, caller)).map(signatureView),
    create: async (caller, { name, html }) => {
      const clean = await cleaned(db, caller, html);
      return signatureView(await insertSignature(db, caller, { name, html: clean }, now()));
    },
    change: async (caller, id, { name, html }) => {
      const clean = await cleaned(db, caller, html);
      return signatureView(await updateSignature(db, caller, id, { name, html: clean }, now()));
    },
    remove: (caller, id) => deleteSignature(db, caller, id),
    saveShared: async (caller, { html, isLocked }) => {
      requireAdministrator(caller);
      const clean = await cleaned(db, caller, html);
      const row = await saveSharedSignature(db, { name: '', html: clean, isLocked }, now());
      await audit(db, caller, 'shared_signature_saved', { isLocked });
      return signatureView(row);
    },
    removeShared: async (caller) => {
      requireAdministrator(caller);
      await deleteSharedSignature(db);
      await audit(db, caller, 'shared_signature_removed', {});
    },
    addImage: (caller, uploadId) => addImage(options, caller, uploadId),
    image: (caller, imageId) => readImage(options, caller, imageId),
    forSending: async (caller, { accountId, email }) => {
      const sender = await requireSender(db, caller, accountId, email);
      const { choices, locked } = await signaturesOf(db, caller, sender);
      const defaults = await defaultsOf(db, sender);
      const offered = (id: number | null) => (choices.some(({ row }) => row.id === id) ? id : null);
      return {
        choices: choices.map(({ row: { id, name }, html }) => ({ id, name, html })),
        lockedHtml: locked?.html ?? null,
        newSignatureId: offered(defaults.newSignatureId),
        replySignatureId: offered(defaults.replySignatureId),
      };
    },
    takeOver: (caller, identity) => takeOverSignature(options, caller, identity),
    profile: (caller) => senderProfile(db, caller.userId),
    saveProfile: async (caller, { title, phone }) => {
      const profile = { title: title.trim(), phone: phone.trim() };
      await saveSenderProfile(db, caller.userId, profile);
      return profile;
    },
    saveIdentity: async (caller, input) => {
      const sender = await requireSender(db, caller, input.accountId, input.email);
      const replyTo = input.replyTo?.trim() || null;
      if (replyTo && addressFault(replyTo))
        throw new MailError('invalid_input', { detail: 'Answers cannot go to this address.' });
      const offered = (await listSignatures(db, caller)).filter(({ isLocked }) => !isLocked);
      for (const id of [input.newSignatureId, input.replySignatureId])
        if (id !== null && !offered.some((row) => row.id === id)) throw new MailError('not_found');
      const { newSignatureId, replySignatureId } = input;
      const { accountId, email } = sender;
      await saveIdentitySettings(db, caller.userId, {
        ...{ accountId, email, newSignatureId, replySignatureId, replyTo },
      });
      return identityView(db, caller, sender);
    },
    saveSenderName: async (caller, accountId, senderName) => {
      await saveSenderName(db, caller, accountId, senderName?.trim() || null);
      return listIdentities(db, caller, accountId);
    },
  };
}

/** What an address signs with: what was chosen, else everybody's signature, else nothing. */
async function defaultsOf(db: Db, { accountId, email }: SenderRow) {
  const chosen = await signatureDefaultsOf(db, accountId, email);
  if (chosen) return chosen;
  const shared = await sharedSignature(db);
  const id = shared && !shared.isLocked ? shared.id : null;
  return { newSignatureId: id, replySignatureId: id };
}

async function identityView(db: Db, caller: Caller, sender: IdentityRef): Promise<IdentityView> {
  const all = await listIdentities(db, caller, sender.accountId);
  const found = all.find(({ email }) => email === sender.email);
  // The mailbox's own address before the provider has listed any.
  if (!found) throw new MailError('conflict');
  return found;
}

/** @throws MailError `invalid_input` when nothing visible is left */
async function cleaned(db: Db, caller: Caller, html: string): Promise<string> {
  const known = await findSignatureImages(db, caller, signatureImageIds(html));
  const ids = new Set(known.map(({ id }) => id));
  const clean = cleanOwnSignature(html, (id) => ids.has(id));
  if (clean === '') throw new MailError('invalid_input', { detail: 'The signature is empty.' });
  return clean;
}

async function addImage(
  { db, blobs, now }: SignatureOptions,
  caller: Caller,
  uploadId: string,
): Promise<SignatureImageView> {
  const [upload] = await findUploads(db, caller.userId, [uploadId]);
  if (!upload || !(await blobs.touch(upload.hash))) throw new MailError('not_found');
  const { fileName, hash, sizeBytes } = upload;
  if (sizeBytes > maxImageBytes)
    throw new MailError('too_large', {
      detail: 'A picture in a signature is 1 MB at most.',
      data: { what: 'signature_image', maxBytes: maxImageBytes },
    });
  const mimeType = pictureType(await blobs.get(hash));
  if (!mimeType || !shownTypes.has(mimeType))
    throw new MailError('invalid_input', { detail: 'Pictures are PNG, JPEG, GIF or WebP.' });
  const row = await insertSignatureImage(db, {
    ...{ id: randomUUID(), userId: caller.userId, fileName, mimeType, sizeBytes, hash },
    createdAt: now(),
  });
  return { id: row.id, contentId: signatureContentId(row.id), mimeType, sizeBytes };
}

async function readImage(
  { db, blobs }: SignatureOptions,
  caller: Caller,
  imageId: string,
): Promise<Download> {
  const [row] = await findSignatureImages(db, caller, [imageId]);
  if (!row) throw new MailError('not_found');
  const { fileName, mimeType, hash } = row;
  const body = await blobs.get(hash);
  return { fileName, mimeType, sizeBytes: body.byteLength, body };
}

function audit(db: Db, { userId }: Caller, action: string, data: Record<string, unknown>) {
  return appendAudit(db, { userId, action, outcome: 'done', data });
}

function requireAdministrator(caller: Caller): void {
  if (!caller.isAdministrator) throw new MailError('forbidden');
}
