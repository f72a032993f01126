import { createClock } from '../../clock.ts';
import { createFaults } from '../../faults.ts';
import { createRandom } from '../../random.ts';
import { createMailbox, type Mailbox } from '../mailbox.ts';
import { defaultProject } from '../project.ts';
import { createDeliveries } from '../pubsub/deliveries.ts';
import { createUsage } from '../usage.ts';
import type { World } from '../world.ts';
import { gmailRoutes } from './routes.ts';

/** A world for tests: a token is `email` or `email scope scope`; every account has a mailbox. */
export interface TestWorld {
  world: World;
  mailbox(email: string): Mailbox;
  /** Calls the API; a string path is below `/gmail/v1/users/me/`. */
  call(email: string, path: string, init?: CallInit): Promise<TestReply>;
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

export interface CallInit {
  method?: string;
  json?: unknown;
  scopes?: string[];
}

export interface TestReply {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: replies are asserted on, not programmed with
  body: any;
}

const fullScope = 'https://mail.google.com/';

/** Makes a world at a fixed moment, with an account for each address. */
export function createTestWorld(...emails: string[]): TestWorld {
  const random = createRandom(1);
  const clock = createClock(Date.parse('2026-03-02T10:00:00Z'));
  const project = defaultProject();
  const world: World = {
    clock,
    faults: createFaults(random),
    project,
    projects: [project],
    users: new Map(),
    authenticate: (token) => {
      const [email = '', ...scopes] = token.split('|');
      const user = world.users.get(email);
      if (!user) return null;
      return { user, clientId: 'c', scopes: new Set(scopes.length > 0 ? scopes : [fullScope]) };
    },
    revokeTokens: (email) => void world.users.delete(email),
    consoleUrl: () => 'https://console.example',
    signPushToken: async ({ audience, email }) => `signed.${audience}.${email}`,
    push: { endpoint: null, audience: null, serviceAccount: 'push@p.example' },
    usage: createUsage(),
    random,
    touch: () => {},
  };
  for (const [at, email] of emails.entries()) {
    const name = email.split('@')[0] ?? email;
    const mailbox = createMailbox({ email, name, clock, seed: at + 1 });
    world.users.set(email, { sub: `10${at}`, email, name, hostedDomain: null, mailbox });
  }
  const app = gmailRoutes(world, createDeliveries(world));
  const fetch = async (path: string, init: RequestInit = {}) => app.request(path, init);
  return {
    world,
    mailbox: (email) => {
      const mailbox = world.users.get(email)?.mailbox;
      if (!mailbox) throw new Error(`no mailbox ${email}`);
      return mailbox;
    },
    fetch,
    call: async (email, path, { method = 'GET', json, scopes = [] } = {}) => {
      const response = await fetch(`/gmail/v1/users/me/${path}`, {
        method,
        headers: {
          Authorization: `Bearer ${[email, ...scopes].join('|')}`,
          ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? null : JSON.parse(text) };
    },
  };
}

/** Raw MIME for a JSON request. */
export function encodeRaw(lines: readonly string[]): string {
  return Buffer.from(lines.join('\r\n')).toString('base64url');
}
