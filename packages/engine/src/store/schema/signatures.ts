import { sql } from 'drizzle-orm';
import { boolean, index, integer, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { accounts } from './accounts.ts';
import { id, mailroom, now, ref, time } from './columns.ts';

/** What people sign with, and as whom. */

export const signatures = mailroom.table(
  'signatures',
  {
    id: id(),
    /** Null: everybody's, kept by administrators; there is one at most. */
    userId: text('user_id'),
    name: text('name').notNull(),
    /** Sanitised; pictures by `cid:` of `signatureImages`, fields as `{{name}}`. */
    html: text('html').notNull(),
    /** Everybody's alone: stands under every message, whatever its writer chooses. */
    isLocked: boolean('is_locked').notNull().default(false),
    createdAt: time('created_at').notNull().default(now),
    updatedAt: time('updated_at').notNull().default(now),
  },
  (table) => [
    index('signatures_user').on(table.userId),
    uniqueIndex('signatures_shared').on(sql`(user_id is null)`).where(sql`user_id is null`),
  ],
);

/** Pictures of signatures; those that no signature shows go after a while. */
export const signatureImages = mailroom.table('signature_images', {
  /** A UUID: it also stands in the picture's Content-ID. */
  id: text('id').primaryKey(),
  /** Who uploaded it. */
  userId: text('user_id').notNull(),
  fileName: text('file_name').notNull(),
  mimeType: text('mime_type').notNull(),
  sizeBytes: integer('size_bytes').notNull(),
  /** Content address of the bytes. */
  hash: text('hash').notNull(),
  createdAt: time('created_at').notNull().default(now),
});

/** What an address signs with. Without a row: with everybody's signature, where there is one. */
export const signatureDefaults = mailroom.table(
  'signature_defaults',
  {
    accountId: ref('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** Lower case. */
    email: text('email').notNull(),
    /** Null: none. */
    newSignatureId: ref('new_signature_id').references(() => signatures.id, {
      onDelete: 'set null',
    }),
    replySignatureId: ref('reply_signature_id').references(() => signatures.id, {
      onDelete: 'set null',
    }),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.email] })],
);

/** Where answers to an address are to go, instead of where the provider says. */
export const replyAddresses = mailroom.table(
  'reply_addresses',
  {
    accountId: ref('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** Lower case. */
    email: text('email').notNull(),
    replyTo: text('reply_to').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.email] })],
);

/** What the fields of signatures say of a user. */
export const senderProfiles = mailroom.table('sender_profiles', {
  userId: text('user_id').primaryKey(),
  title: text('title').notNull(),
  phone: text('phone').notNull(),
});
