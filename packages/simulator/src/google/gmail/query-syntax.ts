/** A search as a tree. `word` without a field searches everywhere. */
export type QueryNode =
  | { kind: 'and' | 'or'; nodes: QueryNode[] }
  | { kind: 'not'; node: QueryNode }
  | { kind: 'word'; field: string | null; text: string; isPhrase: boolean };

const fields = new Set(
  (
    'from to cc bcc subject label l in is has filename larger smaller size after before older newer ' +
    'older_than newer_than rfc822msgid deliveredto list category'
  ).split(' '),
);
const maxNodes = 2_000;

type Token = { type: '(' | ')' | '{' | '}' | '-' | 'or' | 'and' } | WordToken;
interface WordToken {
  type: 'word';
  field: string | null;
  text: string;
  isPhrase: boolean;
}

/**
 * Reads a search. Never fails: what cannot be understood is a word to look for, as in Gmail.
 *
 * @see https://support.google.com/mail/answer/7190
 */
export function parseQuery(text: string): QueryNode {
  const tokens = tokenize(text.slice(0, 10_000)).slice(0, maxNodes);
  let at = 0;
  const peek = () => tokens[at];
  const group = (close: ')' | '}' | null, field: string | null, depth: number): QueryNode => {
    const alternatives: QueryNode[][] = [[]];
    for (let token = peek(); token; token = peek()) {
      if (token.type === ')' || token.type === '}') {
        at += 1;
        if (close === null) continue;
        break;
      }
      if (token.type === 'or') {
        at += 1;
        // `a OR b c` is (a OR b) AND c: OR joins only its two neighbours.
        const left = alternatives.at(-1)?.pop();
        const right = item(field, depth);
        if (left && right) alternatives.at(-1)?.push(either(left, right));
        else alternatives.at(-1)?.push(...[left, right].filter((node) => node !== undefined));
        continue;
      }
      const node = item(field, depth);
      if (node) alternatives.at(-1)?.push(node);
    }
    const nodes = alternatives.flat();
    return { kind: close === '}' ? 'or' : 'and', nodes };
  };
  const item = (field: string | null, depth: number): QueryNode | undefined => {
    const token = peek();
    if (!token) return undefined;
    at += 1;
    switch (token.type) {
      case '-': {
        const node = item(field, depth);
        return node ? { kind: 'not', node } : undefined;
      }
      case '(':
      case '{':
        return depth > 50 ? undefined : group(token.type === '(' ? ')' : '}', field, depth + 1);
      case 'word': {
        const next = peek();
        if (token.field && token.text === '' && (next?.type === '(' || next?.type === '{')) {
          at += 1;
          return group(next.type === '(' ? ')' : '}', token.field, depth + 1);
        }
        return { ...token, kind: 'word', field: token.field ?? field };
      }
      default:
        return undefined;
    }
  };
  return group(null, null, 0);
}

function either(left: QueryNode, right: QueryNode): QueryNode {
  if (left.kind === 'or') return { kind: 'or', nodes: [...left.nodes, right] };
  return { kind: 'or', nodes: [left, right] };
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at] ?? '';
    if (/\s/.test(char)) at += 1;
    else if (char === '(' || char === ')' || char === '{' || char === '}') {
      tokens.push({ type: char });
      at += 1;
    } else if (char === '-' && /\S/.test(text[at + 1] ?? ' ')) {
      tokens.push({ type: '-' });
      at += 1;
    } else {
      const { token, end } = readWord(text, at);
      at = Math.max(end, at + 1);
      if (token) tokens.push(token);
    }
  }
  return tokens;
}

function readWord(text: string, start: number): { token: Token | null; end: number } {
  const operator = /^([a-zA-Z0-9_]+):/.exec(text.slice(start, start + 40));
  const name = operator?.[1]?.toLowerCase() ?? '';
  const field = fields.has(name) ? name : null;
  const from = field ? start + name.length + 1 : text[start] === '+' ? start + 1 : start;
  if (text[from] === '"') {
    const close = text.indexOf('"', from + 1);
    const end = close < 0 ? text.length : close;
    const phrase = text.slice(from + 1, end);
    return { token: { type: 'word', field, text: phrase, isPhrase: true }, end: end + 1 };
  }
  const word = /^[^\s(){}"]*/.exec(text.slice(from))?.[0] ?? '';
  const end = from + word.length;
  if (!field && (word === 'OR' || word === '|')) return { token: { type: 'or' }, end };
  if (!field && word === 'AND') return { token: { type: 'and' }, end };
  if (!field && word === '') return { token: null, end };
  return { token: { type: 'word', field, text: word, isPhrase: false }, end };
}
