/** What the search box understood. Words and values keep the case they were typed in. */
export type SearchNode =
  | { kind: 'and' | 'or'; nodes: SearchNode[] }
  | { kind: 'not'; node: SearchNode }
  /** `isPrefix`: the word is still being typed or ends in `*`. */
  | { kind: 'word'; value: string; isPrefix: boolean }
  | { kind: 'phrase'; value: string }
  | { kind: 'field'; field: SearchField; value: string; isPhrase: boolean }
  /** A folder's role in lower case (`inbox`, `sent`, `anywhere`) or a label's name as typed. */
  | { kind: 'in'; folder: string }
  | { kind: 'is'; flag: SearchFlag }
  | { kind: 'has'; what: SearchHas }
  /** `before`: strictly earlier than `at`. `after`: at `at` or later. */
  | { kind: 'date'; op: 'before' | 'after'; at: Date }
  /** `larger`: more than `bytes`. `smaller`: less than `bytes`. */
  | { kind: 'size'; op: 'larger' | 'smaller'; bytes: number };

export type SearchField = 'from' | 'to' | 'cc' | 'bcc' | 'subject' | 'filename';
export type SearchFlag =
  | 'unread'
  | 'read'
  | 'starred'
  | 'unstarred'
  | 'important'
  | 'answered'
  | 'draft';
export type SearchHas = 'attachment' | 'userlabels' | 'nouserlabels';

export interface SearchQuery {
  /** null when nothing was asked: everything matches. */
  node: SearchNode | null;
  /** What was written but could not be used, in words for the user's eyes: `before:tomorow`. */
  problems: string[];
}

export interface QueryOptions {
  /** The moment relative dates count from; default now. */
  now?: Date;
  /** IANA zone in which a written day begins; default UTC. An unknown zone counts as UTC. */
  timeZone?: string;
}

/** Longer input is cut here: nobody types more, and the tree stays small enough for one SQL statement. */
export const MAX_QUERY_LENGTH = 2_000;
const MAX_TERMS = 64;
const MAX_DEPTH = 16;

/**
 * Parses a search in Gmail's notation: `from: to: cc: bcc: subject: label: in: is: has: filename:
 * before: after: older: newer: older_than: newer_than: larger: smaller: size:`, phrases in double
 * quotes, `-` or NOT, OR (or `|`, or braces), AND, parentheses, also after an operator
 * (`from:(ann OR bob)`). OR binds more tightly than the space between two words, as in Gmail.
 *
 * Never throws: an unknown operator is searched as a word, a known one with a useless value lands
 * in `problems` and is left out.
 *
 * @see https://support.google.com/mail/answer/7190
 */
export function parseQuery(input: string, options: QueryOptions = {}): SearchQuery {
  const problems: string[] = [];
  if (input.length > MAX_QUERY_LENGTH) problems.push('…');
  const tokens = tokenize(input.slice(0, MAX_QUERY_LENGTH));
  const parser: Parser = { tokens, position: 0, problems, depth: 0, terms: 0, options };
  const nodes: SearchNode[] = [];
  while (parser.position < tokens.length) {
    const node = parseSequence(parser, undefined, null);
    if (node) nodes.push(node);
    // A closing bracket that nobody opened stops the sequence: step over it and carry on.
    parser.position += 1;
  }
  return { node: join('and', nodes), problems };
}

/**
 * Lists the plain words and phrases a query looks for, without the excluded ones: for highlighting.
 */
export function queryWords(query: SearchQuery): string[] {
  const words: string[] = [];
  const visit = (node: SearchNode): void => {
    if (node.kind === 'and' || node.kind === 'or') node.nodes.forEach(visit);
    else if (node.kind === 'word' || node.kind === 'phrase') words.push(node.value);
    else if (node.kind === 'field' && node.field === 'subject') words.push(node.value);
  };
  if (query.node) visit(query.node);
  return words;
}

type Token =
  | { type: 'open' | 'close'; bracket: '(' | '{' }
  | { type: 'not' | 'or' | 'and' }
  | { type: 'operator'; name: string; raw: string }
  | { type: 'text'; value: string; isPhrase: boolean; isLast: boolean };

interface Parser {
  tokens: Token[];
  position: number;
  problems: string[];
  depth: number;
  terms: number;
  options: QueryOptions;
}

