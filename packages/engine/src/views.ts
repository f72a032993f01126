/**
 * The shapes that the engine shows its hosts, once, as zod schemas: the API documents and checks
 * with them, the interface takes its types from them. Times are ISO 8601 strings in UTC.
 */

export * from './views/accounts.ts';
export * from './views/common.ts';
export * from './views/mail.ts';
export * from './views/outbox.ts';
export * from './views/setup.ts';
export * from './views/signatures.ts';
