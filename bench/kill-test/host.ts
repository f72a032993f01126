import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { createEngine, createSecretBox, openDatabase } from '../../packages/engine/src/index.ts';
import { queryRows } from '../../packages/engine/src/store/database.ts';
import { storedRemoteStates } from '../../packages/engine/src/store/sync-state.ts';
import type { HostOptions, HostReply, HostRequest } from './protocol.ts';

/**
 * An engine in a process of its own, to be killed at any moment. It does what the parent asks over
 * IPC; its options come as JSON in the first argument.
 */
const options = JSON.parse(process.argv[2] ?? '') as HostOptions;
const logger = pino({ level: process.env.KILL_TEST_LOG ?? 'silent' }, pino.destination(2));
const database = await openDatabase(
  { kind: 'pglite', directory: `${options.directory}/database` },
  { logger },
);
const engine = createEngine({
  database: { kind: 'pglite', directory: `${options.directory}/database` },
  openDatabase: database,
  blobDirectory: `${options.directory}/blobs`,
  secretBox: createSecretBox(Buffer.from(options.key, 'hex')),
  logger,
  publicUrl: options.publicUrl,
  endpoints: { googleIssuer: options.issuer, gmailUrl: options.gmailUrl },
  quota: { gmailUnitsPerUserPerMinute: 1e9, gmailUnitsPerProjectPerMinute: 1e9 },
});
await engine.start();

/** Work that is written down and not done yet. */
async function openWork(): Promise<{ commands: number; outbox: number; accounts: number }> {
  const [row] = await queryRows<{ commands: number; outbox: number; accounts: number }>(
    database.db,
    sql`select
      (select count(*)::int from mailroom.commands where state = 'pending') as commands,
      (select count(*)::int from mailroom.outbox
        where state in ('queued', 'sending')
          or (state = 'unconfirmed' and next_attempt_at is not null)) as outbox,
      (select count(*)::int from mailroom.accounts where status = 'active'
        and (next_sync_at is null or next_sync_at <= now() or failures > 0 or cursor is null
          or phase not in ('idle', 'originals'))) as accounts`,
  );
  if (!row) throw new Error('no answer');
  return row;
}

async function states(accountId: number) {
  const all = [];
  for (let after = 0; ; ) {
    const rows = await storedRemoteStates(database.db, accountId, after);
    const last = rows.at(-1);
    if (!last) return all;
    after = last.id;
    all.push(...rows);
  }
}

async function answer({ method, args }: HostRequest): Promise<unknown> {
  if (method === 'openWork') return openWork();
  if (method === 'states') return states(args[0] as number);
  const [group, name] = method.split('.') as [keyof typeof engine, string];
  const functions = engine[group] as unknown as Record<string, (...all: unknown[]) => unknown>;
  const work = functions[name];
  if (!work) throw new Error(`no method ${method}`);
  return work(...args);
}

process.on('message', (request: HostRequest) => {
  answer(request).then(
    (value) => process.send?.({ id: request.id, value } satisfies HostReply),
    (error: unknown) =>
      process.send?.({ id: request.id, error: String(error) } satisfies HostReply),
  );
});
// A parent that is gone has nobody left to kill this process.
process.on('disconnect', () => process.exit());
process.send?.({ id: 0, value: 'ready' } satisfies HostReply);
