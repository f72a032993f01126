import type { ApiEnv } from '@mailroom/api';
import { type Db, MailError } from '@mailroom/engine';
import type { Context } from 'hono';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { SimulatorHost } from '../simulator.ts';
import type { Auth } from '../users/auth.ts';
import type { FirstRun } from '../users/first-run.ts';
import type { Identified, Identify } from '../users/identify.ts';
import type { RecordEvent } from '../users/record-event.ts';

/** What the host's routes work with. */
export interface HostContext {
  config: Config;
  db: Db;
  databaseKind: 'pglite' | 'postgres';
  auth: Auth;
  identify: Identify;
  /** Writes into the audit. */
  record: RecordEvent;
  simulator: SimulatorHost;
  /** How the first administrator begins; null: there was one at the start. */
  firstRun: FirstRun | null;
  version: string;
  logger: Logger;
}

/** The signed-in person behind a request. @throws MailError `forbidden` for an API key */
export async function requirePerson(host: HostContext, c: Context<ApiEnv>): Promise<Identified> {
  const identified = await host.identify(c.req.raw);
  if (!identified) throw new MailError('unauthenticated');
  if (identified.sessionId === null) {
    throw new MailError('forbidden', { detail: 'Not with an API key.' });
  }
  return identified;
}

/** @throws MailError `forbidden` for members and API keys */
export async function requireAdministrator(
  host: HostContext,
  c: Context<ApiEnv>,
): Promise<Identified> {
  const person = await requirePerson(host, c);
  if (person.user.role !== 'administrator') throw new MailError('forbidden');
  return person;
}
