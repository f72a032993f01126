import type { ParsedMessage } from '../mail/message.ts';

/** Parsed messages that were opened lately: body, pictures and attachments ask one by one. */
export interface ParsedCache {
  get(hash: string, load: () => Promise<ParsedMessage>): Promise<ParsedMessage>;
}

const maxEntries = 40;
const maxBytes = 96 * 1024 * 1024;

/** Creates an empty cache, bounded in number and bytes. */
export function createParsedCache(): ParsedCache {
  const entries = new Map<string, { message: Promise<ParsedMessage>; sizeBytes: number }>();

  function trim(): void {
    let total = 0;
    for (const { sizeBytes } of entries.values()) total += sizeBytes;
    for (const [hash, { sizeBytes }] of entries) {
      if (entries.size <= maxEntries && total <= maxBytes) return;
      entries.delete(hash);
      total -= sizeBytes;
    }
  }

  return {
    get(hash, load) {
      const known = entries.get(hash);
      if (known) {
        // Back to the end of the line: the front goes first.
        entries.delete(hash);
        entries.set(hash, known);
        return known.message;
      }
      const entry = { message: load(), sizeBytes: 0 };
      entries.set(hash, entry);
      entry.message.then(
        (message) => {
          entry.sizeBytes = sizeOf(message);
          trim();
        },
        () => entries.delete(hash),
      );
      return entry.message;
    },
  };
}

function sizeOf({ text, html, attachments }: ParsedMessage): number {
  const files = attachments.reduce((sum, { content }) => sum + (content?.byteLength ?? 0), 0);
  return 2 * ((text?.length ?? 0) + (html?.length ?? 0)) + files;
}
