import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { loadAccount } from './accounts.ts';
import { delegatedOf, loadCredentials } from './credentials.ts';
import { queryRows } from './database.ts';
import { dueDelegatedLinks } from './delegated-links.ts';
import { accountsOverview, accountsToWarn } from './grants.ts';
import { loadGuide } from './guides.ts';
import { findLinkTransaction } from './link-transactions.ts';
import { beginListing } from './listings.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { databasesUnderTest, openTestDatabase, type TestDatabase } from './testing.ts';

let database: TestDatabase | null = null;
afterEach(async () => {
  await database?.close();
  database = null;
});

const now = new Date('2026-11-20T12:00:00Z');
const endsAt = '2026-11-22T12:00:00Z';

/** A database as a version had it whose last migration is the `count`th. */
async function openOld(kind: 'pglite' | 'postgres', count: number) {
  database = await openTestDatabase(kind);
  const { db } = database;
  await db.execute(sql`drop schema mailroom cascade`);
  await db.execute(sql`create schema mailroom`);
  await db.execute(sql`create table mailroom.migrations (
    tag text primary key, hash text not null, applied_at timestamptz not null default now())`);
  for (const { tag, hash, statements } of migrations.slice(0, count)) {
    for (const statement of statements) await db.execute(sql.raw(statement));
    await db.execute(sql`insert into mailroom.migrations (tag, hash) values (${tag}, ${hash})`);
  }
  return db;
}

describe.each(await databasesUnderTest())('an older database (%s)', (kind) => {
  it('[ST4] of the first versions keeps accounts, their grants and what is under way', async () => {
    const db = await openOld(kind, 3);
    await db.execute(sql`insert into mailroom.accounts
      (user_id, provider, issuer, subject, email, status, grant_expires_at, next_sync_at) values
      ('ann', 'google', 'https://accounts.google.com', '1', 'ann@x.org', 'active', ${endsAt}, now()),
      ('ben', 'google', 'https://accounts.google.com', '2', 'ben@x.org', 'needs_reconnect', null, null)`);
    await db.execute(sql`insert into mailroom.credentials (account_id, refresh_token_sealed, scope)
      values (1, 'sealed', 'https://mail.google.com/')`);
    await db.execute(sql`insert into mailroom.link_transactions
      (id, state_hash, user_id, browser_hash, provider, verifier_sealed, nonce, expires_at) values
      ('t', 'hash', 'ann', 'browser', 'google', 'sealed', 'nonce', now())`);

    await migrate(db);

    expect(await loadAccount(db, 1)).toMatchObject({
      ...{ email: 'ann@x.org', status: 'active', grantExpiresAt: new Date(endsAt) },
      ...{ grantWarnedDays: null, identitiesAt: null, locale: null },
    });
    expect(await loadCredentials(db, 1)).toMatchObject({
      kind: 'consent',
      refreshTokenSealed: 'sealed',
    });
    expect(await delegatedOf(db, [1, 2])).toEqual(new Set());
    expect(await accountsToWarn(db, now)).toEqual([1]);
    expect(await accountsOverview(db)).toMatchObject([
      { id: 1, grantKind: 'consent' },
      { id: 2, grantKind: 'consent', grantedAt: null },
    ]);
    expect(await findLinkTransaction(db, 'hash')).toMatchObject({
      ...{ id: 't', mailbox: null, missingScopes: null, locale: null },
    });
    const listing = await beginListing(db, 1);
    expect(await listing.add(0, [{ remoteId: 'a', remoteThreadId: null }])).toBe(1);
  });

  it('[ST4] of the version before keeps the guide and mailboxes asked for by delegation', async () => {
    const db = await openOld(kind, 4);
    await db.execute(sql`insert into mailroom.provider_guides
      (provider, answers, done, push_test_started_at) values
      ('google', '{"audience":"internal"}', '["project"]', ${now.toISOString()})`);
    await db.execute(sql`insert into mailroom.delegated_links
      (provider, email, state, requested_by) values
      ('google', 'ann@x.org', 'waiting', 'root'), ('google', 'ben@x.org', 'failed', 'root')`);

    await migrate(db);

    expect(await loadGuide(db, 'google')).toMatchObject({
      ...{ answers: { audience: 'internal' }, done: ['project'], pushTestStartedAt: now },
      ...{ pushTestEmail: null, pushTestBy: null, lastLink: null },
    });
    expect(await dueDelegatedLinks(db, now)).toEqual([1]);
    const rows = await queryRows(db, sql`select attempts from mailroom.delegated_links`);
    expect(rows).toEqual([{ attempts: 0 }, { attempts: 0 }]);
  });
});
