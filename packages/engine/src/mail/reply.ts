import { addressKey, dedupeAddresses, formatAddress, parseAddresses } from './addresses.ts';
import { headerValue } from './headers.ts';
import type { MailAddress, ParsedMessage } from './message.ts';
import { cleanForQuote } from './sanitize.ts';

/** What an answer quotes. `html` may be hostile: it is sanitised here. */
export interface QuoteSource {
  html: string | null;
  text: string | null;
  from: MailAddress | null;
  date: Date | null;
}

export interface ForwardSource extends QuoteSource {
  to: MailAddress[];
  cc: MailAddress[];
  subject: string;
}

/** The parts of a message that decide who gets an answer. */
export type ReplySource = Pick<ParsedMessage, 'from' | 'replyTo' | 'to' | 'cc' | 'headers'>;

const PREFIX =
  /^\s*(?:re|aw|antw|antwort|sv|vs|vá|ref|rif|r|odp|ynt|bls|res|fwd?|wg|tr|rv|i|enc|vb|vl|doorst|pd|转发|回复|答复|轉寄|回覆)\s*(?:\[\d{1,3}\]|\(\d{1,3}\))?\s*[:：]\s*/i;
const QUOTE_STYLE = 'margin:0 0 0 0.8ex;border-left:1px solid #ccc;padding-left:1ex';

/** The subject without any run of answer and forward prefixes, in the languages in use. */
export function baseSubject(subject: string): string {
  let rest = subject.trim().slice(0, 1_000);
  for (let count = 0; count < 20; count += 1) {
    const shorter = rest.replace(PREFIX, '');
    if (shorter === rest) break;
    rest = shorter;
  }
  return rest.trim();
}

/** `Re: …`, once, whatever prefixes were there. */
export function replySubject(subject: string): string {
  const isAnswer = /^\s*(?:re|aw|antw|antwort|sv|vs|odp|ynt|res|rif)\s*(?:\[\d{1,3}\])?\s*[:：]/i;
  // A forwarded message keeps its mark inside the answer: "Re: Fwd: …" says something else.
  return isAnswer.test(subject) ? `Re: ${baseSubject(subject)}` : `Re: ${subject.trim()}`;
}

/** `Fwd: …`, once. */
export function forwardSubject(subject: string): string {
  const isForward = /^\s*(?:fwd?|wg|tr|rv|i|enc|vb|vl|doorst|pd)\s*[:：]/i;
  return isForward.test(subject) ? `Fwd: ${baseSubject(subject)}` : `Fwd: ${subject.trim()}`;
}

/**
 * Who an answer goes to. Reply-To comes before From; an answer to all keeps To and Cc; one's own
 * addresses drop out, except in an answer to one's own message, which goes where that one went.
 * On a mailing list, the answer to all includes the list (List-Post).
 *
 * @param identities the addresses of the mailbox
 */
export function replyRecipients(
  message: ReplySource,
  identities: string[],
  all: boolean,
): { to: MailAddress[]; cc: MailAddress[] } {
  const own = new Set(identities.map(addressKey));
  const isOwn = ({ email }: MailAddress) => own.has(addressKey(email));
  const usable = (list: MailAddress[]) =>
    dedupeAddresses(list.filter(({ email }) => email.includes('@')));
  if (message.from && isOwn(message.from)) {
    const to = usable(message.to);
    return { to, cc: all ? without(usable(message.cc), to) : [] };
  }
  const answerTo = usable(
    message.replyTo.length > 0 ? message.replyTo : message.from ? [message.from] : [],
  );
  if (!all) return { to: answerTo, cc: [] };
  const others = usable([...message.to, ...listPost(message)]).filter((one) => !isOwn(one));
  const author = message.from && !isOwn(message.from) ? [message.from] : [];
  // A list that sets Reply-To to itself would otherwise leave the author out of an answer to all.
  const to = usable([...answerTo, ...(message.replyTo.length > 0 ? author : [])]);
  return {
    to,
    cc: without(
      usable([...others, ...message.cc]).filter((one) => !isOwn(one)),
      to,
    ),
  };
}

/**
 * The quoted message below an answer, as HTML: a line that introduces it, then a cited blockquote
 * in the marks that mail programs fold.
 *
 * @param locale BCP 47; the line is written in English or French
 */
export function replyQuote(source: QuoteSource, locale: string, timeZone = 'UTC'): string {
  const who = source.from ? escapeHtml(formatAddress(source.from)) : '?';
  const when = formatDate(source.date, locale, timeZone);
  const line = isFrench(locale) ? `Le ${when}, ${who} a écrit :` : `On ${when}, ${who} wrote:`;
  return `<div class="gmail_quote"><div class="gmail_attr">${line}</div><blockquote class="gmail_quote" type="cite" style="${QUOTE_STYLE}">${quotedHtml(source)}</blockquote></div>`;
}

/** The forwarded message as HTML: its most important headers, then its content. */
export function forwardBlock(source: ForwardSource, locale: string, timeZone = 'UTC'): string {
  const words = isFrench(locale)
    ? ['Message transféré', 'De', 'Date', 'Objet', 'À', 'Cc']
    : ['Forwarded message', 'From', 'Date', 'Subject', 'To', 'Cc'];
  const lines: [string | undefined, string][] = [
    [words[1], source.from ? formatAddress(source.from) : ''],
    [words[2], formatDate(source.date, locale, timeZone)],
    [words[3], source.subject],
    [words[4], source.to.map(formatAddress).join(', ')],
    [words[5], source.cc.map(formatAddress).join(', ')],
  ];
  const head = lines
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `<b>${name}:</b> ${escapeHtml(value)}`)
    .join('<br>');
  return `<div class="gmail_quote"><div class="gmail_attr">---------- ${words[0]} ---------<br>${head}</div><br>${quotedHtml(source)}</div>`;
}

function quotedHtml({ html, text }: QuoteSource): string {
  if (html) return cleanForQuote(html);
  return escapeHtml(text ?? '').replace(/\n/g, '<br>');
}

function listPost(message: ReplySource): MailAddress[] {
  const value = headerValue(message.headers, 'list-post') ?? '';
  const address = /<mailto:([^>?]{3,254})/i.exec(value)?.[1];
  return address ? parseAddresses(safeDecode(address)).slice(0, 1) : [];
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function without(list: MailAddress[], taken: MailAddress[]): MailAddress[] {
  const keys = new Set(taken.map(({ email }) => addressKey(email)));
  return list.filter(({ email }) => !keys.has(addressKey(email)));
}

function formatDate(date: Date | null, locale: string, timeZone: string): string {
  if (!date) return '?';
  const options = { dateStyle: 'full', timeStyle: 'short' } as const;
  try {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone }).format(date);
  } catch {
    return new Intl.DateTimeFormat('en', { ...options, timeZone: 'UTC' }).format(date);
  }
}

function isFrench(locale: string): boolean {
  return /^fr\b/i.test(locale);
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
