import type { RemoteCommand } from '../providers/provider.ts';
import type { CommandRow } from '../store/commands.ts';

/** One call to the provider, and the commands that it settles in part or whole. */
export interface PlannedCall {
  command: Exclude<RemoteCommand, { kind: 'create_folder' }>;
  commandIds: number[];
}

/** Gmail changes at most this many messages in one call; others are fine with it too. */
const maxIds = 1_000;

/**
 * Turns pending commands, oldest first, into as few calls as possible: of several changes of one
 * message the last word about each folder and flag counts, and messages with the same outcome
 * share a call. Deleting makes earlier changes of that message needless.
 */
export function coalesce(rows: CommandRow[]): PlannedCall[] {
  const wanted = new Map<string, Outcome>();
  for (const row of rows) {
    for (const remoteId of row.remoteIds) {
      const outcome = wanted.get(remoteId) ?? emptyOutcome();
      wanted.set(remoteId, outcome);
      outcome.commandIds.add(row.id);
      if (row.kind === 'delete') outcome.isDeleted = true;
      for (const folder of row.foldersRemoved) outcome.folders.set(folder, false);
      for (const folder of row.foldersAdded) outcome.folders.set(folder, true);
      Object.assign(outcome.flags, row.flags);
    }
  }
  const groups = new Map<string, { outcome: Outcome; remoteIds: string[] }>();
  for (const [remoteId, outcome] of wanted) {
    const key = keyOf(outcome);
    const group = groups.get(key);
    if (!group) groups.set(key, { outcome, remoteIds: [remoteId] });
    else {
      group.remoteIds.push(remoteId);
      for (const id of outcome.commandIds) group.outcome.commandIds.add(id);
    }
  }
  return [...groups.values()].flatMap(({ outcome, remoteIds }) => callsOf(outcome, remoteIds));
}

interface Outcome {
  isDeleted: boolean;
  folders: Map<string, boolean>;
  flags: { isRead?: boolean; isStarred?: boolean };
  commandIds: Set<number>;
}

function emptyOutcome(): Outcome {
  return { isDeleted: false, folders: new Map(), flags: {}, commandIds: new Set() };
}

function keyOf({ isDeleted, folders, flags }: Outcome): string {
  if (isDeleted) return 'delete';
  return JSON.stringify([[...folders].sort(), flags.isRead, flags.isStarred]);
}

function callsOf(outcome: Outcome, remoteIds: string[]): PlannedCall[] {
  const calls: PlannedCall[] = [];
  for (let at = 0; at < remoteIds.length; at += maxIds) {
    const ids = remoteIds.slice(at, at + maxIds);
    const folders = [...outcome.folders];
    calls.push({
      commandIds: [...outcome.commandIds],
      command: outcome.isDeleted
        ? { kind: 'delete', remoteIds: ids }
        : {
            kind: 'update',
            remoteIds: ids,
            foldersAdded: folders.filter(([, isIn]) => isIn).map(([id]) => id),
            foldersRemoved: folders.filter(([, isIn]) => !isIn).map(([id]) => id),
            flags: outcome.flags,
          },
    });
  }
  return calls;
}
