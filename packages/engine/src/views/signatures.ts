import { z } from 'zod';
import { id, time } from './common.ts';

/** What people sign with, and as whom. */

const html = z.string().min(1).max(100_000);

export const signatureView = z.object({
  id,
  name: z.string(),
  /** Sanitised; pictures by `cid:` of their Content-ID, fields as `{{name}}`. */
  html: z.string(),
  /** Everybody's: administrators keep it. */
  isShared: z.boolean(),
  /** Stands under every message, whatever its writer chooses. */
  isLocked: z.boolean(),
  updatedAt: time,
});

export const signatureInput = z.object({ name: z.string().trim().min(1).max(100), html });

export const sharedSignatureInput = z.object({ html, isLocked: z.boolean() });

export const signatureImageInput = z.object({ uploadId: z.string().min(1).max(100) });

export const signatureImageView = z.object({
  id: z.string(),
  /** Show it in a signature's HTML as `cid:` and this. */
  contentId: z.string(),
  mimeType: z.string(),
  sizeBytes: z.number().int(),
});

/** The signatures of one sender, filled in with their details. */
export const sendingSignaturesView = z.object({
  choices: z.array(z.object({ id, name: z.string(), html: z.string() })),
  /** What the server appends by itself; null: nothing. */
  lockedHtml: z.string().nullable(),
  /** Of `choices`; null: none. */
  newSignatureId: id.nullable(),
  replySignatureId: id.nullable(),
});

export const takenSignatureView = z.object({
  signature: signatureView,
  /** Pictures that could not be fetched and are missing now. */
  lostImages: z.number().int(),
});

export const identityRef = z.object({ accountId: id, email: z.string().min(3).max(254) });

export const identityInput = identityRef.extend({
  newSignatureId: id.nullable(),
  replySignatureId: id.nullable(),
  /** Null or '': where the provider says, else to the address itself. */
  replyTo: z.string().max(254).nullable(),
});

export const senderNameInput = z.object({
  /** Null or '': the provider's. */
  senderName: z.string().max(200).nullable(),
});

/** What the fields of signatures say of the user. */
export const senderProfileView = z.object({
  title: z.string().max(200),
  phone: z.string().max(100),
});

export type SignatureView = z.infer<typeof signatureView>;
export type SignatureInput = z.infer<typeof signatureInput>;
export type SharedSignatureInput = z.infer<typeof sharedSignatureInput>;
export type SignatureImageView = z.infer<typeof signatureImageView>;
export type SendingSignaturesView = z.infer<typeof sendingSignaturesView>;
export type TakenSignatureView = z.infer<typeof takenSignatureView>;
export type IdentityRef = z.infer<typeof identityRef>;
export type IdentityInput = z.infer<typeof identityInput>;
export type SenderProfileView = z.infer<typeof senderProfileView>;