const OPERATORS = new Set([
  ...['from', 'to', 'cc', 'bcc', 'subject', 'filename', 'label', 'in', 'is', 'has'],
  ...['before', 'after', 'older', 'newer', 'older_than', 'newer_than', 'larger', 'smaller', 'size'],
]);
const QUOTES = /["\u201c\u201d\u201e\u00ab\u00bb]/;

function tokenize(input: string): Token[] {
  const tokens: Token[] = [];
  let index = 0;
  while (index < input.length) {
    const char = input[index] as string;
    if (/\s/.test(char)) {
      index += 1;
    } else if (char === '(' || char === '{') {
      tokens.push({ type: 'open', bracket: char });
      index += 1;
    } else if (char === ')' || char === '}') {
      tokens.push({ type: 'close', bracket: char === ')' ? '(' : '{' });
      index += 1;
    } else if (char === '|') {
      tokens.push({ type: 'or' });
      index += 1;
    } else if (char === '-' && /[^\s-]/.test(input[index + 1] ?? ' ')) {
      tokens.push({ type: 'not' });
      index += 1;
    } else if (QUOTES.test(char)) {
      let end = index + 1;
      while (end < input.length && !QUOTES.test(input[end] as string)) end += 1;
      const value = input.slice(index + 1, end).trim();
      if (value) tokens.push({ type: 'text', value, isPhrase: true, isLast: false });
      index = end + 1;
    } else {
      let end = index;
      while (end < input.length && !/[\s(){}|]/.test(input[end] as string)) {
        if (QUOTES.test(input[end] as string)) break;
        end += 1;
        const name = input.slice(index, end - 1).toLowerCase();
        if (input[end - 1] === ':' && OPERATORS.has(name)) break;
      }
      pushWord(tokens, input.slice(index, end), end === input.length);
      index = end;
    }
  }
  return tokens;
}

function pushWord(tokens: Token[], word: string, isLast: boolean): void {
  const name = word.slice(0, -1).toLowerCase();
  if (word === 'OR') tokens.push({ type: 'or' });
  else if (word === 'AND') tokens.push({ type: 'and' });
  else if (word === 'NOT') tokens.push({ type: 'not' });
  else if (word.endsWith(':') && OPERATORS.has(name))
    tokens.push({ type: 'operator', name, raw: word });
  else tokens.push({ type: 'text', value: word.replace(/^\+/, ''), isPhrase: false, isLast });
}

/** Reads terms up to the closing bracket (left unread) or the end. */
function parseSequence(
  parser: Parser,
  bracket: '(' | '{' | undefined,
  operator: string | null,
): SearchNode | null {
  const nodes: SearchNode[] = [];
  let joinsWithPrevious = false;
  for (let token = peek(parser); token && token.type !== 'close'; token = peek(parser)) {
    if (token.type === 'or' || token.type === 'and') {
      joinsWithPrevious = token.type === 'or';
      parser.position += 1;
      continue;
    }
    const node = parseTerm(parser, operator);
    if (node && joinsWithPrevious && nodes.length > 0) {
      const left = nodes.pop() as SearchNode;
      const alternatives = left.kind === 'or' ? left.nodes : [left];
      nodes.push({ kind: 'or', nodes: [...alternatives, node] });
    } else if (node) {
      nodes.push(node);
    }
    joinsWithPrevious = false;
  }
  return join(bracket === '{' ? 'or' : 'and', nodes);
}

function parseTerm(parser: Parser, operator: string | null): SearchNode | null {
  const token = parser.tokens[parser.position] as Token;
  parser.position += 1;
  if (token.type === 'not') {
    // Stacked minus signs must not stack the call frames.
    let isNegated = true;
    while (peek(parser)?.type === 'not') {
      isNegated = !isNegated;
      parser.position += 1;
    }
    const next = peek(parser);
    if (!next || next.type === 'close' || next.type === 'or' || next.type === 'and') return null;
    const node = parseTerm(parser, operator);
    return node && isNegated ? { kind: 'not', node } : node;
  }
  if (token.type === 'open') return parseGroup(parser, token.bracket, operator);
  if (token.type === 'operator') return parseOperator(parser, token);
  if (token.type !== 'text') return null;
  parser.terms += 1;
  if (parser.terms > MAX_TERMS) {
    if (parser.terms === MAX_TERMS + 1) parser.problems.push(token.value);
    return null;
  }
  if (operator) return operatorNode(parser, operator, token.value, token.isPhrase);
  if (token.isPhrase) return { kind: 'phrase', value: token.value };
  const value = token.value.replace(/\*+$/, '');
  if (!value) return null;
  return { kind: 'word', value, isPrefix: token.isLast || value !== token.value };
}

function parseGroup(
  parser: Parser,
  bracket: '(' | '{',
  operator: string | null,
): SearchNode | null {
  if (parser.depth >= MAX_DEPTH) {
    parser.problems.push(bracket);
    return null;
  }
  parser.depth += 1;
  const node = parseSequence(parser, bracket, operator);
  parser.depth -= 1;
  parser.position += 1;
  return node;
}

function parseOperator(parser: Parser, token: { name: string; raw: string }): SearchNode | null {
  const next = peek(parser);
  if (next?.type === 'open') {
    parser.position += 1;
    return parseGroup(parser, next.bracket, token.name);
  }
  if (next?.type === 'text') return parseTerm(parser, token.name);
  parser.problems.push(token.raw);
  return null;
}

const FIELDS = new Set<string>(['from', 'to', 'cc', 'bcc', 'subject', 'filename']);
const FLAGS = new Set<string>([
  ...['unread', 'read', 'starred', 'unstarred', 'important', 'answered', 'draft'],
]);
const HAS: Record<string, SearchHas> = {
  attachment: 'attachment',
  attachments: 'attachment',
  userlabels: 'userlabels',
  nouserlabels: 'nouserlabels',
};
const FOLDER_ROLES: Record<string, string> = {
  ...{ inbox: 'inbox', sent: 'sent', draft: 'drafts', drafts: 'drafts', trash: 'trash' },
  ...{ bin: 'trash', spam: 'spam', junk: 'spam', archive: 'archive', starred: 'starred' },
  ...{ important: 'important', anywhere: 'anywhere', all: 'anywhere', unread: 'unread' },
};

function operatorNode(
  parser: Parser,
  name: string,
  value: string,
  isPhrase: boolean,
): SearchNode | null {
  const lower = value.toLowerCase();
  if (FIELDS.has(name)) return { kind: 'field', field: name as SearchField, value, isPhrase };
  if (name === 'in' || name === 'label') {
    const folder = FOLDER_ROLES[lower];
    if (folder === 'starred' || folder === 'unread') return { kind: 'is', flag: folder };
    return { kind: 'in', folder: folder ?? value };
  }
  if (name === 'is') {
    if (FLAGS.has(lower)) return { kind: 'is', flag: lower as SearchFlag };
    if (lower === 'sent') return { kind: 'in', folder: 'sent' };
  }
  if (name === 'has') {
    const what = HAS[lower];
    if (what) return { kind: 'has', what };
    if (lower === 'star' || lower.endsWith('-star')) return { kind: 'is', flag: 'starred' };
  }
  if (name === 'larger' || name === 'smaller' || name === 'size') {
    const bytes = parseSize(lower);
    if (bytes !== null)
      return { kind: 'size', op: name === 'smaller' ? 'smaller' : 'larger', bytes };
  }
  const at = name.endsWith('_than')
    ? relativeDate(lower, parser.options.now ?? new Date())
    : writtenDate(lower, parser.options.timeZone);
  if (at) {
    if (name === 'before' || name.startsWith('older')) return { kind: 'date', op: 'before', at };
    if (name === 'after' || name.startsWith('newer')) return { kind: 'date', op: 'after', at };
  }
  parser.problems.push(`${name}:${value}`);
  return null;
}

function parseSize(value: string): number | null {
  const match = /^(\d{1,12})(?:\.(\d{1,3}))?([kmg])?b?$/.exec(value);
  if (!match) return null;
  const unit = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[match[3] as 'k' | 'm' | 'g'] ?? 1;
  return Math.round(Number(`${match[1]}.${match[2] ?? 0}`) * unit);
}

function relativeDate(value: string, now: Date): Date | null {
  const match = /^(\d{1,5})([hdwmy])$/.exec(value);
  if (!match) return null;
  const amount = Number(match[1]);
  const at = new Date(now);
  if (match[2] === 'h') at.setTime(at.getTime() - amount * 3_600_000);
  if (match[2] === 'd') at.setTime(at.getTime() - amount * 86_400_000);
  if (match[2] === 'w') at.setTime(at.getTime() - amount * 7 * 86_400_000);
  if (match[2] === 'm') at.setUTCMonth(at.getUTCMonth() - amount);
  if (match[2] === 'y') at.setUTCFullYear(at.getUTCFullYear() - amount);
  return Math.abs(at.getTime()) < 8e13 ? at : new Date(0);
}

/** Reads 2024/01/31, 2024-01-31, 01/31/2024 (Gmail's American order), 2024/01, 2024, or Unix seconds. */
function writtenDate(value: string, timeZone: string | undefined): Date | null {
  if (/^\d{9,11}$/.test(value)) return new Date(Number(value) * 1000);
  const yearFirst = /^(\d{4})(?:[/.-](\d{1,2})(?:[/.-](\d{1,2}))?)?$/.exec(value);
  const yearLast = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(value);
  const parts = yearFirst
    ? [yearFirst[1], yearFirst[2] ?? '1', yearFirst[3] ?? '1']
    : yearLast && [yearLast[3], yearLast[1], yearLast[2]];
  if (!parts) return null;
  const [year, month, day] = parts.map(Number) as [number, number, number];
  const midnight = new Date(Date.UTC(year, month - 1, day));
  const exists = midnight.getUTCMonth() === month - 1 && midnight.getUTCDate() === day;
  if (!exists || year < 1900) return null;
  return timeZone ? zonedMidnight(midnight, timeZone) : midnight;
}

function zonedMidnight(utcMidnight: Date, timeZone: string): Date {
  try {
    // Twice: the offset at the first guess may be the one before a change of clocks.
    const guess = new Date(utcMidnight.getTime() - offsetMs(utcMidnight, timeZone));
    return new Date(utcMidnight.getTime() - offsetMs(guess, timeZone));
  } catch {
    return utcMidnight;
  }
}

function offsetMs(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  }).formatToParts(at);
  const get = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(
    ...([get('year'), get('month') - 1, get('day')] as [number, number, number]),
    ...([get('hour'), get('minute'), get('second')] as [number, number, number]),
  );
  return local - at.getTime();
}

function peek(parser: Parser): Token | undefined {
  return parser.tokens[parser.position];
}

function join(kind: 'and' | 'or', nodes: SearchNode[]): SearchNode | null {
  if (nodes.length <= 1) return nodes[0] ?? null;
  return { kind, nodes };
}
