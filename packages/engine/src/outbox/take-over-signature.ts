import { randomUUID } from 'node:crypto';
import type { Caller } from '../engine.ts';
import { MailError } from '../errors.ts';
import { cleanSignature, signatureContentId } from '../mail/signature.ts';
import { imageSignature } from '../reader/links.ts';
import { requireSender, saveIdentitySettings } from '../store/identity-settings.ts';
import { insertSignature, insertSignatureImage, signatureView } from '../store/signatures.ts';
import type { IdentityRef, TakenSignatureView } from '../views.ts';
import type { SignatureOptions } from './signatures.ts';

const maxImages = 10;
const maxImageBytes = 1_000_000;

/**
 * Makes the signature that the provider keeps for an address one of the user's own, and the
 * address's default. Its pictures lie on the provider's servers: they are fetched and kept here.
 *
 * @throws MailError `not_found` when the provider keeps none
 */
export async function takeOverSignature(
  options: SignatureOptions,
  caller: Caller,
  identity: IdentityRef,
): Promise<TakenSignatureView> {
  const { db, now } = options;
  const sender = await requireSender(db, caller, identity.accountId, identity.email);
  if (!sender.signatureHtml) throw new MailError('not_found');
  const addresses = new Set<string>();
  cleanSignature(sender.signatureHtml, (address) => {
    addresses.add(address);
    return null;
  });
  const kept = new Map<string, string>();
  for (const address of [...addresses].slice(0, maxImages)) {
    const contentId = await keepPicture(options, caller, address);
    if (contentId) kept.set(address, contentId);
  }
  const html = cleanSignature(sender.signatureHtml, (address) => kept.get(address) ?? null);
  if (html === '') throw new MailError('not_found');
  const row = await insertSignature(db, caller, { name: sender.email, html }, now());
  const { accountId, email, ownReplyTo } = sender;
  await saveIdentitySettings(db, caller.userId, {
    ...{ accountId, email, newSignatureId: row.id, replySignatureId: row.id },
    replyTo: ownReplyTo,
  });
  return { signature: signatureView(row), lostImages: addresses.size - kept.size };
}

/** @returns the picture's Content-ID here; null when it cannot be had */
async function keepPicture(
  { db, blobs, images, now }: SignatureOptions,
  caller: Caller,
  url: string,
): Promise<string | null> {
  const signature = imageSignature(images.key, caller.userId, url);
  const picture = await images.fetch(caller, { url, signature }).catch(() => null);
  if (!(picture?.body instanceof Uint8Array) || picture.body.byteLength > maxImageBytes)
    return null;
  const { fileName, mimeType, body } = picture;
  const id = randomUUID();
  await insertSignatureImage(db, {
    ...{ id, userId: caller.userId, fileName, mimeType, sizeBytes: body.byteLength },
    hash: await blobs.put(body),
    createdAt: now(),
  });
  return signatureContentId(id);
}
