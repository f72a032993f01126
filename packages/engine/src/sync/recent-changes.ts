import type { RemoteChange, RemoteFlags } from '../providers/provider.ts';

/**
 * Incremental changes overtake messages that a backfill is fetching: a change of a message that is
 * not here yet has nothing to apply to, and the state that was fetched before it would stay for
 * ever. So changes are kept while fetches run, and laid over what those fetches bring.
 */
export interface RecentChanges {
  /** Call before a fetch begins. */
  beginFetch(): FetchMark;
  /** Call with every applied page of incremental changes. */
  add(changes: RemoteChange[]): void;
}

/** Where a message is and how it is marked, whatever else is known of it. */
interface State {
  remoteId: string;
  folders: string[];
  flags: RemoteFlags;
}

export interface FetchMark {
  /** `message` in its state now; null when it has been deleted meanwhile. */
  overlay<T extends State>(message: T): T | null;
  /** Call when what was fetched has been applied. */
  end(): void;
}

/** Creates the memory of one account's job. */
export function createRecentChanges(): RecentChanges {
  const marks = new Set<{ from: number }>();
  let kept: RemoteChange[] = [];
  /** Number of the first kept change. */
  let first = 0;

  function forget(): void {
    const needed = Math.min(first + kept.length, ...[...marks].map(({ from }) => from));
    kept = kept.slice(needed - first);
    first = needed;
  }

  return {
    beginFetch() {
      const mark = { from: first + kept.length };
      marks.add(mark);
      return {
        overlay<T extends State>(message: T): T | null {
          let state: State | null = message;
          for (const change of kept.slice(mark.from - first))
            if (idOf(change) === message.remoteId) state = step(state, change);
          return state && { ...message, folders: state.folders, flags: state.flags };
        },
        end() {
          marks.delete(mark);
          forget();
        },
      };
    },
    add(changes) {
      if (marks.size === 0) return;
      kept.push(...changes);
    },
  };
}

function idOf(change: RemoteChange): string {
  return change.kind === 'added' ? change.message.remoteId : change.ref.remoteId;
}

function step(state: State | null, change: RemoteChange): State | null {
  if (change.kind === 'deleted') return null;
  if (change.kind === 'added') return change.message;
  if (!state) return null;
  const folders = new Set(state.folders);
  for (const folder of change.foldersRemoved) folders.delete(folder);
  for (const folder of change.foldersAdded) folders.add(folder);
  return { ...state, folders: [...folders], flags: { ...state.flags, ...change.flags } };
}
