import { parentPort } from 'node:worker_threads';
import { isMailError } from '../errors.ts';
import { doMailWork, type MailWork } from './mail-work.ts';

/** One message in, one message out. Whoever asks owns the order and the deadline. */
export type MailThreadRequest = {
  [K in keyof MailWork]: { op: K; work: MailWork[K] };
}[keyof MailWork];
export type MailThreadReply =
  | { kind: 'ready' }
  | { kind: 'result'; result: unknown }
  | { kind: 'error'; message: string; code: string | null };

parentPort?.on('message', async ({ op, work }: MailThreadRequest) => {
  try {
    post({ kind: 'result', result: await doMailWork[op](work as never) });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    post({ kind: 'error', message, code: isMailError(error) ? error.code : null });
  }
});
post({ kind: 'ready' });

function post(reply: MailThreadReply): void {
  parentPort?.postMessage(reply);
}
