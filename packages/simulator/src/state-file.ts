import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { JWK } from 'jose';
import type { AccountSpec } from './google/accounts.ts';
import type { IdentityState } from './google/identity/store.ts';
import type { MailboxSnapshot } from './google/mailbox.ts';
import type { SavedProject } from './google/project.ts';
import type { PushSettings } from './google/world.ts';

/** Everything that survives a restart; plain JSON. */
export interface SavedState {
  version: 1;
  seed: number;
  /** The port it listened on: links and the issuer stay valid when it can be had again. */
  port: number;
  clockOffsetMs: number;
  project: SavedProject;
  /** Projects beside the first. */
  otherProjects?: SavedProject[];
  push: PushSettings;
  privateJwk: JWK;
  identity: IdentityState;
  accounts: Array<{ spec: AccountSpec; mailbox: MailboxSnapshot | null }>;
}

/** Writes the state some time after the last change, and at once when asked. */
export interface StateFile {
  /** Something changed: a write follows soon. */
  touch(): void;
  /** Writes now, after any write under way. */
  flush(): Promise<void>;
  /** Stops the timer and writes a last time. */
  close(): Promise<void>;
}

/**
 * Reads a state file.
 *
 * @returns null when there is none
 * @throws Error when it is there but cannot be used: guessing would lose a demo's data
 */
export async function readStateFile(path: string): Promise<SavedState | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const state = JSON.parse(text) as SavedState;
  if (state?.version !== 1) throw new Error(`state file of version ${state?.version}, expected 1`);
  return state;
}

/**
 * Keeps a state file up to date. Each write goes to a new file that replaces the old one, so a
 * crash leaves one whole state.
 *
 * @param delayMs how long changes gather before a write
 */
export function createStateFile(options: {
  path: string;
  snapshot: () => SavedState;
  delayMs?: number;
  onError?: (error: unknown) => void;
}): StateFile {
  const { path, snapshot, delayMs = 500 } = options;
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();
  let isClosed = false;

  const write = (): Promise<void> => {
    if (timer) clearTimeout(timer);
    timer = null;
    writing = writing.catch(() => {}).then(() => replaceFile(path, JSON.stringify(snapshot())));
    return writing;
  };
  return {
    touch: () => {
      if (timer || isClosed) return;
      timer = setTimeout(() => void write().catch((error) => options.onError?.(error)), delayMs);
      timer.unref();
    },
    flush: write,
    close: async () => {
      isClosed = true;
      await write();
    },
  };
}

async function replaceFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.new`;
  // It holds tokens and client secrets, if only simulated ones.
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
