import { describe, expect, it } from 'vitest';
import { MailError } from '../../errors.ts';
import type { FetchResult } from '../provider.ts';
import type { GmailClient } from './client.ts';
import { fetchMessages } from './fetch.ts';

const ref = { remoteId: 'm1', remoteThreadId: null };
const costs = { 'messages.get': 20, 'threads.get': 40 };

/** Gmail as far as one message asks for it. */
function clientAnswering(answer: (format: string | undefined) => unknown): GmailClient {
  const call = async (shape: { parse(value: unknown): unknown }, request: { query?: object }) =>
    shape.parse(answer((request.query as { format?: string } | undefined)?.format));
  return { call } as unknown as GmailClient;
}

async function fetchOne(client: GmailClient): Promise<FetchResult[]> {
  const context = { client, costs: costs as never, concurrency: () => 1 };
  const results: FetchResult[] = [];
  for await (const result of fetchMessages(context, [ref], {})) results.push(result);
  return results;
}

const decoded = {
  ...{ id: 'm1', threadId: 't1', labelIds: ['INBOX'], internalDate: '1767225600000' },
  ...{ sizeEstimate: 150_000_000, snippet: 'The films' },
  payload: {
    mimeType: 'multipart/mixed',
    headers: [
      { name: 'Subject', value: 'Films' },
      { name: 'From', value: 'a@example.org' },
      { name: 'Content-Type', value: 'multipart/mixed; boundary=b' },
    ],
    parts: [
      {
        mimeType: 'text/plain',
        headers: [{ name: 'Content-Type', value: 'text/plain' }],
        body: { size: 9, data: Buffer.from('See below').toString('base64url') },
      },
      {
        mimeType: 'video/mp4',
        filename: 'film.mp4',
        headers: [{ name: 'Content-Type', value: 'video/mp4; name="film.mp4"' }],
        body: { size: 149_000_000, attachmentId: 'a1' },
      },
    ],
  },
};

describe('a message whose original is larger than what is taken', () => {
  it('[GM37] is kept as Gmail decodes it: text, and the names of its attachments', async () => {
    const client = clientAnswering((format) => {
      if (format === 'raw') throw new MailError('too_large');
      return decoded;
    });
    const [result] = await fetchOne(client);
    if (result?.kind !== 'message' || result.message.source.kind !== 'structure')
      throw new Error('no decoded message');
    expect(result.message.source.message).toMatchObject({
      subject: 'Films',
      text: 'See below',
      attachments: [{ fileName: 'film.mp4', sizeBytes: 149_000_000, content: null }],
    });
  });

  it('[GM37] is noted as failed when that cannot be had either', async () => {
    const client = clientAnswering((format) => {
      if (format !== undefined) throw new MailError('too_large');
      return { emailAddress: 'ann@gmail.com', historyId: '1' };
    });
    expect(await fetchOne(client)).toEqual([{ kind: 'failed', ref, code: 'too_large' }]);
  });
});
