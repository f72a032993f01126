import type { MessageBodyView, MessageView, ThreadView } from '@mailroom/engine';
import type { Page } from 'playwright-core';
import { type Api, messagesOf } from './mailroom.ts';
import { openThread } from './reader-page.ts';
import { agrees, type CorpusMessage, hashOf, senderText } from './reference.ts';

/** A reading that differs from the reference. */
export interface Difference {
  file: string;
  field: string;
  expected: string;
  actual: string;
}

export interface MessagesReport {
  messages: number;
  /** Messages whose original bytes came back unchanged. */
  arrived: number;
  /** Opened in the reader with their body in the frame. */
  rendered: number;
  /** Opened with the notice that they cannot be displayed. */
  unreadable: number;
  compared: number;
  fromAgrees: number;
  subjectAgrees: number;
  attachments: number;
  failures: string[];
  consoleErrors: string[];
  differences: Difference[];
}

/**
 * Opens every message of an account in the reader, reads its attachments and its original, and
 * compares From and Subject, as the API answers and as the reader shows them, with the reference.
 */
export async function checkMessages(
  page: Page,
  api: Api,
  threads: ThreadView[],
  corpus: CorpusMessage[],
): Promise<MessagesReport> {
  const report: MessagesReport = {
    ...{ messages: corpus.length, arrived: 0, rendered: 0, unreadable: 0, compared: 0 },
    ...{ fromAgrees: 0, subjectAgrees: 0, attachments: 0 },
    ...{ failures: [], consoleErrors: [], differences: [] },
  };
  page.on('console', (message) => {
    if (message.type() === 'error') report.consoleErrors.push(message.text().slice(0, 300));
  });
  page.on('pageerror', (error) => report.consoleErrors.push(error.message.slice(0, 300)));
  await page.goto('/mail/all');
  await page.getByRole('main').waitFor();
  for (const thread of threads) {
    const shown = await openThread(page, thread);
    if (!agrees(shown.heading, thread.subject) && thread.subject.trim() !== '')
      report.failures.push(`${thread.id}: heading “${shown.heading}” for “${thread.subject}”`);
    for (const [index, one] of shown.messages.entries()) {
      const message = thread.messages[index] as MessageView;
      report[one.state === 'failed' ? 'unreadable' : one.state] += one.state === 'failed' ? 0 : 1;
      const name = message.from?.name?.trim() || message.from?.email;
      const body = (await api.call('GET', `/messages/${one.id}/body`)) as MessageBodyView;
      const faults = [
        one.state === 'failed' && 'shows nothing',
        one.state === 'rendered' && body.text.trim() && one.textLength === 0 && 'is blank',
        one.isCut && 'is cut at the side',
        name && !agrees(one.sender, name) && `shows “${one.sender}” as its sender`,
      ];
      for (const fault of faults) if (fault) report.failures.push(`message ${one.id} ${fault}`);
    }
  }
  await readAttachments(api, messagesOf(threads), report);
  const files = await matchOriginals(api, messagesOf(threads), corpus);
  for (const [message, original] of files) compareReading(message, original, report);
  report.arrived = files.size;
  const arrived = new Set([...files.values()].map(({ file }) => file));
  for (const { file } of corpus)
    if (!arrived.has(file)) report.failures.push(`${file} did not arrive`);
  return report;
}

/** Counts and collects where a message's From and Subject part from the reference. */
export function compareReading(
  message: Pick<MessageView, 'from' | 'subject'>,
  { file, reference }: CorpusMessage,
  report: Pick<MessagesReport, 'compared' | 'fromAgrees' | 'subjectAgrees' | 'differences'>,
): void {
  if (!reference) return;
  report.compared += 1;
  const from = senderText(message.from);
  if (agrees(from, reference.from)) report.fromAgrees += 1;
  else report.differences.push({ file, field: 'from', expected: reference.from, actual: from });
  if (agrees(message.subject, reference.subject)) report.subjectAgrees += 1;
  else
    report.differences.push({
      ...{ file, field: 'subject', expected: reference.subject, actual: message.subject },
    });
}

/** Finds the file of each message by the bytes of its original; each file is used once. */
async function matchOriginals(
  api: Api,
  messages: MessageView[],
  corpus: CorpusMessage[],
): Promise<Map<MessageView, CorpusMessage>> {
  const open = [...corpus];
  const found = new Map<MessageView, CorpusMessage>();
  for (const message of messages) {
    const hash = hashOf(await api.bytes(`/messages/${message.id}/raw`));
    const at = open.findIndex((candidate) => candidate.hash === hash);
    if (at >= 0) found.set(message, open.splice(at, 1)[0] as CorpusMessage);
  }
  return found;
}

async function readAttachments(
  api: Api,
  messages: MessageView[],
  report: MessagesReport,
): Promise<void> {
  for (const message of messages)
    for (const { id, fileName } of message.attachments) {
      report.attachments += 1;
      await api.bytes(`/attachments/${id}`).catch((error: Error) => {
        report.failures.push(`attachment ${fileName} of message ${message.id}: ${error.message}`);
      });
    }
}
