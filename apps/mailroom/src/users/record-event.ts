import { type AuditEntry, type Db, recordAudit } from '@mailroom/engine';
import type { Logger } from 'pino';

/** Writes down who did what. Never throws: what was done stays done. */
export type RecordEvent = (entry: AuditEntry) => Promise<void>;

/** Records into the engine's audit; a failure to is logged, without the entry's data. */
export function createRecordEvent(options: { db: Db; logger: Logger }): RecordEvent {
  return async (entry) => {
    await recordAudit(options.db, entry).catch((error) => {
      options.logger.error({ err: error, action: entry.action }, 'audit entry not written');
    });
  };
}
