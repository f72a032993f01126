/** The only stored shapes, by topic. */

export * from './schema/accounts.ts';
export { mailroom, type StoredAddress, type StoredProblem } from './schema/columns.ts';
export * from './schema/installation.ts';
export * from './schema/listings.ts';
export * from './schema/mail.ts';
export * from './schema/outbox.ts';
export * from './schema/setup.ts';
export * from './schema/signatures.ts';
