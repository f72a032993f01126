import type { Clock } from './clock.ts';
import { createFaults } from './faults.ts';
import { type AccountSpec, accountSpec, findUser, type UserOptions } from './google/accounts.ts';
import { findServiceAccount } from './google/delegation/service-accounts.ts';
import type { SigningKeys } from './google/identity/keys.ts';
import type { IdentityStore } from './google/identity/store.ts';
import { createTokens, type Tokens } from './google/identity/tokens.ts';
import type { MailboxSnapshot } from './google/mailbox.ts';
import { openMailbox } from './google/mailboxes.ts';
import { createUsage } from './google/usage.ts';
import type { GoogleProject, GoogleUser, PushSettings, World } from './google/world.ts';
import { createRandom } from './random.ts';

/** The world with the parts that only the simulator itself may touch. */
export interface WorldParts {
  world: World;
  tokens: Tokens;
  specs: Map<string, AccountSpec>;
  /** Adds an account, or replaces the one with that address. */
  addUser(options: UserOptions): Promise<GoogleUser>;
  /** Adds an account exactly as it was. */
  restoreUser(spec: AccountSpec, mailbox: MailboxSnapshot | null): Promise<void>;
  removeUser(email: string): boolean;
  /** What an administrator does to an account. @returns false without one */
  switchUser(email: string, states: { isMailOff?: boolean; isSuspended?: boolean }): boolean;
}

/** Puts a world together; `onChange` is called after every change worth keeping. */
export function createWorld(options: {
  seed: number;
  clock: Clock;
  project: GoogleProject;
  /** Projects beside the first. */
  otherProjects: GoogleProject[];
  push: PushSettings;
  store: IdentityStore;
  keys: () => SigningKeys;
  consoleUrl: () => string;
  onChange: () => void;
}): WorldParts {
  const { clock, project, push, store, seed } = options;
  const random = createRandom(seed);
  const specs = new Map<string, AccountSpec>();
  const world: World = {
    clock,
    project,
    projects: [project, ...options.otherProjects],
    push,
    random,
    faults: createFaults(random),
    users: new Map(),
    usage: createUsage(),
    authenticate: (accessToken) => tokens.authenticate(accessToken),
    revokeTokens: (email) => {
      const user = findUser(world, email);
      if (user) tokens.revokeAccount(user.sub);
    },
    consoleUrl: options.consoleUrl,
    signPushToken: (claims) => {
      const account = findServiceAccount(world, claims.email)?.account;
      const sub = account ? { sub: account.uniqueId } : {};
      return options.keys().signPushToken({ ...claims, ...sub });
    },
    touch: options.onChange,
  };
  const tokens = createTokens(world, store);

  const add = async (spec: AccountSpec, saved: MailboxSnapshot | null): Promise<GoogleUser> => {
    const mailbox = await openMailbox(spec, clock, { isRestored: saved !== null });
    if (mailbox && saved) mailbox.restore(saved);
    mailbox?.onChange(world.touch);
    const { sub, email, name, hostedDomain, isMailOff, isSuspended } = spec;
    const states = { isMailOff: isMailOff === true, isSuspended: isSuspended === true };
    const user: GoogleUser = { sub, email, name, hostedDomain, mailbox, ...states };
    specs.set(email, spec);
    world.users.set(email, user);
    world.touch();
    return user;
  };

  return {
    world,
    tokens,
    specs,
    addUser: (user) => add(accountSpec(user, seed, clock.now()), null),
    restoreUser: async (spec, mailbox) => void (await add(spec, mailbox)),
    switchUser: (email, states) => {
      const user = findUser(world, email);
      const spec = user && specs.get(user.email);
      if (!user || !spec) return false;
      Object.assign(user, states);
      Object.assign(spec, states);
      world.touch();
      return true;
    },
    removeUser: (email) => {
      const user = findUser(world, email);
      if (!user) return false;
      tokens.revokeAccount(user.sub);
      specs.delete(user.email);
      world.users.delete(user.email);
      world.touch();
      return true;
    },
  };
}
