import { readFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import type { ActionInput, ChangeEventView, OutboxView, SubmissionInput } from '../views.ts';
import { createFixtureApi, readBody } from './fixture-api.ts';
import { arrivingMessage, type FixtureMail, fixtureMail } from './fixture-data.ts';
import { PDF, PNG, TEXT } from './fixture-files.ts';

export interface FixtureAnswer {
  status: number;
  body: unknown;
}

export interface FixtureServer {
  url: string;
  mail: FixtureMail;
  outbox: OutboxView[];
  submissions: SubmissionInput[];
  actions: ActionInput[];
  /** Every path asked for, for tests that nothing is fetched twice. */
  requests: string[];
  /** Answers this path prefix with an error until it is deleted. */
  failures: Map<string, { status: number; code: string }>;
  /** Answers `METHOD /path` with what the function makes of the body, before anything else. */
  answers: Map<string, (body: string) => FixtureAnswer | Promise<FixtureAnswer>>;
  /** A message arrives, and the change feed tells. Returns its thread's id. */
  deliver(subject: string): number;
  emit(change: Omit<ChangeEventView, 'number'>): void;
  /** Nobody answers any more, and open streams break, until `start`. */
  stop(): Promise<void>;
  /** Answers again, at the same address. */
  start(): Promise<void>;
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
/** The product's own, so that tests run under it. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-src 'self' blob: about:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

/**
 * The API in memory, with realistic and hostile mail, and the built web client in front of it: for
 * tests of screens and for looking at them. No accounts: pass `isEmpty`.
 *
 * @param options.webDirectory the built client; absent: the API alone
 */
export async function startFixtureServer(
  options: { webDirectory?: string; port?: number; isEmpty?: boolean; now?: Date } = {},
): Promise<FixtureServer> {
  const mail = fixtureMail(options.now ?? new Date(), options.isEmpty ? 0 : 240);
  if (options.isEmpty) {
    mail.accounts.length = 0;
    mail.folders.length = 0;
  }
  const streams = new Set<ServerResponse>();
  let server: Server | null = null;
  let port = options.port ?? 0;
  let changeNumber = 0;
  let arrived = 0;
  const fixture: FixtureServer = {
    url: '',
    mail,
    outbox: [],
    submissions: [],
    actions: [],
    requests: [],
    failures: new Map(),
    answers: new Map(),
    emit(change) {
      changeNumber++;
      const data = JSON.stringify({ number: changeNumber, ...change });
      for (const stream of streams) stream.write(`id: ${changeNumber}\ndata: ${data}\n\n`);
    },
    deliver(subject) {
      const id = 10_000 + ++arrived;
      mail.messages.push(arrivingMessage(id, subject, new Date()));
      fixture.emit({ kind: 'thread', accountId: 1, ids: [id], newMail: true });
      return id;
    },
    stop: () =>
      new Promise((resolve) => {
        if (!server) return resolve();
        server.close(() => resolve());
        server.closeAllConnections();
        server = null;
      }),
    async start() {
      server = createServer(handle);
      await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
      port = (server.address() as AddressInfo).port;
      fixture.url = `http://127.0.0.1:${port}`;
    },
  };
  const api = createFixtureApi(fixture);
  const handle: Parameters<typeof createServer>[1] = async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://fixture');
    try {
      if (!url.pathname.startsWith('/api/')) {
        return await serveFile(options.webDirectory, url.pathname, response);
      }
      const path = url.pathname.slice(4);
      fixture.requests.push(`${request.method} ${path}${url.search}`);
      const failure = [...fixture.failures].find(([prefix]) => path.startsWith(prefix))?.[1];
      if (failure)
        return answer(response, failure.status, { code: failure.code, title: 'Failed.' });
      if (path === '/events') {
        response.writeHead(200, {
          'content-type': 'text/event-stream',
          'cache-control': 'no-store',
        });
        response.write('retry: 200\n\n');
        streams.add(response);
        response.on('close', () => streams.delete(response));
        return;
      }
      const own = fixture.answers.get(`${request.method} ${path}`);
      if (own) {
        const { status, body } = await own(await readBody(request));
        return answer(response, status, body);
      }
      if (serveDownload(mail, path, url.searchParams, response)) return;
      const body = await api(path, url.searchParams, request);
      if (body === null) return answer(response, 404, { code: 'not_found', title: 'Not found.' });
      answer(response, 200, body);
    } catch (error) {
      answer(response, 500, { code: 'internal', title: String(error) });
    }
  };
  await fixture.start();
  return fixture;
}

/** Originals, attachments, and all attachments of a message at once. @returns whether it is one */
function serveDownload(
  mail: FixtureMail,
  path: string,
  query: URLSearchParams,
  response: ServerResponse,
): boolean {
  const send = (type: string, name: string, body: string | Buffer) => {
    const isShown = query.has('preview') || query.has('view');
    response.writeHead(200, {
      'content-type': type,
      'x-content-type-options': 'nosniff',
      'content-disposition': `${isShown ? 'inline' : 'attachment'}; filename="${name}"`,
    });
    response.end(body);
    return true;
  };
  if (path.endsWith('/raw')) {
    const original = 'From: someone\r\nSubject: <b>raw</b>\r\n\r\nHello.';
    return send('text/plain; charset=utf-8', 'message.eml', original);
  }
  if (path.endsWith('/attachments.zip')) {
    // The end record alone is an archive with nothing in it.
    return send('application/zip', 'attachments.zip', Buffer.from(`PK\x05\x06${'\0'.repeat(18)}`));
  }
  const id = Number(/^\/attachments\/(\d+)$/.exec(path)?.[1]);
  const file = mail.messages.flatMap((each) => each.attachments).find((each) => each.id === id);
  if (!file) return false;
  const bodies: Record<string, string | Buffer> = { 'image/png': PNG, 'application/pdf': PDF };
  return send(file.mimeType, file.fileName, bodies[file.mimeType] ?? TEXT);
}

async function serveFile(directory: string | undefined, path: string, response: ServerResponse) {
  if (!directory) return answer(response, 404, {});
  const isFile = extname(path) !== '';
  const name = isFile ? normalize(path).replace(/^(\.\.[/\\])+/, '') : 'index.html';
  const body = await readFile(join(directory, name)).catch(() => null);
  if (!body) return answer(response, 404, {});
  response.writeHead(200, {
    'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
    ...(isFile ? {} : { 'content-security-policy': POLICY }),
  });
  response.end(body);
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
