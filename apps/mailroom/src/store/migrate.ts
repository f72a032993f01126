import { type Db, queryRows } from '@mailroom/engine';
import { sql } from 'drizzle-orm';

/** Any number of its own, the same for every server. */
const migrationLock = 6_245_367;

/** Forward only: a released entry never changes, a new one goes to the end. */
const migrations: { tag: string; statements: string[] }[] = [
  {
    tag: '0000_start',
    statements: [
      `create table mailroom_auth.users (
        id text primary key, name text not null, email text not null unique,
        email_verified boolean not null default false, image text,
        role text not null default 'member' check (role in ('administrator', 'member')),
        disabled_at timestamptz, two_factor_enabled boolean not null default false,
        created_at timestamptz not null default now(), updated_at timestamptz not null default now())`,
      `create table mailroom_auth.sessions (
        id text primary key,
        user_id text not null references mailroom_auth.users(id) on delete cascade,
        token text not null unique, expires_at timestamptz not null, ip_address text,
        user_agent text, created_at timestamptz not null default now(),
        updated_at timestamptz not null default now())`,
      'create index sessions_user on mailroom_auth.sessions (user_id)',
      `create table mailroom_auth.logins (
        id text primary key, account_id text not null, provider_id text not null,
        user_id text not null references mailroom_auth.users(id) on delete cascade,
        access_token text, refresh_token text, id_token text,
        access_token_expires_at timestamptz, refresh_token_expires_at timestamptz,
        scope text, password text, created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(), unique (provider_id, account_id))`,
      'create index logins_user on mailroom_auth.logins (user_id)',
      `create table mailroom_auth.verifications (
        id text primary key, identifier text not null, value text not null,
        expires_at timestamptz not null, created_at timestamptz not null default now(),
        updated_at timestamptz not null default now())`,
      'create index verifications_identifier on mailroom_auth.verifications (identifier)',
      `create table mailroom_auth.two_factors (
        id text primary key,
        user_id text not null references mailroom_auth.users(id) on delete cascade,
        secret text not null, backup_codes text not null, verified boolean not null default true,
        failed_verification_count integer not null default 0, locked_until timestamptz)`,
      'create index two_factors_user on mailroom_auth.two_factors (user_id)',
      `create table mailroom_auth.invitations (
        id text primary key, token_hash text not null unique, email text not null,
        role text not null check (role in ('administrator', 'member')),
        invited_by text not null references mailroom_auth.users(id) on delete cascade,
        created_at timestamptz not null default now(), expires_at timestamptz not null)`,
      `create table mailroom_auth.api_keys (
        id text primary key,
        user_id text not null references mailroom_auth.users(id) on delete cascade,
        name text not null, scope text not null check (scope in ('read', 'write')),
        key_hash text not null unique, created_at timestamptz not null default now(),
        last_used_at timestamptz)`,
      'create index api_keys_user on mailroom_auth.api_keys (user_id)',
      'create table mailroom_auth.settings (key text primary key, value jsonb not null)',
    ],
  },
];

/** Brings the server's own tables up to date; of several processes one works, the others wait. */
export async function migrateAuth(db: Db): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${sql.raw(String(migrationLock))})`);
    await tx.execute(sql`create schema if not exists mailroom_auth`);
    await tx.execute(
      sql`create table if not exists mailroom_auth.migrations (tag text primary key, applied_at timestamptz not null default now())`,
    );
    const rows = await queryRows<{ tag: string }>(
      tx,
      sql`select tag from mailroom_auth.migrations`,
    );
    const done = new Set(rows.map((row) => row.tag));
    const newer = [...done].find((tag) => !migrations.some((known) => known.tag === tag));
    if (newer) {
      throw new Error(`The database was used by a newer Mailroom (${newer}): update this one.`);
    }
    for (const migration of migrations) {
      if (done.has(migration.tag)) continue;
      for (const statement of migration.statements) await tx.execute(sql.raw(statement));
      await tx.execute(sql`insert into mailroom_auth.migrations (tag) values (${migration.tag})`);
    }
  });
}
