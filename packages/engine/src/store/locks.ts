import pg from 'pg';
import type { DatabaseOptions } from '../engine.ts';

/** What a lock guards; the numbers are the first half of PostgreSQL's advisory key. */
const classes = {
  account: 0x4d520001,
  commands: 0x4d520002,
  deliver: 0x4d520003,
  delegation: 0x4d520004,
  grant: 0x4d520005,
} as const;

export type LockClass = keyof typeof classes;

export interface Lock {
  release(): Promise<void>;
}

/**
 * Locks that one process holds at a time and that die with it, at once: on PostgreSQL, advisory
 * locks on one connection of their own. The embedded database has one process, so memory is enough.
 */
export interface Locks {
  /**
   * @param onLost called when the database went away and the lock with it
   * @returns null when somebody else holds it
   */
  tryAcquire(lockClass: LockClass, id: number, onLost: () => void): Promise<Lock | null>;
  close(): Promise<void>;
}

/** Opens the locks of one engine. */
export function createLocks(database: DatabaseOptions): Locks {
  const held = new Map<string, () => void>();
  const session = database.kind === 'postgres' ? createSession(database.url, loseAll) : null;

  function loseAll(): void {
    for (const onLost of [...held.values()]) onLost();
    held.clear();
  }

  return {
    async tryAcquire(lockClass, id, onLost) {
      const key = `${lockClass}:${id}`;
      // A session may take its own advisory lock again, so memory decides first.
      if (held.has(key)) return null;
      held.set(key, onLost);
      try {
        if (session && !(await session.take(classes[lockClass], id))) {
          held.delete(key);
          return null;
        }
      } catch (error) {
        held.delete(key);
        throw error;
      }
      return {
        async release() {
          if (held.get(key) !== onLost) return;
          await session?.give(classes[lockClass], id).catch(() => {});
          held.delete(key);
        },
      };
    },
    async close() {
      await session?.close();
      held.clear();
    },
  };
}

/** Shorter than a half-dead connection takes to be noticed by itself, which may be hours. */
const heartbeatMs = 15_000;
const answerTimeoutMs = 10_000;

function createSession(url: string, onLost: () => void) {
  let opening: Promise<pg.Client> | null = null;
  /** The connection answers one question at a time. */
  let asking: Promise<unknown> = Promise.resolve();

  function ask(client: pg.Client, text: string, key: number, id: number) {
    const answer = asking.then(() => client.query(text, [key, id % 0x7fffffff]));
    asking = answer.catch(() => {});
    return answer;
  }

  function open(): Promise<pg.Client> {
    opening ??= connect().catch((error: unknown) => {
      opening = null;
      throw error;
    });
    return opening;
  }

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'mailroom-locks',
      keepAlive: true,
      connectionTimeoutMillis: answerTimeoutMs,
      query_timeout: answerTimeoutMs,
    });
    let isLost = false;
    const lose = () => {
      clearInterval(heartbeat);
      if (isLost) return;
      isLost = true;
      opening = null;
      onLost();
    };
    client.once('end', lose);
    client.on('error', () => {});
    const heartbeat = setInterval(() => {
      const beat = asking.then(() => client.query('select 1'));
      asking = beat.catch(() => {});
      beat.catch(() => {
        // No answer: whoever else asks may have our locks by now.
        lose();
        client.end().catch(() => {});
      });
    }, heartbeatMs);
    heartbeat.unref();
    try {
      await client.connect();
    } catch (error) {
      isLost = true;
      clearInterval(heartbeat);
      throw error;
    }
    return client;
  }

  return {
    async take(key: number, id: number): Promise<boolean> {
      const client = await open();
      const question = 'select pg_try_advisory_lock($1::int, $2::int) as taken';
      const result = await ask(client, question, key, id);
      return result.rows[0]?.taken === true;
    },
    async give(key: number, id: number): Promise<void> {
      const client = await opening;
      if (client) await ask(client, 'select pg_advisory_unlock($1::int, $2::int)', key, id);
    },
    async close(): Promise<void> {
      const client = await opening?.catch(() => null);
      await client?.end().catch(() => {});
    },
  };
}
