import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Api } from '../host/api.ts';
import { useApi, useHost } from '../host/host.tsx';
import { ACCOUNTS, FOLDERS, mergeIntoLists, OUTBOX, threadKey } from '../mail/queries.ts';
import { type Batch, collect, emptyBatch } from './batch.ts';
import { openChangeFeed } from './change-feed.ts';

/** Changes are gathered this long: a sync touches hundreds of conversations in one moment. */
const GATHER_MS = 120;
/** The rows route's own bound. */
const ROWS_PER_CALL = 100;
/** With more rows than this at once, fetching the lists anew costs less. */
const MAX_ROWS = 200;

/** A cut is told only after this long: most streams are back before anybody would have noticed. */
const CUT_SHOWN_MS = 4_000;

/**
 * Listens to the change feed and brings every cached answer up to date: rows in place, the rest by
 * refetching what is on screen.
 *
 * @returns whether the feed is there; false only once it has been missing for a while
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
    let gathering: ReturnType<typeof setTimeout> | undefined;
    let missing: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      gathering = undefined;
      const ready = batch;
      batch = emptyBatch();
      void applyBatch(client, api, ready);
      if (ready.newMail.size > 0) onNewMailRef.current?.([...ready.newMail]);
    };
    const close = openChangeFeed(url('/events'), {
      onChange(change) {
        batch = collect(batch, change);
        gathering ??= setTimeout(flush, GATHER_MS);
      },
      onOpen(isAgain) {
        clearTimeout(missing);
        missing = undefined;
        setConnected(true);
        // A resumed feed may have had to forget something: look once at what is on screen.
        if (isAgain) void client.invalidateQueries({ refetchType: 'active' });
      },
      onCut(isRefused) {
        missing ??= setTimeout(() => setConnected(false), CUT_SHOWN_MS);
        // Should the session have ended, this is what notices.
        if (isRefused) void client.invalidateQueries({ queryKey: ACCOUNTS });
      },
    });
    return () => {
      close();
      clearTimeout(gathering);
      clearTimeout(missing);
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
