import { assemble } from './assemble.ts';
import { DEFAULT_PARSE_LIMITS, type ParsedMessage, type ParseLimits } from './message.ts';
import { readParts } from './mime.ts';

/**
 * Reads a raw message. Never throws on any bytes: what cannot be read is empty or null and named in
 * `problems`; `unparsable` there means that nothing at all could be made of it. Time grows with
 * size alone, and `limits` bound it; a hard time limit is the caller's, who owns the thread.
 *
 * @param raw the message as received, any line ends
 */
export async function parseMessage(
  raw: Uint8Array,
  limits: Partial<ParseLimits> = {},
): Promise<ParsedMessage> {
  const bounds = { ...DEFAULT_PARSE_LIMITS, ...limits };
  try {
    const { root, problems } = readParts(raw, bounds);
    const message = assemble(root, bounds, problems);
    const isEmpty = message.headers.length === 0 && !message.text?.trim() && !message.html;
    if (isEmpty) message.problems.push('unparsable');
    return message;
  } catch {
    // A defect of ours must not hold up a mailbox: the raw message is kept and can be read again.
    return unparsable();
  }
}

function unparsable(): ParsedMessage {
  return assemble(
    {
      ...{ path: '1', mimeType: 'text/plain', charset: null, headers: [], fileName: null },
      ...{ contentId: null, disposition: null, sizeBytes: 0, content: null, children: [] },
    },
    DEFAULT_PARSE_LIMITS,
    ['unparsable'],
  );
}
