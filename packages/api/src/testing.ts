import type { Engine } from '@mailroom/engine';
import { pino } from 'pino';
import type { Authentication } from './authentication.ts';
import { createApi } from './create-api.ts';

/** Answers of a stand-in engine by method, e.g. `{ 'mail.thread': async () => … }`. */
export type Answers = Record<string, (...args: never[]) => unknown>;

/** An engine whose methods answer as told; one that is not told fails the test. */
export function standInEngine(answers: Answers): { engine: Engine; calls: [string, unknown[]][] } {
  const calls: [string, unknown[]][] = [];
  const at = (path: string): unknown =>
    new Proxy(() => {}, {
      get: (_target, name) =>
        name === 'then' ? undefined : at(path ? `${path}.${String(name)}` : String(name)),
      apply: (_target, _self, args: unknown[]) => {
        calls.push([path, args]);
        const answer = answers[path];
        if (answer) return answer(...(args as never[]));
        if (path === 'sync.setActive') return undefined;
        throw new Error(`the test does not expect ${path}`);
      },
    });
  return { engine: at('') as Engine, calls };
}

/** `Bearer read`, `Bearer write`, or a cookie that names the user, as a host would know them. */
export async function authenticateForTest(request: Request): Promise<Authentication | null> {
  const authorization = request.headers.get('authorization');
  const scope = /^Bearer (read|write)$/.exec(authorization ?? '')?.[1];
  if (scope === 'read' || scope === 'write') {
    return { userId: 'ada', isAdministrator: false, method: 'bearer', scope };
  }
  const userId = /session=(\w+)/.exec(request.headers.get('cookie') ?? '')?.[1];
  if (!userId) return null;
  return { userId, isAdministrator: userId === 'root', method: 'cookie', scope: 'write' };
}

export const publicUrl = 'https://mail.example.test/base';

/** The API on a stand-in engine, and what it logged. */
export function apiForTest(answers: Answers = {}) {
  const { engine, calls } = standInEngine(answers);
  const logged: string[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) });
  const api = createApi({ engine, authenticate: authenticateForTest, publicUrl, logger });
  return { api, calls, logged };
}

/** What a page of ours sends with a write. */
export const ownPage = { cookie: 'session=ada', origin: 'https://mail.example.test' };

export function json(body: unknown, headers: Record<string, string> = ownPage): RequestInit {
  return {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  };
}
