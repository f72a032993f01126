import pg from 'pg';
import type { Logger } from 'pino';

interface Subscription {
  handle: (payload: string) => void;
  onReconnect: (() => void) | undefined;
}

const RECONNECT_MS = [100, 500, 1_000, 2_000, 5_000];
const HEARTBEAT_MS = 15_000;

/**
 * One connection that only listens: a pool hands connections around, and a notification reaches
 * only the session that asked for it. It connects on first use, and again whenever it breaks.
 */
export function listenPostgres(url: string, logger: Logger) {
  const channels = new Map<string, Set<Subscription>>();
  let client: pg.Client | null = null;
  let connecting: Promise<void> | null = null;
  let closed = false;
  let failures = 0;
  let timer: NodeJS.Timeout | null = null;

  const connect = async (): Promise<void> => {
    const next = new pg.Client({
      connectionString: url,
      application_name: 'mailroom-listen',
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
      query_timeout: 10_000,
    });
    next.on('error', () => lost(next));
    next.on('end', () => lost(next));
    next.on('notification', ({ channel, payload }) => {
      for (const { handle } of channels.get(channel) ?? []) handle(payload ?? '');
    });
    await next.connect();
    for (const channel of channels.keys()) await next.query(`LISTEN ${quoteName(channel)}`);
    client = next;
    if (failures > 0) {
      for (const set of channels.values()) for (const { onReconnect } of set) onReconnect?.();
    }
    failures = 0;
    beat(next);
  };

  /** A network that swallows packets tells nobody: ask now and then. */
  const beat = (current: pg.Client) => {
    timer = setTimeout(() => {
      if (client !== current || closed) return;
      current.query('select 1').then(
        () => beat(current),
        () => lost(current),
      );
    }, HEARTBEAT_MS);
    timer.unref();
  };

  const lost = (broken: pg.Client) => {
    if (client !== broken || closed) return;
    client = null;
    void broken.end().catch(() => {});
    retryLater();
  };

  const retryLater = () => {
    if (closed) return;
    failures += 1;
    const waitMs = RECONNECT_MS[Math.min(failures, RECONNECT_MS.length) - 1];
    timer = setTimeout(() => {
      connecting = connect().catch((error) => {
        logger.warn({ err: error }, 'the database does not take the listening connection');
        retryLater();
      });
    }, waitMs);
    timer.unref();
  };

  return {
    async listen(channel: string, handle: (payload: string) => void, onReconnect?: () => void) {
      const subscription: Subscription = { handle, onReconnect };
      const set = channels.get(channel) ?? new Set();
      const isNew = set.size === 0;
      channels.set(channel, set.add(subscription));
      connecting ??= connect();
      await connecting;
      if (isNew) await client?.query(`LISTEN ${quoteName(channel)}`);
      return async () => {
        set.delete(subscription);
        if (set.size > 0 || channels.get(channel) !== set) return;
        channels.delete(channel);
        await client?.query(`UNLISTEN ${quoteName(channel)}`).catch(() => {});
      };
    },
    async close() {
      closed = true;
      if (timer) clearTimeout(timer);
      await connecting?.catch(() => {});
      await client?.end().catch(() => {});
      client = null;
    },
  };
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
