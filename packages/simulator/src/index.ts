import type { Hono } from 'hono';
import { type ApproveOptions, approve } from './approve.ts';
import { type BrokenEndpoints, createBrokenEndpoints } from './broken-endpoints.ts';
import { type Clock, createClock } from './clock.ts';
import type { NodeBindings } from './connection-faults.ts';
import { controlRoutes } from './control/routes.ts';
import type { Faults } from './faults.ts';
import type { UserOptions } from './google/accounts.ts';
import {
  createServiceAccount,
  createServiceAccountKey,
} from './google/delegation/service-accounts.ts';
import { delegate } from './google/delegation/workspaces.ts';
import { clientSecretJson, newClient, type OAuthClient } from './google/identity/clients.ts';
import { createSigningKeys, type SigningKeys } from './google/identity/keys.ts';
import { createIdentityStore, identityState } from './google/identity/store.ts';
import { defaultProject, projectOf, restoredProject, savedProject } from './google/project.ts';
import { createDeliveries } from './google/pubsub/deliveries.ts';
import { quotaProfiles } from './google/quota-profiles.ts';
import type {
  GoogleProject,
  GoogleUser,
  PushSettings,
  QuotaProfile,
  ServiceAccount,
  World,
} from './google/world.ts';
import { InvalidInputError } from './invalid-input.ts';
import { createGoogleApp, type Fetcher, listen } from './server.ts';
import { createStateFile, readStateFile, type SavedState } from './state-file.ts';
import { createWorld } from './world.ts';

export { type ApproveOptions, approve, ConsentBlockedError } from './approve.ts';
export type { Clock } from './clock.ts';
export type { Fault, Faults } from './faults.ts';
export type { UserOptions } from './google/accounts.ts';
export type { Mailbox } from './google/mailbox.ts';
export type { GoogleProject, GoogleUser, QuotaProfile, World } from './google/world.ts';

/** A client as the console would show it after creation. */
export interface RegisteredClient {
  type: 'web' | 'installed';
  redirectUris: string[];
  clientId: string;
  clientSecret: string;
  /** Content of the `client_secret_*.json` that the console offers for download. */
  clientSecretJson: string;
}

/** How to register an OAuth client. */
export interface ClientOptions {
  type: 'web' | 'installed';
  /** Full URIs; the console's rules apply. */
  redirectUris?: string[];
  /** Application name on the consent page, unless the project has one. */
  name?: string;
  /** The first project unless given. */
  projectId?: string;
}

export interface GoogleSimulatorOptions {
  /** The same seed gives the same accounts and mail; 1 by default. */
  seed?: number;
  /** 127.0.0.1 by default. */
  host?: string;
  /** 0, the default, takes the last port of the state file if it is free, else any. */
  port?: number;
  /** How clients reach it, when that is not `http://host:port`. */
  publicUrl?: string;
  /** Accounts to have; those that a state file holds already stay as they are. */
  users?: UserOptions[];
  project?: Partial<Omit<GoogleProject, 'testUsers' | 'quota' | 'newUsers'>> & {
    testUsers?: Iterable<string>;
  };
  quota?: '2026' | 'legacy' | QuotaProfile;
  /** The console begins without projects: the first one works, but is not shown. */
  isConsoleEmpty?: boolean;
  /** Keeps everything in this file across restarts. */
  stateFile?: string;
  pushEndpoint?: string;
  pushAudience?: string;
  pushServiceAccount?: string;
  /** Added to every answer. */
  latencyMs?: number;
  /** Starts the clock at this moment, in milliseconds since the epoch. */
  startAt?: number;
  /** Required of callers of the control API; needed when not on loopback. */
  controlToken?: string;
  /** Told when the state file cannot be written. */
  onError?: (error: unknown) => void;
}

