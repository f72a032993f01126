import { z } from 'zod';
import { MailError } from '../errors.ts';
import { assemble } from '../mail/assemble.ts';
import { DEFAULT_PARSE_LIMITS, type MessagePart, type ParsedMessage } from '../mail/message.ts';

/**
 * The stored form of a message that a provider took apart, until the original is here: the MIME
 * tree as JSON. The same for all providers, so that whoever reads it need not know which one.
 */
interface StoredPart {
  path: string;
  mimeType: string;
  charset: string | null;
  headers: [string, string][];
  fileName: string | null;
  contentId: string | null;
  disposition: 'attachment' | 'inline' | null;
  sizeBytes: number;
  /** Base64; null: not fetched. */
  content: string | null;
  children: StoredPart[];
}

const storedPart: z.ZodType<StoredPart> = z.lazy(() =>
  z.object({
    path: z.string().max(200),
    mimeType: z.string().max(200),
    charset: z.string().nullable(),
    headers: z.array(z.tuple([z.string(), z.string()])),
    fileName: z.string().nullable(),
    contentId: z.string().nullable(),
    disposition: z.enum(['attachment', 'inline']).nullable(),
    sizeBytes: z.number().int().nonnegative(),
    content: z.string().nullable(),
    children: z.array(storedPart),
  }),
);

const stored = z.object({
  v: z.literal(1),
  problems: z.array(z.string()).default([]),
  root: storedPart,
});

/**
 * Writes a MIME tree as bytes for a blob.
 *
 * @param problems what had to be cut while the tree was made
 */
export function writeStructure(root: MessagePart, problems: string[] = []): Uint8Array {
  return Buffer.from(JSON.stringify({ v: 1, problems, root: toStored(root) }), 'utf8');
}

/**
 * Reads what `writeStructure` wrote. Attachments that the provider keeps back have `content` null:
 * fetch the original for those.
 *
 * @throws MailError `internal` for bytes that are no such structure
 */
export function readStructure(bytes: Uint8Array): ParsedMessage {
  const { root, problems } = readTree(bytes);
  return assemble(root, DEFAULT_PARSE_LIMITS, problems);
}

/** The tree itself. @throws MailError `internal` for bytes that are no such structure */
export function readTree(bytes: Uint8Array): { root: MessagePart; problems: string[] } {
  try {
    const { root, problems } = stored.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return { root: fromStored(root), problems };
  } catch (cause) {
    throw new MailError('internal', { cause, detail: 'A stored message structure is unreadable.' });
  }
}

function toStored(part: MessagePart): StoredPart {
  return {
    ...part,
    content: part.content === null ? null : Buffer.from(part.content).toString('base64'),
    children: part.children.map(toStored),
  };
}

function fromStored(part: StoredPart): MessagePart {
  return {
    ...part,
    content: part.content === null ? null : Buffer.from(part.content, 'base64'),
    children: part.children.map(fromStored),
  };
}
