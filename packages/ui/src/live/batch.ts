import type { ChangeEventView } from '../views.ts';

/** Changes gathered within a moment. */
export interface Batch {
  threads: ReadonlySet<number>;
  deleted: ReadonlySet<number>;
  newMail: ReadonlySet<number>;
  hasFolders: boolean;
  hasAccounts: boolean;
  hasOutbox: boolean;
  hasSetup: boolean;
  isReset: boolean;
}

export function emptyBatch(): Batch {
  return {
    threads: new Set(),
    deleted: new Set(),
    newMail: new Set(),
    hasFolders: false,
    hasAccounts: false,
    hasOutbox: false,
    hasSetup: false,
    isReset: false,
  };
}

/** Adds one change. The last word on a conversation counts: deleted, then here again, is here. */
export function collect(batch: Batch, change: ChangeEventView): Batch {
  switch (change.kind) {
    case 'thread': {
      const deleted = new Set([...batch.deleted].filter((id) => !change.ids.includes(id)));
      const newMail = change.newMail ? new Set([...batch.newMail, ...change.ids]) : batch.newMail;
      return { ...batch, threads: new Set([...batch.threads, ...change.ids]), deleted, newMail };
    }
    case 'thread_deleted': {
      const threads = new Set([...batch.threads].filter((id) => !change.ids.includes(id)));
      return { ...batch, threads, deleted: new Set([...batch.deleted, ...change.ids]) };
    }
    case 'folders':
      return { ...batch, hasFolders: true };
    case 'account':
      return { ...batch, hasAccounts: true };
    case 'outbox':
      return { ...batch, hasOutbox: true };
    case 'setup':
      return { ...batch, hasSetup: true };
    default:
      return { ...batch, isReset: true };
  }
}
