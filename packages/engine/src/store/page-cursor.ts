import { MailError } from '../errors.ts';

/** Where a page ended: the list goes on strictly after it. */
export interface PageCursor {
  /** ISO 8601 in UTC with microseconds: a Date would round, and the page would repeat or skip. */
  at: string;
  id: number;
}

/** Seals a place in a list as an opaque text. */
export function encodeCursor({ at, id }: PageCursor): string {
  return Buffer.from(`${at}|${id}`).toString('base64url');
}

/** @throws MailError `invalid_input` for anything that `encodeCursor` did not make */
export function decodeCursor(text: string | undefined): PageCursor | null {
  if (text === undefined) return null;
  const [at, id, ...rest] = Buffer.from(text.slice(0, 200), 'base64url').toString().split('|');
  const isTime = at !== undefined && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(at);
  if (!isTime || rest.length > 0 || !id || !/^\d{1,15}$/.test(id) || Number.isNaN(Date.parse(at))) {
    throw new MailError('invalid_input', { detail: 'The cursor is not one of ours.' });
  }
  return { at, id: Number(id) };
}

/** How many rows a page has. */
export function pageLimit(limit: number | undefined, most = 100): number {
  return Math.min(most, Math.max(1, Math.trunc(limit ?? 50) || 1));
}
