import type { Caller } from '../engine.ts';
import { MailError } from '../errors.ts';
import {
  cleanOwnSignature,
  fillSignature,
  signatureContentId,
  signatureImageIds,
} from '../mail/signature.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { Db } from '../store/database.ts';
import type { SenderRow } from '../store/identity-settings.ts';
import type { OutboxContent } from '../store/schema.ts';
import {
  findSignatureImages,
  listSignatures,
  type SignatureRow,
  senderProfile,
} from '../store/signatures.ts';

type Attachment = OutboxContent['attachments'][number];

/** The signatures of one sender, filled in and ready to stand in a letter. */
export interface SenderSignatures {
  choices: { row: SignatureRow; html: string }[];
  locked: { row: SignatureRow; html: string } | null;
}

/** What a sender can sign with. Cleaned once more: rules grow stricter, stored signatures do not. */
export async function signaturesOf(
  db: Db,
  caller: Caller,
  sender: SenderRow,
): Promise<SenderSignatures> {
  const [rows, profile] = await Promise.all([
    listSignatures(db, caller),
    senderProfile(db, caller.userId),
  ]);
  const fields = { ...profile, name: sender.name, email: sender.email };
  const filled = rows.map((row) => ({
    row,
    html: fillSignature(
      cleanOwnSignature(row.html, () => true),
      fields,
    ),
  }));
  return {
    choices: filled.filter(({ row }) => !row.isLocked),
    locked: filled.find(({ row }) => row.isLocked) ?? null,
  };
}

/**
 * The HTML of the signatures that a letter carries, in their order: the chosen one, and whatever
 * administrators put under every letter.
 *
 * @throws MailError `not_found` for a signature that the caller cannot choose
 */
export async function signaturesFor(
  db: Db,
  caller: Caller,
  sender: SenderRow,
  signatureId: number | null,
): Promise<string[]> {
  const { choices, locked } = await signaturesOf(db, caller, sender);
  const chosen = choices.find(({ row }) => row.id === signatureId);
  if (signatureId !== null && !chosen) throw new MailError('not_found');
  return [chosen, locked].flatMap((one) => (one ? [one.html] : []));
}

/**
 * The signatures' pictures that a letter shows, as inline parts; those that it brings already are
 * left out. A picture that is gone leaves its place empty: no letter waits for a logo.
 */
export async function signaturePictures(
  { db, blobs }: { db: Db; blobs: BlobStore },
  caller: Caller,
  html: string,
  attached: Attachment[],
): Promise<Attachment[]> {
  const present = new Set(attached.map(({ contentId }) => contentId));
  const wanted = signatureImageIds(html).filter((id) => !present.has(signatureContentId(id)));
  const pictures: Attachment[] = [];
  for (const row of await findSignatureImages(db, caller, wanted)) {
    // The letter is about to refer to it: the clean-up must not think that nobody does.
    if (!(await blobs.touch(row.hash))) continue;
    const { fileName, mimeType, sizeBytes, hash } = row;
    const contentId = signatureContentId(row.id);
    pictures.push({ fileName, mimeType, sizeBytes, hash, contentId, isInline: true });
  }
  return pictures;
}
