import { chmod, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import type { DoctorReportView, Engine } from '@mailroom/engine';
import { views } from '@mailroom/engine';
import type { Logger } from 'pino';
import { z } from 'zod';
import { StartError } from '../start-error.ts';
import { examine } from './examine.ts';

const questionShape = z.strictObject({ testMail: z.string().min(3).max(320).nullable() });
const answerShape = z.union([
  z.object({ report: views.doctorReportView }),
  z.object({ problem: z.string() }),
]);

const maxQuestion = 2_000;
const maxAnswer = 1_000_000;
/** Longer than the doctor takes. */
const patienceMs = 30_000;
/** Of the path of a socket, by the smallest of the systems (macOS has 104 bytes). */
const maxPathLength = 103;

/**
 * Opens a door for commands on the same machine: the embedded database belongs to the running server
 * alone, so they ask it. A socket in the data directory, which only the server's own user can reach;
 * nothing of it is on the network.
 *
 * @returns closes it; where the system has no such sockets there is no door, and nothing is lost
 */
export async function openLocalDoor(options: {
  dataDirectory: string;
  engine: Engine;
  logger: Logger;
}): Promise<() => Promise<void>> {
  const { engine, logger } = options;
  const path = doorOf(options.dataDirectory);
  if (path === null) return async () => {};
  const server = createServer(async (incoming, outgoing) => {
    const answer = await answerTo(incoming, engine).catch((error: unknown) => {
      if (!(error instanceof StartError)) logger.warn({ err: error }, 'the local door stumbled');
      return {
        problem: error instanceof StartError ? error.message : 'The server failed; see its log.',
      };
    });
    outgoing.setHeader('Content-Type', 'application/json');
    outgoing.end(JSON.stringify(answer));
  });
  try {
    // The directory is locked by us: what lies there was left by a process that ended.
    await rm(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    await chmod(path, 0o600);
  } catch (error) {
    server.close();
    logger.warn(
      { err: String(error) },
      'there is no local door: mailroom doctor needs the server stopped',
    );
    return async () => {};
  }
  return async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await rm(path, { force: true });
  };
}

/**
 * Asks the server that runs on this data directory.
 *
 * @returns null when none answers
 * @throws StartError with the server's own words
 */
export async function askLocalDoor(
  dataDirectory: string,
  question: z.input<typeof questionShape>,
): Promise<DoctorReportView | null> {
  const socketPath = doorOf(dataDirectory);
  const text = socketPath === null ? null : await exchange(socketPath, JSON.stringify(question));
  if (text === null) return null;
  const answer = answerShape.parse(JSON.parse(text));
  if ('problem' in answer) throw new StartError(answer.problem);
  return answer.report;
}

async function answerTo(
  incoming: IncomingMessage,
  engine: Engine,
): Promise<{ report: DoctorReportView }> {
  const question = questionShape.safeParse(JSON.parse(await readText(incoming, maxQuestion)));
  if (!question.success) throw new StartError('The server does not understand the question.');
  return { report: await examine(engine, question.data.testMail) };
}

function doorOf(dataDirectory: string): string | null {
  if (process.platform === 'win32') return null;
  const path = join(dataDirectory, 'mailroom.sock');
  return Buffer.byteLength(path) > maxPathLength ? null : path;
}

function exchange(socketPath: string, body: string): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const asking = request({ socketPath, method: 'POST', path: '/doctor' }, (answer) => {
      readText(answer, maxAnswer).then(resolve, reject);
    });
    asking.setTimeout(patienceMs, () =>
      asking.destroy(new StartError('The running server does not answer.')),
    );
    asking.on('error', (error: NodeJS.ErrnoException) => {
      const isNobody = ['ENOENT', 'ECONNREFUSED', 'EACCES'].includes(error.code ?? '');
      if (isNobody) resolve(null);
      else reject(error);
    });
    asking.end(body);
  });
}

async function readText(stream: IncomingMessage, maxBytes: number): Promise<string> {
  let text = '';
  stream.setEncoding('utf8');
  for await (const chunk of stream) {
    text += chunk;
    if (text.length > maxBytes) throw new StartError('The message is too large.');
  }
  return text;
}
