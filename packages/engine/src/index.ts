/** The mail engine: everything that a host needs, and nothing else. */

export { createEngine } from './create-engine.ts';
export type {
  BodyOptions,
  Caller,
  DatabaseOptions,
  Download,
  Engine,
  EngineOptions,
  SearchQueryInput,
  SecretBox,
  ThreadQuery,
} from './engine.ts';
export { errorForLog, textForLog } from './error-for-log.ts';
export { ERRORS, type ErrorCode, isMailError, MailError, type RetryPolicy } from './errors.ts';
export { createSecretBox } from './secret-box.ts';
export { doctorReasons } from './setup/doctor/reasons.ts';
export { type AuditEntry, listAudit, recordAudit } from './store/audit.ts';
export { type Db, type OpenDatabase, queryRows } from './store/database.ts';
export { openDatabase } from './store/open-database.ts';
export { prepareDataDirectory } from './store/prepared-directory.ts';
export type * from './views.ts';
/** The views' schemas, for checking and documenting. */
export * as views from './views.ts';
