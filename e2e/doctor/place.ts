import { until } from '../../bench/statistics.ts';
import type { DoctorReportView } from '../../packages/engine/src/views.ts';
import { createGoogleSimulator, type GoogleSimulator } from '../../packages/simulator/src/index.ts';
import { type RunningServer, startServer } from '../server.ts';
import { startInterceptor } from './interceptor.ts';

/** Where the server stands: who reaches it, and whom it reaches. */
export type PlaceName =
  /** On this machine; everything is well but for what a scenario does. */
  | 'home'
  /** As home, with nothing changed while the minute of a test of push goes by. */
  | 'patient'
  /** Under a public name, without encryption. */
  | 'publicName'
  /** Under a bare address. */
  | 'address'
  /** Without DNS, and behind a proxy that opens encrypted connections. */
  | 'intercepted'
  /** Behind a firewall, and with something in the way that speaks no TLS. */
  | 'walled';

/** Names of places that a browser has to look for on this machine. */
export const publicHosts = { publicName: 'mail.example.com', address: '203.0.113.7' } as const;

/** What an answer of Mailroom or of the simulator's control API holds. */
export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the API answers; each use knows its part
  body: any;
}

/** The built server on an embedded database, a simulated Google, and an administrator. */
export interface Place {
  name: PlaceName;
  google: GoogleSimulator;
  server: RunningServer;
  redirectUri: string;
  /** Asks Mailroom in the administrator's session; `path` below /api. */
  ask(method: string, path: string, body?: unknown): Promise<Answer>;
  /** The same, where nothing but success will do. @throws Error */
  must(method: string, path: string, body?: unknown): Promise<Answer['body']>;
  /** Tells the simulator something through its control API. @throws Error unless it does it */
  tell(method: string, path: string, body?: unknown): Promise<Answer['body']>;
  /** The same person in another browser: the session alone. */
  elsewhere(): Pick<Place, 'ask' | 'must'>;
  /** What the browser keeps, for a real one. */
  cookies(): { name: string; value: string; url: string }[];
  stop(): Promise<void>;
}

/** The administrator, who has a mailbox of the Workspace too. */
export const ada = 'ada@corp.example';
export const password = 'correct horse battery';

const users = [
  { email: ada, hostedDomain: 'corp.example' },
  { email: 'ben@corp.example', hostedDomain: 'corp.example' },
  { email: 'dora@corp.example', hostedDomain: 'corp.example', hasMailbox: false },
  { email: 'eve@elsewhere.example', hostedDomain: 'elsewhere.example' },
];

/** Starts what the place needs; everything in it runs on this machine. */
export async function openPlace(name: PlaceName): Promise<Place> {
  const google = await createGoogleSimulator({ users });
  const { urls, stop: stopOthers } = await surroundings(name, google);
  const host = name in publicHosts ? publicHosts[name as keyof typeof publicHosts] : 'localhost';
  let server: RunningServer;
  try {
    server = await startServer({
      host,
      env: {
        MAILROOM_GOOGLE_ISSUER: urls.issuer,
        MAILROOM_GMAIL_URL: urls.gmail,
        MAILROOM_GOOGLE_CONSOLE_URL: google.consoleUrl,
        MAILROOM_GOOGLE_ADMIN_URL: google.adminUrl,
      },
    });
  } catch (error) {
    await google.stop();
    throw error;
  }
  const place = connect(name, google, server, async () => {
    await server.stop();
    await stopOthers();
    await google.stop();
  });
  const token = /first-run token (\S+?)[\s,]/.exec(server.printed())?.[1];
  const person = { name: 'Ada Admin', email: ada, password, ...(token ? { token } : {}) };
  await place.must('POST', '/host/first-administrator', person);
  return place;
}

/** Waits for something that the server does by itself. */
export function eventually<T>(
  what: string,
  check: () => Promise<T | null | false>,
  timeoutMs = 60_000,
) {
  return until(check, { timeoutMs, everyMs: 50, what });
}

/** Saves a client and waits for the report that follows: a later one must not be overtaken by it. */
export async function saveClient(place: Place, client: object): Promise<void> {
  const before = new Date();
  await place.must('PUT', '/setup/clients/google', client);
  await eventually('the report behind a save', async () => {
    const report: DoctorReportView | null = (await place.must('GET', '/setup')).report;
    return report !== null && new Date(report.startedAt) >= before;
  });
}

async function surroundings(name: PlaceName, google: GoogleSimulator) {
  const urls = { issuer: google.issuer, gmail: google.gmailUrl };
  if (name === 'walled') {
    const broken = await google.brokenEndpoints();
    return { urls: { issuer: broken.refused, gmail: broken.withoutTls }, stop: async () => {} };
  }
  if (name === 'intercepted') {
    const { unknownName } = await google.brokenEndpoints();
    const interceptor = await startInterceptor();
    return { urls: { issuer: unknownName, gmail: interceptor.url }, stop: interceptor.stop };
  }
  return { urls, stop: async () => {} };
}

function connect(
  name: PlaceName,
  google: GoogleSimulator,
  server: RunningServer,
  stop: () => Promise<void>,
): Place {
  const jar = new Map<string, string>();
  return {
    ...{ name, google, server, stop },
    ...asking(server.url, jar),
    redirectUri: `${server.url}/admin/settings/mail/oauth2`,
    elsewhere: () => asking(server.url, new Map([...jar].filter(([key]) => !/link/.test(key)))),
    tell: async (method, path, body) => {
      const response = await fetch(`${google.controlUrl}${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return parse(text);
    },
    cookies: () => [...jar].map(([key, value]) => ({ name: key, value, url: server.url })),
  };
}

/** Asks Mailroom as the browser with these cookies. */
function asking(serverUrl: string, jar: Map<string, string>): Pick<Place, 'ask' | 'must'> {
  // A public name means this machine to browsers of these tests alone.
  const { port } = new URL(serverUrl);
  const ask: Place['ask'] = async (method, path, body) => {
    const response = await fetch(`http://localhost:${port}/api${path}`, {
      method,
      headers: {
        origin: serverUrl,
        cookie: [...jar].map(([key, value]) => `${key}=${value}`).join('; '),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, key, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (key && value !== undefined) jar.set(key, value);
    }
    return { status: response.status, body: parse(await response.text()) };
  };
  const must: Place['must'] = async (method, path, body) => {
    const answer = await ask(method, path, body);
    if (answer.status < 300) return answer.body;
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  };
  return { ask, must };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
