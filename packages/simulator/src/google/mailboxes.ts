import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { AccountSpec } from './accounts.ts';
import { generateBase } from './generator/index.ts';
import { deliver } from './gmail/deliver.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';
import { headerOfRaw } from './mime.ts';

const maxEmlFiles = 100_000;

/**
 * Makes the mailbox of an account as it was on its first day: empty, generated, or filled from a
 * folder of `.eml` files in the order of their names.
 */
export async function openMailbox(
  spec: AccountSpec,
  clock: Clock,
  options: { isRestored: boolean },
): Promise<Mailbox | null> {
  if (!spec.hasMailbox) return null;
  const { email, name, seed } = spec;
  if (spec.emlFolder !== null || spec.messages === 0) {
    const mailbox = createMailbox({ email, name, clock, seed });
    if (spec.emlFolder !== null && !options.isRestored) await loadFolder(mailbox, spec.emlFolder);
    return mailbox;
  }
  const endsAt = spec.createdAt;
  const base = generateBase({ seed, email, name, count: spec.messages, endsAt });
  return createMailbox({ email, name, clock, seed, base });
}

async function loadFolder(mailbox: Mailbox, folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.eml')).sort();
  for (const name of names.slice(0, maxEmlFiles)) {
    const raw = await readFile(join(folder, name));
    const date = Date.parse(headerOfRaw(raw, 'date') ?? '');
    const isUsable = date > 0 && date <= mailbox.clock.now();
    const internalDate = isUsable ? date : mailbox.clock.now();
    deliver(mailbox, raw, { internalDate, isVerbatim: true });
  }
}
