/** One line under the search box: what it inserts, and why. */
export interface SearchSuggestion {
  /** The whole text once taken. */
  text: string;
  /** The operator or value shown. */
  shown: string;
  /** Message key of the explanation, or null for plain values. */
  hint: `search.hint.${string}` | null;
}

const OPERATORS = [
  'from:',
  'to:',
  'subject:',
  'has:attachment',
  'is:unread',
  'is:starred',
  'in:',
  'label:',
  'after:',
  'before:',
  'newer_than:',
  'larger:',
  'filename:',
] as const;

const VALUES: Record<string, readonly string[]> = {
  'is:': ['unread', 'read', 'starred', 'unstarred', 'important'],
  'in:': ['inbox', 'sent', 'drafts', 'spam', 'trash', 'anywhere'],
  'has:': ['attachment', 'userlabels', 'nouserlabels'],
  'newer_than:': ['1d', '7d', '1m', '1y'],
  'larger:': ['1M', '5M', '10M'],
};
const MAX = 8;

/**
 * What could be meant by the word being typed at the end of `text`.
 *
 * @param labels names for `label:`
 * @param people addresses for `from:` and `to:`, already matching
 */
export function suggestSearch(
  text: string,
  labels: readonly string[],
  people: readonly string[],
): SearchSuggestion[] {
  const { head, sign, word } = lastWord(text);
  const colon = word.indexOf(':') + 1;
  const operator = word.slice(0, colon).toLowerCase();
  if (colon > 0) {
    const typed = word.slice(colon).replace(/^"/, '').toLowerCase();
    const values = valuesOf(operator, labels, people);
    return values
      .filter((value) => value.toLowerCase().includes(typed) && value.toLowerCase() !== typed)
      .slice(0, MAX)
      .map((value) => ({
        text: `${head}${sign}${operator}${quote(value)} `,
        shown: `${operator}${quote(value)}`,
        hint: null,
      }));
  }
  return OPERATORS.filter((each) => each.startsWith(word.toLowerCase()) && (word || !sign))
    .slice(0, MAX)
    .map((each) => ({
      text: `${head}${sign}${each}${each.endsWith(':') ? '' : ' '}`,
      shown: each,
      hint: `search.hint.${each.replace(/:$/, '')}`,
    }));
}

/** The person that `from:` or `to:` is being completed with; null when none is. */
export function personTyped(text: string): string | null {
  const { word } = lastWord(text);
  const match = /^(?:from|to|cc|bcc):"?(.+)$/i.exec(word);
  return match?.[1] ?? null;
}

function lastWord(text: string): { head: string; sign: string; word: string } {
  const match = /^(.*?)(-?)((?:[^\s"]|"[^"]*"?)*)$/s.exec(text);
  const head = match?.[1] ?? '';
  return { head, sign: match?.[2] ?? '', word: match?.[3] ?? '' };
}

function valuesOf(
  operator: string,
  labels: readonly string[],
  people: readonly string[],
): readonly string[] {
  if (operator === 'label:') return labels;
  if (operator === 'from:' || operator === 'to:' || operator === 'cc:') return people;
  return VALUES[operator] ?? [];
}

function quote(value: string): string {
  return /\s/.test(value) ? `"${value.replaceAll('"', '')}"` : value;
}
