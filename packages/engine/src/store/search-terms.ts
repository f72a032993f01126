/**
 * Terms beside the words of a message in its search vector. They keep a search cheap however much
 * mail there is: `from:ann` is one more term to intersect, and the day, month and year let a search
 * begin with the newest mail and go back only as far as a page needs.
 */

import { foldText } from '../mail/text.ts';

export interface IndexedPeople {
  from: { name: string | null; email: string } | null;
  to: { name: string | null; email: string }[];
  cc: { name: string | null; email: string }[];
  bcc: { name: string | null; email: string }[];
}

/** One letter before each term, so that none is ever taken for a word. */
const FIELDS = { from: 'f', to: 't', cc: 'c', bcc: 'b', filename: 'n' } as const;

export type TermField = keyof typeof FIELDS;

/** Everything of one account. */
export function accountTerm(accountId: number): string {
  return `a:${accountId}`;
}

/** The mail that has attachments. */
export const ATTACHMENT_TERM = 'h:attachment';

/**
 * Before each word of a subject and its stems: the index knows no weights, and would read every
 * text that holds the word anywhere.
 */
export const SUBJECT_PREFIX = 's:';

/** The fixed terms of one message. */
export function messageTerms(input: {
  accountId: number;
  receivedAt: Date;
  people: IndexedPeople;
  fileNames: string[];
  hasAttachments: boolean;
}): string[] {
  const { people } = input;
  const day = dayOf(input.receivedAt);
  const terms = new Set([
    accountTerm(input.accountId),
    `y:${input.accountId}:${day.slice(0, 4)}`,
    `m:${input.accountId}:${day.slice(0, 6)}`,
    `d:${input.accountId}:${day}`,
  ]);
  if (input.hasAttachments) terms.add(ATTACHMENT_TERM);
  const add = (field: TermField, text: string) => {
    for (const token of fieldTokens(text)) terms.add(`${FIELDS[field]}:${token}`);
  };
  const addPeople = (field: TermField, list: { name: string | null; email: string }[]) => {
    for (const { name, email } of list.slice(0, 100)) {
      add(field, `${name ?? ''} ${email}`);
      const whole = addressTerm(field, email);
      if (whole) terms.add(whole);
    }
  };
  if (people.from) addPeople('from', [people.from]);
  addPeople('to', people.to);
  addPeople('cc', people.cc);
  addPeople('bcc', people.bcc);
  for (const fileName of input.fileNames.slice(0, 50)) add('filename', fileName);
  return [...terms];
}

/** What a `from:ann@example.org` looks for: all of these. Empty when the value holds no word. */
export function queryTerms(field: TermField, value: string): string[] {
  const whole = addressTerm(field, value);
  if (whole && field !== 'filename') return [whole];
  return words(foldText(value)).map((token) => `${FIELDS[field]}:${token}`);
}

/** The words of folded text, as they are indexed: letters and digits, everything else parts them. */
export function words(folded: string): string[] {
  return (folded.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).map((word) => word.slice(0, 60));
}

/** Folded text as it goes to PostgreSQL's parser, which would read addresses and paths as one word. */
export function plainWords(folded: string): string {
  return folded.replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ');
}

/**
 * The terms that together cover the days from `from` to `to`: whole years and months where they
 * fit, days at the ends.
 */
export function periodTerms(accountId: number, from: Date, to: Date): string[] {
  const terms: string[] = [];
  let at = Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate());
  const end = to.getTime();
  while (at <= end && terms.length < 400) {
    const date = new Date(at);
    const nextYear = Date.UTC(date.getUTCFullYear() + 1, 0, 1);
    const nextMonth = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
    const day = dayOf(date);
    if (day.endsWith('0101') && nextYear - 1 <= end + DAY_MS) {
      terms.push(`y:${accountId}:${day.slice(0, 4)}`);
      at = nextYear;
    } else if (day.endsWith('01') && nextMonth - 1 <= end + DAY_MS) {
      terms.push(`m:${accountId}:${day.slice(0, 6)}`);
      at = nextMonth;
    } else {
      terms.push(`d:${accountId}:${day}`);
      at += DAY_MS;
    }
  }
  // Mail from beyond the years that fit: the bound by time alone has to do.
  return at <= end ? [accountTerm(accountId)] : terms;
}

const DAY_MS = 86_400_000;
const WHOLE_ADDRESS = /^[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+$/u;

/**
 * One term for a whole address: its words alone (a provider's domain) stand in nearly every message
 * and would have to be intersected. Null for what is no plain address.
 */
function addressTerm(field: TermField, text: string): string | null {
  const address = foldText(text.slice(0, 254));
  return WHOLE_ADDRESS.test(address) ? `${FIELDS[field]}:=${address}` : null;
}

function fieldTokens(text: string): string[] {
  return words(foldText(text.slice(0, 300))).slice(0, 30);
}

function dayOf(date: Date): string {
  const year = String(Math.min(9999, Math.max(0, date.getUTCFullYear()))).padStart(4, '0');
  const month = String(date.getUTCMonth() + 1).padStart(2, '0');
  return `${year}${month}${String(date.getUTCDate()).padStart(2, '0')}`;
}
