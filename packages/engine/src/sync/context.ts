import type { Logger } from 'pino';
import type { MailProvider, RemoteMessage } from '../providers/provider.ts';
import type { Applied, ApplyOptions } from '../store/apply.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { Db } from '../store/database.ts';
import type { IncomingChange, IncomingMessage } from '../store/ingest.ts';
import type { SyncAccount } from '../store/sync-state.ts';
import type { SyncPhase } from '../views.ts';
import type { RecentChanges } from './recent-changes.ts';

/** What every part of one account's job works with, while it holds the account's lock. */
export interface SyncContext {
  db: Db;
  blobs: BlobStore;
  provider: MailProvider;
  /** As loaded at the latest turn of the job. */
  account: SyncAccount;
  signal: AbortSignal;
  logger: Logger;
  now(): Date;
  /** Changes that arrived while messages were being fetched: see recent-changes.ts. */
  recent: RecentChanges;
  /** Parses a message and stores its bytes: everything that needs no transaction. */
  prepare(message: RemoteMessage): Promise<IncomingMessage>;
  /** Writes one page; writes of one account never overlap. */
  apply(changes: IncomingChange[], options: ApplyOptions): Promise<Applied>;
  exclusive<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when everything that changed at the provider until now is applied. */
  catchUp(): Promise<void>;
  /** Shows where synchronisation is; the database hears of it about once a second. */
  progress(phase: SyncPhase, done: number, total: number | null): Promise<void>;
  note(kind: string, data?: Record<string, unknown>): Promise<void>;
}
