import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Db, type Engine, MailError } from '@mailroom/engine';
import type { GoogleSimulator } from '@mailroom/simulator';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Config } from './config.ts';
import { isPrivate } from './config.ts';
import type { SimulatorView } from './host/views.ts';
import { readSetting, removeSetting, writeSetting } from './store/settings.ts';

const settingKey = 'simulator';
const settingShape = z.object({ isEnabled: z.boolean() });

/** Mailboxes to try Mailroom with; `.test` is reserved, so nobody's mail is ever meant. */
const accounts = [
  { email: 'ada@example.test', name: 'Ada Moreau', messages: 400 },
  { email: 'ben@example.test', name: 'Ben Okafor', messages: 400 },
  { email: 'chloe@example.test', name: 'Chloé Lindqvist', messages: 400 },
];

export interface SimulatorHost {
  state(): SimulatorView;
  /** The state as people see it who are not signed in. */
  hiddenState(): SimulatorView;
  /** Starts it and registers its client. @throws MailError `forbidden` where others reach the server */
  enable(): Promise<void>;
  /** Removes client, accounts, mail and the simulator's own state. */
  disable(caller: { userId: string; isAdministrator: boolean }): Promise<void>;
  /** At boot: starts it again where it was on. */
  resume(): Promise<void>;
  stop(): Promise<void>;
}

/** Simulated Google accounts inside this process, for trying Mailroom without Google. */
export function createSimulatorHost(options: {
  config: Config;
  db: Db;
  engine: Engine;
  logger: Logger;
}): SimulatorHost {
  const { config, db, engine, logger } = options;
  // Its consent page asks for no password: whoever reaches it reaches every simulated mailbox.
  const isAvailable = isPrivate(config);
  const directory = join(config.dataDirectory, 'simulator');
  let running: GoogleSimulator | null = null;
  // One switch at a time: two clicks must not start two simulators.
  let turn: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work, work);
    turn = result.catch(() => {});
    return result;
  }

  async function start(): Promise<void> {
    if (running) return;
    await mkdir(directory, { recursive: true, mode: 0o700 });
    // Loaded when wanted: most installations never do.
    const { createGoogleSimulator } = await import('@mailroom/simulator');
    const simulator = await createGoogleSimulator({
      host: '127.0.0.1',
      stateFile: join(directory, 'google.json'),
      users: accounts,
      // Trying Mailroom means waiting for nothing.
      quota: 'legacy',
      onError: (error) => logger.warn({ err: String(error) }, 'simulator state not saved'),
    });
    try {
      await engine.setup.useSimulator({
        ...clientOf(simulator, `${config.publicUrl}/admin/settings/mail/oauth2`),
        issuer: simulator.issuer,
        apiUrl: simulator.gmailUrl,
      });
    } catch (error) {
      await simulator.stop();
      throw error;
    }
    running = simulator;
  }

  // Others reach the server now: nobody is offered to link it. With mailboxes it stays for `disable`.
  async function hideClient(): Promise<void> {
    const caller = { userId: 'server', isAdministrator: true };
    await engine.setup.removeClient(caller, 'google-simulated', false).catch((error) => {
      logger.warn(
        { err: String(error) },
        'simulated accounts are here, but others reach the server',
      );
    });
  }

  return {
    state: () => ({
      isAvailable,
      isEnabled: running !== null,
      url: running?.url ?? null,
      accounts: running ? accounts.map(({ email, name }) => ({ email, name })) : [],
    }),
    hiddenState: () => ({ isAvailable: false, isEnabled: false, url: null, accounts: [] }),
    enable: () =>
      inTurn(async () => {
        if (!isAvailable) {
          throw new MailError('forbidden', {
            detail:
              'Simulated accounts exist only while nobody beyond this machine reaches the server.',
          });
        }
        await start();
        await writeSetting(db, settingKey, { isEnabled: true });
      }),
    disable: (caller) =>
      inTurn(async () => {
        await engine.setup.removeClient(caller, 'google-simulated', true).catch((error) => {
          if (!(error instanceof MailError && error.code === 'not_found')) throw error;
        });
        await removeSetting(db, settingKey);
        await running?.stop();
        running = null;
        await rm(directory, { recursive: true, force: true });
      }),
    resume: () =>
      inTurn(async () => {
        const setting = await readSetting(db, settingKey, settingShape);
        if (!setting?.isEnabled) return;
        if (!isAvailable) return hideClient();
        await start().catch((error) => {
          logger.error({ err: String(error) }, 'the simulator did not start');
        });
      }),
    stop: () =>
      inTurn(async () => {
        await running?.stop();
        running = null;
      }),
  };
}

// The client of an earlier run still knows its grants: a new one would lose them.
function clientOf(simulator: GoogleSimulator, redirectUri: string) {
  const known = simulator.clients().find((client) => client.redirectUris.includes(redirectUri));
  return known ?? simulator.registerClient({ type: 'web', redirectUris: [redirectUri] });
}
