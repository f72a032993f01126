import { createHash } from 'node:crypto';
import { InvalidInputError } from '../invalid-input.ts';
import type { GoogleUser, World } from './world.ts';

/** How to make one simulated account. */
export interface UserOptions {
  email: string;
  /** Defaults to the words of the local part. */
  name?: string;
  /** Workspace domain; null or absent for a consumer account. */
  hostedDomain?: string | null;
  /** How many messages to generate; ignored with `emlFolder`. */
  messages?: number;
  /** Fills the mailbox with the `.eml` files of this folder. */
  emlFolder?: string;
  /** False: a Google account without Gmail. */
  hasMailbox?: boolean;
  /** True: the Workspace administrator switched Gmail off. */
  isMailOff?: boolean;
  /** True: suspended by the administrator, or disabled by Google. */
  isSuspended?: boolean;
}

/** An account's options with every default filled in; what the state file keeps. */
export interface AccountSpec extends Required<Omit<UserOptions, 'emlFolder'>> {
  emlFolder: string | null;
  sub: string;
  /** The generated mailbox ends at this moment, also after a restart. */
  createdAt: number;
  /** Seed of the mailbox. */
  seed: number;
}

const emailPattern = /^[^\s@<>",;:\\]{1,64}@[a-z0-9.-]{1,190}$/i;

/**
 * Fills in the defaults of an account. The subject and the mailbox follow from the address and
 * the world's seed, so that the same options give the same world.
 *
 * @throws InvalidInputError when the address is none
 */
export function accountSpec(options: UserOptions, seed: number, now: number): AccountSpec {
  const email = options.email.trim().toLowerCase();
  if (!emailPattern.test(email)) throw new InvalidInputError('not an e-mail address');
  const digest = createHash('sha256').update(`${seed} ${email}`).digest();
  const number = digest.readBigUInt64BE(0) % 10n ** 18n;
  return {
    email,
    name: options.name ?? nameOf(email),
    hostedDomain: options.hostedDomain?.toLowerCase() ?? null,
    messages: options.messages ?? 0,
    emlFolder: options.emlFolder ?? null,
    hasMailbox: options.hasMailbox ?? true,
    isMailOff: options.isMailOff ?? false,
    isSuspended: options.isSuspended ?? false,
    sub: `10${number.toString().padStart(19, '0')}`,
    createdAt: now,
    seed: digest.readUInt32BE(8),
  };
}

/** The account of the world that answers to an address. */
export function findUser(world: World, email: string): GoogleUser | undefined {
  return world.users.get(email.trim().toLowerCase());
}

function nameOf(email: string): string {
  const words = (email.split('@')[0] ?? email).split(/[._-]+/).filter(Boolean);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ') || email;
}
