import { fork } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { HostOptions, HostReply, HostRequest } from './protocol.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const tsx = pathToFileURL(`${root}node_modules/tsx/dist/esm/index.mjs`).href;
const entry = fileURLToPath(new URL('./host.ts', import.meta.url));

/** The host died before it answered: the call may have been done or not. */
export class KilledError extends Error {
  override readonly name = 'KilledError';
}

/** A running engine host. */
export interface HostProcess {
  /** @throws KilledError when it dies first */
  call<T>(method: string, ...args: unknown[]): Promise<T>;
  /** kill -9, and waits for the end. */
  kill(): Promise<void>;
}

/** Starts an engine host and waits until it is ready. */
export async function startHost(options: HostOptions): Promise<HostProcess> {
  const child = fork(entry, [JSON.stringify(options)], {
    execArgv: ['--import', tsx],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let lastId = 0;
  const exited = new Promise<void>((resolve) =>
    child.once('exit', () => {
      for (const { reject } of waiting.values()) reject(new KilledError('the host was killed'));
      waiting.clear();
      resolve();
    }),
  );
  child.on('message', ({ id, value, error }: HostReply) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (error !== undefined) call?.reject(new Error(error));
    else call?.resolve(value);
  });
  await new Promise<unknown>((resolve, reject) => waiting.set(0, { resolve, reject }));
  return {
    call<T>(method: string, ...args: unknown[]) {
      lastId += 1;
      const id = lastId;
      return new Promise<T>((resolve, reject) => {
        if (!child.connected) return reject(new KilledError('the host was killed'));
        waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
        child.send({ id, method, args } satisfies HostRequest, (error) => {
          if (error) reject(new KilledError('the host was killed'));
        });
      });
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