/** A running simulated Google. */
export interface GoogleSimulator {
  /** Base URL without a trailing slash. */
  url: string;
  /** What to put in place of https://accounts.google.com. */
  issuer: string;
  /** What to put in place of https://gmail.googleapis.com. */
  gmailUrl: string;
  controlUrl: string;
  /** What to put in place of https://console.cloud.google.com. */
  consoleUrl: string;
  /** What to put in place of https://admin.google.com. */
  adminUrl: string;
  world: World;
  clock: Clock;
  faults: Faults;
  addUser(options: UserOptions): Promise<GoogleUser>;
  removeUser(email: string): boolean;
  registerClient(options: ClientOptions): RegisteredClient;
  /** A service account of the first project with one key; the key file's endpoints are here. */
  createServiceAccount(name: string): Promise<{ account: ServiceAccount; keyFile: string }>;
  /** What a Workspace's administrator enters under "Domain-wide delegation". */
  delegate(request: { domain: string; clientId: string; scopes: string[] }): void;
  /** The clients there are, also those of an earlier run. */
  clients(): RegisteredClient[];
  /** Walks through the consent pages; returns the callback URL with `code` or `error`. */
  approve(options: ApproveOptions): Promise<string>;
  /** Ends the tokens with Gmail scopes, as a new password does. */
  changePassword(email: string): void;
  /** Everything as plain data; what the state file holds. */
  snapshot(): SavedState;
  /** Addresses at which no connection comes about, each in its own way. */
  brokenEndpoints(): Promise<BrokenEndpoints>;
  /** Saves, closes all connections; may be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts a simulated Google on one port: accounts, tokens, Gmail and push.
 *
 * @throws Error when the state file cannot be used or the port is taken
 */
export async function createGoogleSimulator(
  options: GoogleSimulatorOptions = {},
): Promise<GoogleSimulator> {
  const host = options.host ?? '127.0.0.1';
  const saved = options.stateFile ? await readStateFile(options.stateFile) : null;
  const seed = saved?.seed ?? options.seed ?? 1;
  const clock = createClock(options.startAt ?? (saved ? Date.now() + saved.clockOffsetMs : null));
  const store = createIdentityStore(saved?.identity);
  const project = firstProject(options, saved);
  const push = pushOf(options, saved);
  let keys: SigningKeys;
  let touch = () => {};
  const parts = createWorld({
    seed,
    clock,
    project,
    otherProjects: (saved?.otherProjects ?? []).map(restoredProject),
    push,
    store,
    keys: () => keys,
    consoleUrl: () => `${url}/console`,
    onChange: () => touch(),
  });
  const { world } = parts;
  const deliveries = createDeliveries(world);
  const broken = createBrokenEndpoints(() => server.port);

  for (const { spec, mailbox } of saved?.accounts ?? []) await parts.restoreUser(spec, mailbox);
  for (const user of options.users ?? []) {
    if (!world.users.has(user.email.trim().toLowerCase())) await parts.addUser(user);
  }

  let url = options.publicUrl?.replace(/\/+$/, '') ?? '';
  // The issuer is known only once the port is, and the keys need the issuer.
  let app: Hono<{ Bindings: NodeBindings }> | null = null;
  const server = await listenOnFirstFree(
    { fetch: (request, env) => app?.fetch(request, env) ?? new Response(null, { status: 503 }) },
    host,
    [...(options.port ? [options.port] : saved ? [saved.port, 0] : [0])],
  );
  url ||= `http://${host.includes(':') ? `[${host}]` : host}:${server.port}`;
  keys = await createSigningKeys({ issuer: url, clock, savedKey: saved?.privateJwk });

  const registerClient = (client: ClientOptions) => {
    const { type, redirectUris = [], name = 'Mailroom', projectId = project.projectId } = client;
    const owner = world.projects.find((one) => one.projectId === projectId);
    if (!owner) throw new InvalidInputError('projectId: no such project');
    const { projectNumber } = owner;
    const made = newClient({ type, name, redirectUris, projectNumber });
    store.clients.set(made.clientId, made);
    world.touch();
    return registered(made);
  };
  const registered = (client: OAuthClient): RegisteredClient => ({
    type: client.type,
    redirectUris: [...client.redirectUris],
    clientId: client.clientId,
    clientSecret: client.clientSecret,
    clientSecretJson: clientSecretJson(client, {
      issuer: url,
      projectId: projectOf(world, client.clientId).projectId,
    }),
  });
  const snapshot = (): SavedState => ({
    version: 1,
    seed,
    port: server.port,
    clockOffsetMs: clock.now() - Date.now(),
    project: savedProject(project),
    otherProjects: world.projects.slice(1).map(savedProject),
    push: { ...push },
    privateJwk: keys.privateJwk,
    identity: identityState(store),
    accounts: [...parts.specs.values()].map((spec) => ({
      spec,
      mailbox: world.users.get(spec.email)?.mailbox?.snapshot() ?? null,
    })),
  });
  const stateFile = options.stateFile
    ? createStateFile({
        path: options.stateFile,
        snapshot,
        ...(options.onError ? { onError: options.onError } : {}),
      })
    : null;
  touch = () => stateFile?.touch();

  app = createGoogleApp({
    identity: { world, store, tokens: parts.tokens, keys, issuer: () => url },
    control: controlRoutes({
      parts,
      store,
      registerClient,
      registered,
      token: options.controlToken ?? null,
      seed,
      issuer: () => url,
      deliveries,
      brokenEndpoints: broken.open,
    }),
    latencyMs: () => options.latencyMs ?? 0,
    deliveries,
    console: {
      world,
      store,
      issuer: () => url,
      hidesFirstProject: options.isConsoleEmpty ?? false,
      controlToken: options.controlToken ?? null,
      switchUser: parts.switchUser,
    },
  });
  await stateFile?.flush();

  let stopping: Promise<void> | null = null;
  return {
    url,
    issuer: url,
    gmailUrl: url,
    controlUrl: `${url}/control`,
    consoleUrl: `${url}/console`,
    adminUrl: `${url}/admin-console`,
    world,
    clock,
    faults: world.faults,
    addUser: parts.addUser,
    removeUser: parts.removeUser,
    registerClient,
    createServiceAccount: async (name) => {
      const account = createServiceAccount(project, { name });
      const { projectId } = project;
      const key = await createServiceAccountKey(account, {
        projectId,
        issuer: url,
        now: clock.now(),
      });
      world.touch();
      return { account, keyFile: key.keyFile };
    },
    delegate: ({ domain, clientId, scopes }) => {
      delegate(world, store, { domain, clientId, scopes: scopes.join(' ') });
      world.touch();
    },
    clients: () => [...store.clients.values()].map(registered),
    approve,
    changePassword: (email) => {
      const user = world.users.get(email.trim().toLowerCase());
      if (user) parts.tokens.endGmailTokens(user.sub);
    },
    snapshot,
    brokenEndpoints: broken.open,
    stop: () => {
      stopping ??= Promise.all([server.stop(), broken.close()]).then(() => stateFile?.close());
      return stopping;
    },
  };
}

async function listenOnFirstFree(app: Fetcher, host: string, ports: number[]) {
  for (const [index, port] of ports.entries()) {
    try {
      return await listen(app, { host, port });
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!isTaken || index === ports.length - 1) throw error;
    }
  }
  throw new Error('no port to listen on');
}

function firstProject(options: GoogleSimulatorOptions, saved: SavedState | null): GoogleProject {
  const base = saved ? restoredProject(saved.project) : defaultProject();
  const { testUsers, ...rest } = options.project ?? {};
  const quota = typeof options.quota === 'string' ? quotaProfiles[options.quota] : options.quota;
  return {
    ...base,
    ...rest,
    ...(testUsers ? { testUsers: new Set([...testUsers].map((one) => one.toLowerCase())) } : {}),
    ...(quota ? { quota } : {}),
  };
}

function pushOf(options: GoogleSimulatorOptions, saved: SavedState | null): PushSettings {
  const base = saved?.push ?? {
    endpoint: null,
    audience: null,
    serviceAccount: 'gmail-push@simulated-mailroom.iam.gserviceaccount.com',
  };
  return {
    endpoint: options.pushEndpoint ?? base.endpoint,
    audience: options.pushAudience ?? base.audience,
    serviceAccount: options.pushServiceAccount ?? base.serviceAccount,
  };
}
