import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What somebody else's parser read, in the form in which it is compared. */
export interface Reading {
  /** `Name <address>`; either may be empty. */
  from: string;
  subject: string;
}

/** A message of a collection, with the reference reading beside it where there is one. */
export interface CorpusMessage {
  file: string;
  raw: Buffer;
  /** SHA-256 of the bytes: finds the message again wherever they went. */
  hash: string;
  reference: Reading | null;
}

/** Reads every `.eml` below `folder`, and `x.json` of stalwartlabs/mail-parser beside `x.eml`. */
export async function readCorpus(folder: string): Promise<CorpusMessage[]> {
  const names = await readdir(folder, { recursive: true });
  return Promise.all(
    names
      .filter((name) => name.endsWith('.eml'))
      .sort()
      .map(async (file) => {
        const raw = await readFile(join(folder, file));
        const reference = await readReference(join(folder, file.replace(/\.eml$/, '.json')));
        return { file, raw, hash: hashOf(raw), reference };
      }),
  );
}

/** SHA-256 in hexadecimal. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Equal to the letter, but for the width of white space. */
export function agrees(actual: string, reference: string): boolean {
  return collapse(actual) === collapse(reference);
}

/** The API's or reader's sender in the form of a reference. */
export function senderText(from: { name: string | null; email: string } | null): string {
  return from ? `${from.name ?? ''} <${from.email}>` : '';
}

function collapse(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

interface ReferenceHeader {
  name: string;
  value: { Text?: string; Address?: ReferenceAddress };
}

interface ReferenceAddress {
  List?: { name?: string; address?: string }[];
  Group?: { addresses: { name?: string; address?: string }[] }[];
}

async function readReference(file: string): Promise<Reading | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  const parsed = JSON.parse(text) as { parts: { headers: ReferenceHeader[] }[] };
  const headers = parsed.parts[0]?.headers ?? [];
  const first = (name: string) => headers.find((header) => header.name === name)?.value;
  const address = first('from')?.Address;
  const sender = address?.List?.[0] ?? address?.Group?.[0]?.addresses[0];
  return {
    from: sender ? `${sender.name ?? ''} <${sender.address ?? ''}>` : '',
    subject: first('subject')?.Text ?? '',
  };
}
