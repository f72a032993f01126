import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Api } from '../host/api.ts';
import { useApi, useHost } from '../host/host.tsx';
import { ACCOUNTS, FOLDERS, mergeIntoLists, OUTBOX, threadKey } from '../mail/queries.ts';
import type { ChangeEventView } from '../views.ts';
import { type Batch, collect, emptyBatch } from './batch.ts';

/** Changes are gathered this long: a sync touches hundreds of conversations in one moment. */
const GATHER_MS = 120;
/** The rows route's own bound. */
const ROWS_PER_CALL = 100;
/** With more rows than this at once, fetching the lists anew costs less. */
const MAX_ROWS = 200;

/**
 * Listens to the change feed and brings every cached answer up to date: rows in place, the rest by
 * refetching what is on screen.
 *
 * @returns whether the feed is connected
 */
export function useLiveEvents(onNewMail?: (threadIds: number[]) => void): boolean {
  const api = useApi();
  const { url } = useHost();
  const client = useQueryClient();
  const [isConnected, setConnected] = useState(true);
  const onNewMailRef = useRef(onNewMail);
  onNewMailRef.current = onNewMail;

  useEffect(() => {
    let batch = emptyBatch();
    let timer: ReturnType<typeof setTimeout> | null = null;
    let wasCut = false;
    const source = new EventSource(url('/events'), { withCredentials: true });
    const flush = () => {
      timer = null;
      const ready = batch;
      batch = emptyBatch();
      void applyBatch(client, api, ready);
      if (ready.newMail.size > 0) onNewMailRef.current?.([...ready.newMail]);
    };
    const handleEvent = (event: MessageEvent<string>) => {
      const change = parseChange(event.data);
      if (!change) return;
      batch = collect(batch, change);
      timer ??= setTimeout(flush, GATHER_MS);
    };
    source.onopen = () => {
      setConnected(true);
      // A resumed feed may have had to forget something: look once at what is on screen.
      if (wasCut) void client.invalidateQueries({ refetchType: 'active' });
      wasCut = false;
    };
    source.onerror = () => {
      wasCut = true;
      setConnected(false);
    };
    source.onmessage = handleEvent;
    source.addEventListener('change', handleEvent as EventListener);
    return () => {
      source.close();
      if (timer) clearTimeout(timer);
    };
  }, [api, client, url]);
  return isConnected;
}

async function applyBatch(client: QueryClient, api: Api, batch: Batch): Promise<void> {
  if (batch.isReset) {
    await client.invalidateQueries();
    return;
  }
  if (batch.hasAccounts) void client.invalidateQueries({ queryKey: ACCOUNTS });
  if (batch.hasOutbox) void client.invalidateQueries({ queryKey: OUTBOX });
  if (batch.hasSetup) void client.invalidateQueries({ queryKey: ['setup'] });
  if (batch.hasFolders || batch.threads.size + batch.deleted.size > 0) {
    void client.invalidateQueries({ queryKey: FOLDERS });
  }
  const ids = [...batch.threads];
  for (const id of ids) void client.invalidateQueries({ queryKey: threadKey(id) });
  if (batch.deleted.size > 0) mergeIntoLists(client, { rows: [], gone: [...batch.deleted] });
  if (ids.length > MAX_ROWS) {
    await client.invalidateQueries({ queryKey: ['threads'] });
    return;
  }
  for (let at = 0; at < ids.length; at += ROWS_PER_CALL) {
    const part = ids.slice(at, at + ROWS_PER_CALL);
    try {
      const { threads } = await api.threadRows(part);
      const found = new Set(threads.map((row) => row.id));
      mergeIntoLists(client, { rows: threads, gone: part.filter((id) => !found.has(id)) });
    } catch {
      void client.invalidateQueries({ queryKey: ['threads'] });
    }
  }
}

function parseChange(data: string): ChangeEventView | null {
  try {
    const value = JSON.parse(data) as ChangeEventView;
    return typeof value.kind === 'string' && Array.isArray(value.ids) ? value : null;
  } catch {
    return null;
  }
}
