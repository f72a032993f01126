import type { MessageView } from '@mailroom/engine';
import { parseMessage } from '../../packages/engine/src/mail/parse.ts';
import { CALLER, linkAccount, startEngine } from '../linked-engine.ts';
import type { SimulatorProcess } from '../simulator-process.ts';
import { until } from '../statistics.ts';
import { compareReading, type Difference } from './messages.ts';
import { type CorpusMessage, hashOf, senderText } from './reference.ts';

export interface StructureReport {
  messages: number;
  /** Calls that brought messages as the provider's structure, and those that brought originals. */
  threadCalls: number;
  messageCalls: number;
  compared: number;
  fromAgrees: number;
  subjectAgrees: number;
  differences: Difference[];
  /** From or Subject of any message, read from the structure and from its original, part ways. */
  roadsDiffer: Difference[];
}

/**
 * Synchronises the mailbox once more with prices that make whole conversations the cheaper way, so
 * that every message comes as the provider's structure; then fetches the originals.
 */
export async function checkStructureRoad(
  simulator: SimulatorProcess,
  email: string,
  corpus: CorpusMessage[],
): Promise<StructureReport> {
  const { engine, stop } = await startEngine(simulator, {
    gmailUnitsPerUserPerMinute: 1_000_000_000,
    gmailUnitsPerProjectPerMinute: 1_000_000_000,
    gmailCosts: { 'threads.get': 1, 'messages.get': 20 },
  });
  try {
    const before = (await simulator.usage(email)).byMethod;
    const accountId = await linkAccount(engine, email);
    await engine.accounts.confirm(CALLER, accountId, { syncFrom: null });
    await until(
      async () => {
        const { sync, lastSyncedAt } = await engine.accounts.get(CALLER, accountId);
        return ['idle', 'originals'].includes(sync.phase) && lastSyncedAt !== null;
      },
      { timeoutMs: 300_000, everyMs: 50, what: 'synchronisation by structure' },
    );
    await engine.accounts.pause(CALLER, accountId);
    const after = (await simulator.usage(email)).byMethod;
    const calls = (method: string) => (after[method] ?? 0) - (before[method] ?? 0);
    const report: StructureReport = {
      ...{ messages: 0, threadCalls: calls('threads.get'), messageCalls: calls('messages.get') },
      ...{ compared: 0, fromAgrees: 0, subjectAgrees: 0, differences: [], roadsDiffer: [] },
    };
    const roads = { compared: 0, fromAgrees: 0, subjectAgrees: 0, differences: report.roadsDiffer };
    const byHash = new Map(corpus.map((message) => [message.hash, message]));
    await engine.accounts.resume(CALLER, accountId);
    for (const message of await readAll(engine)) {
      report.messages += 1;
      const original = byHash.get(hashOf(await originalOf(engine, message.id)));
      if (!original) continue;
      compareReading(message, original, report);
      const { from, subject } = await parseMessage(original.raw);
      const reference = { from: senderText(from), subject };
      compareReading(message, { ...original, reference }, roads);
    }
    return report;
  } finally {
    await stop();
  }
}

type Engine = Awaited<ReturnType<typeof startEngine>>['engine'];

async function readAll(engine: Engine): Promise<MessageView[]> {
  const messages: MessageView[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Engine['mail']['threads']>> = await engine.mail.threads(CALLER, {
      ...{ role: 'all', limit: 100 },
      ...(cursor ? { cursor } : {}),
    });
    for (const { id } of page.threads)
      messages.push(...(await engine.mail.thread(CALLER, id)).messages);
    cursor = page.nextCursor;
  } while (cursor);
  return messages;
}

async function originalOf(engine: Engine, messageId: number): Promise<Uint8Array> {
  const { body } = await engine.mail.raw(CALLER, messageId);
  if (body instanceof Uint8Array) return body;
  return Buffer.from(await new Response(body).arrayBuffer());
}
