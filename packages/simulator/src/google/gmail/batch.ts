import { headerOf, type MimePart, parseMime } from '../mime.ts';
import { parseJson } from './body.ts';
import { type Answer, type CallRunner, failure, reasonPhrase } from './call.ts';
import { apiError, invalidArgument } from './errors.ts';
import { type Method, matchMethod } from './method.ts';

const maxCalls = 100;
const parallel = 10;

/**
 * Runs a batch: every part is a call of its own with its own status, cost and limits.
 *
 * @see https://developers.google.com/workspace/gmail/api/guides/batch
 */
export async function runBatch(
  runner: CallRunner,
  methods: readonly Method[],
  headers: Headers,
  bytes: Uint8Array,
): Promise<Answer> {
  const contentType = headers.get('content-type') ?? '';
  if (!/^multipart\/mixed\b/i.test(contentType))
    return failure(
      apiError(400, 'badRequest', 'Failed to parse batch request, error: no boundary'),
    );
  const head = Buffer.from(`Content-Type: ${contentType}\r\n\r\n`);
  const { parts } = parseMime(Buffer.concat([head, bytes]));
  if (parts.length === 0)
    return failure(apiError(400, 'badRequest', 'The batch request contains no calls.'));
  if (parts.length > maxCalls)
    return failure(
      apiError(400, 'badRequest', `The batch request contains more than ${maxCalls} calls.`),
    );
  const answers: Answer[] = [];
  const queue = [...parts.entries()];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift())
      answers[next[0]] = await runPart(runner, methods, headers, next[1]);
  };
  await Promise.all(Array.from({ length: Math.min(parallel, parts.length) }, worker));
  return joinAnswers(parts, answers);
}

async function runPart(
  runner: CallRunner,
  methods: readonly Method[],
  outer: Headers,
  part: MimePart,
): Promise<Answer> {
  try {
    const request = readRequest(part, outer);
    const found = matchMethod(methods, request.verb, request.path.replace(/^\/gmail\/v1\//, ''));
    if (!found || !request.path.startsWith('/gmail/v1/'))
      return failure(apiError(404, 'notFound', 'Method not found.'));
    return await runner.run({
      ...found,
      query: request.query,
      headers: request.headers,
      readBody: async () => ({ body: parseJson(request.body), media: null }),
    });
  } catch (error) {
    return failure(error);
  }
}

/** Reads the HTTP request inside a part; the outer headers stand in for those it lacks. */
function readRequest(part: MimePart, outer: Headers) {
  const bytes = Buffer.from(part.body());
  const text = bytes.toString('latin1').replace(/^(\r?\n)+/, '');
  const lineEnd = text.indexOf('\n') < 0 ? text.length : text.indexOf('\n') + 1;
  const line = /^([A-Z]+) (\S+)(?: HTTP\/[\d.]+)?\s*$/.exec(text.slice(0, lineEnd));
  if (!line) throw invalidArgument('Failed to parse batch request, error: no request line');
  const url = new URL(line[2] ?? '/', 'https://gmail.googleapis.com');
  const headers = new Headers();
  const authorization = outer.get('authorization');
  if (authorization) headers.set('authorization', authorization);
  const inner = parseMime(Buffer.from(text.slice(lineEnd), 'latin1'));
  const own = headerOf(inner, 'authorization');
  if (own) headers.set('authorization', own);
  const blank = /\r?\n\r?\n/.exec(`\n${text.slice(lineEnd)}`);
  const start = blank ? lineEnd + blank.index + blank[0].length - 1 : text.length;
  return {
    verb: line[1] ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers,
    body: Buffer.from(text.slice(start), 'latin1'),
  };
}

function joinAnswers(parts: readonly MimePart[], answers: readonly Answer[]): Answer {
  const boundary = `batch_${Math.random().toString(36).slice(2)}${Date.now().toString(36)}`;
  let body = '';
  let lost: Answer['failure'] = null;
  for (const [at, part] of parts.entries()) {
    const answer = answers[at];
    if (!answer) continue;
    // One connection carries them all: what breaks it for one breaks it for the batch.
    lost ??= answer.failure;
    const contentId = headerOf(part, 'content-id');
    const idLine = contentId ? `Content-ID: ${contentId.replace('<', '<response-')}\r\n` : '';
    const headerLines = Object.entries(answer.headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('');
    body +=
      `--${boundary}\r\nContent-Type: application/http\r\n${idLine}\r\n` +
      `HTTP/1.1 ${answer.status} ${reasonPhrase(answer.status)}\r\n${headerLines}` +
      `Content-Length: ${Buffer.byteLength(answer.body)}\r\n\r\n${answer.body}\r\n`;
  }
  return {
    status: 200,
    headers: { 'Content-Type': `multipart/mixed; boundary=${boundary}` },
    body: `${body}--${boundary}--\r\n`,
    failure: lost,
  };
}
