import { readBounded } from '../../providers/bounded-body.ts';

/** One answer, as far as it was read. */
export interface ProbeAnswer {
  url: string;
  status: number;
  headers: Headers;
  /** The beginning of the body. */
  text: string;
  /** By this machine's clock, milliseconds since the epoch. */
  sentAt: number;
  answeredAt: number;
}

const timeoutMs = 8_000;
/** An answer of a well-behaved server is far smaller; of any other the beginning tells enough. */
const maxBytes = 64 * 1024;

/**
 * Asks a server once: follows nothing, sends no cookies, reads no more than the beginning.
 *
 * @throws whatever fetch throws; see network-error.ts
 */
export async function probe(
  url: string,
  options: { form?: Record<string, string>; signal: AbortSignal; clock?: () => number },
): Promise<ProbeAnswer> {
  const clock = options.clock ?? Date.now;
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(timeoutMs)]);
  const sentAt = clock();
  const response = await fetch(url, {
    method: options.form ? 'POST' : 'GET',
    redirect: 'manual',
    credentials: 'omit',
    headers: { accept: 'application/json, text/html', 'user-agent': 'Mozilla/5.0 (Mailroom)' },
    body: options.form ? new URLSearchParams(options.form) : null,
    signal,
  });
  const answeredAt = clock();
  const { text } = await readBounded(response, maxBytes);
  return { url, status: response.status, headers: response.headers, text, sentAt, answeredAt };
}

/** The answer's body as JSON; undefined when it is none. */
export function jsonOf(answer: Pick<ProbeAnswer, 'text'>): unknown {
  try {
    return JSON.parse(answer.text);
  } catch {
    return undefined;
  }
}

/** An answer in a few words: its status, and the title or the beginning of what it says. */
export function describeAnswer({ status, text }: Pick<ProbeAnswer, 'status' | 'text'>): string {
  const title = /<title[^>]{0,200}>([^<]{1,300})/i.exec(text)?.[1]?.trim();
  return `HTTP ${status} ${title || plainWords(text).slice(0, 300)}`.trim();
}

/** The words of a page without its markup, scripts and styles. Linear in the length of the page. */
export function plainWords(html: string): string {
  const lower = html.toLowerCase();
  let words = '';
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    words += html.slice(at, open < 0 ? html.length : open);
    if (open < 0) break;
    const hidden = /^<(script|style)\b/.exec(lower.slice(open, open + 8))?.[1];
    const end = hidden ? lower.indexOf(`</${hidden}`, open) : open;
    const close = end < 0 ? -1 : html.indexOf('>', end);
    if (close < 0) break;
    words += ' ';
    at = close + 1;
  }
  return words.replace(/\s+/g, ' ').trim();
}
