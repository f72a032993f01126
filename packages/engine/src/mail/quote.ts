import { isElement, type MarkupNode, textOf } from './markup.ts';

/** A plain text body in two: what was newly written, and the history below it. */
export interface SplitText {
  visible: string;
  /** null when there is none, or when folding it would hide an answer. */
  quoted: string | null;
}

const WROTE =
  /(?:wrote|writes|a écrit|écrit|schrieb|schreibt|escribió|ha scritto|scrisse|schreef|escreveu|skrev|kirjoitti|написал[аи]?|пишет|napsal[a]?|napisał[a]?|yazdı|写道|のメッセージ)\s*:?\s*$/iu;
const ATTRIBUTION_START =
  /^\s*(?:on|le|am|el|il|op|em|den|dne|dnia|w dniu|vào|\d{1,4}[./年-]|.{0,120}<[^<>@\s]{1,64}@[^<>\s]{1,200}>)/iu;
const ORIGINAL =
  /^\s*-{2,}\s*(?:original message|message d['’]origine|message original|message transféré|ursprüngliche nachricht|weitergeleitete nachricht|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht|forwarded message|исходное сообщение)\s*-{2,}\s*$/iu;
const HEADER_LINE =
  /^\s*\*?(?:from|sent|to|cc|date|subject|de|envoyé|à|objet|von|gesendet|an|betreff|enviado|para|asunto|assunto|da|inviato|oggetto|van|verzonden|aan|onderwerp|od|komu|datum|från|skickat|ämne|til|emne)\s?\*?\s?:\s*\*?\s*\S/iu;
const MAX_LINES = 50_000;

/**
 * Finds the history below a plain text answer: a closing run of `>` lines with the line that
 * introduces it, or an Outlook header block with all that follows. Text between quotes is an
 * interleaved answer and stays visible, and so does a quote with nothing above it (a forward).
 */
export function splitQuotedText(text: string): SplitText {
  const lines = text.split('\n', MAX_LINES);
  const start = quoteStart(lines);
  const above = lines.slice(0, start).join('\n');
  if (start >= lines.length || above.trim() === '') return { visible: text, quoted: null };
  // Measured on the text itself, so that lines beyond the bound are not lost.
  return { visible: above.trimEnd(), quoted: text.slice(above.length).replace(/^\n+/, '') };
}

/** Whether a line introduces a quote: `On Monday Ann <ann@example.org> wrote:`. */
export function isAttribution(line: string): boolean {
  const text = line.trim();
  return text.length <= 400 && WROTE.test(text) && ATTRIBUTION_START.test(text);
}

function quoteStart(lines: string[]): number {
  const block = headerBlock(lines);
  const bottom = Math.min(block, lines.length);
  let start = bottom;
  let hasQuote = false;
  for (let index = bottom - 1; index >= 0; index -= 1) {
    const line = lines[index] as string;
    if (/^\s{0,3}>/.test(line)) {
      hasQuote = true;
      start = index;
    } else if (line.trim() !== '') {
      break;
    }
  }
  if (!hasQuote) return block;
  let end = start;
  while (end > 0 && (lines[end - 1] as string).trim() === '') end -= 1;
  for (const count of [1, 2, 3]) {
    const candidate = lines.slice(Math.max(0, end - count), end).join(' ');
    if (isAttribution(candidate)) return Math.max(0, end - count);
  }
  return start;
}

/** The line at which Outlook's header block starts, or `lines.length`. */
function headerBlock(lines: string[]): number {
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] as string;
    if (line.startsWith('>')) continue;
    if (ORIGINAL.test(line)) return index;
    if (!HEADER_LINE.test(line)) continue;
    let count = 1;
    while (count < 8 && HEADER_LINE.test(lines[index + count] ?? '')) count += 1;
    if (count < 3) continue;
    const rule = /^[\s_-]{5,}$/;
    let start = index;
    while (start > 0 && (lines[start - 1] as string).trim() === '') start -= 1;
    return start > 0 && rule.test(lines[start - 1] as string) ? start - 1 : index;
  }
  return lines.length;
}

/** Classes and ids by which mail programs mark history; the names are theirs. */
const QUOTE_CLASS =
  /(?:^|\s)(?:gmail_quote|gmail_extra|yahoo_quoted|protonmail_quote|moz-forward-container|tutanota_quote|zmail_extra)(?:\s|$)/;
const ATTRIBUTION_CLASS = /(?:^|\s)(?:gmail_attr|moz-cite-prefix|OutlookMessageHeader)(?:\s|$)/;
const REST_ID =
  /^(?:appendonsend|divRplyFwdMsg|stopSpelling|mail-editor-reference-message-container|OLK_SRC_BODY_SECTION)$/;

export type QuoteMark = 'quote' | 'attribution' | 'rest';

/**
 * Says what role in quoting an element of the original HTML plays, by its untouched attributes.
 * `rest`: history starts here and goes on to the end (Outlook marks no element around it).
 */
export function quoteMark(tag: string, attributes: Record<string, string>): QuoteMark | null {
  const { class: className = '', id = '', style = '' } = attributes;
  if (ATTRIBUTION_CLASS.test(className)) return 'attribution';
  if (tag === 'blockquote') {
    const isCited = attributes.type?.toLowerCase() === 'cite' || 'cite' in attributes;
    return isCited || QUOTE_CLASS.test(className) ? 'quote' : null;
  }
  if (REST_ID.test(id)) return 'rest';
  const isRule = /border:\s*none;\s*border-top:\s*solid\s+#(?:e1e1e1|b5c4df)/i.test(
    style.slice(0, 300),
  );
  if (tag === 'div' && isRule) return 'rest';
  return tag === 'div' && /(?:^|\s)(?:yahoo_quoted|protonmail_quote)(?:\s|$)/.test(className)
    ? 'quote'
    : null;
}

interface Atom {
  node: MarkupNode;
  isQuoted: boolean;
  isAttribution: boolean;
}

/**
 * Folds the history at the end of sanitised HTML into `<details>`. Everything after the last thing
 * that the sender wrote is history; what stands between two quotes is an answer and stays.
 *
 * @param nodes top level nodes, changed in place; elements carry `quote` from `quoteMark`
 * @returns whether something was folded
 */
export function foldQuotes(nodes: MarkupNode[], label: string): boolean {
  const atoms: Atom[] = [];
  const state = { isRest: false };
  for (const node of nodes) collect(node, false, false, state, atoms);
  let first = atoms.length;
  while (first > 0 && (atoms[first - 1] as Atom).isQuoted) first -= 1;
  if (first === atoms.length) return false;
  first = includeAttribution(atoms, first);
  if (first === 0) return false;
  const folded = new Set(atoms.slice(first).map((atom) => atom.node));
  const written = new Set(atoms.slice(0, first).map((atom) => atom.node));
  return wrap(nodes, folded, written, label);
}

function includeAttribution(atoms: Atom[], start: number): number {
  let first = start;
  while (first > 0 && (atoms[first - 1] as Atom).isAttribution) first -= 1;
  if (first < start) return first;
  for (let count = 1; count <= 6 && start - count >= 0; count += 1) {
    const text = atoms
      .slice(start - count, start)
      .map(({ node }) => textOf(node))
      .join(' ');
    if (isAttribution(text.replace(/\s+/g, ' '))) return start - count;
  }
  return start;
}

function collect(
  node: MarkupNode,
  isQuoted: boolean,
  isAttributed: boolean,
  state: { isRest: boolean },
  atoms: Atom[],
): void {
  if (!isElement(node)) {
    if (/[^\s\u00a0\u200b]|&(?!nbsp;|#160;)/.test(node.text.replaceAll('&nbsp;', ' ')))
      atoms.push({ node, isQuoted: isQuoted || state.isRest, isAttribution: isAttributed });
    return;
  }
  if (node.quote === 'rest') state.isRest = true;
  const quoted = isQuoted || node.quote === 'quote';
  const attributed = isAttributed || node.quote === 'attribution';
  if (node.tag === 'img')
    atoms.push({ node, isQuoted: quoted || state.isRest, isAttribution: attributed });
  for (const child of node.children) collect(child, quoted, attributed, state, atoms);
}

/** Wraps the outermost runs of siblings that hold folded atoms and nothing that was written. */
function wrap(
  nodes: MarkupNode[],
  folded: Set<MarkupNode>,
  written: Set<MarkupNode>,
  label: string,
): boolean {
  const kinds = nodes.map((node) => kindOf(node, folded, written));
  let hasFolded = false;
  for (let index = nodes.length - 1; index >= 0; index -= 1) {
    if (kinds[index] === 'mixed') {
      const node = nodes[index];
      if (node && isElement(node))
        hasFolded = wrap(node.children, folded, written, label) || hasFolded;
    }
    if (kinds[index] !== 'folded') continue;
    let start = index;
    while (start > 0 && (kinds[start - 1] === 'folded' || kinds[start - 1] === 'blank')) start -= 1;
    while (kinds[start] === 'blank') start += 1;
    const children = nodes.slice(start, index + 1);
    // Cells and items cannot stand inside <details>: fold their content instead.
    if (children.some((node) => isElement(node) && TABLE_PARTS.has(node.tag))) {
      for (const node of children)
        if (isElement(node)) hasFolded = wrap(node.children, folded, written, label) || hasFolded;
    } else {
      nodes.splice(start, children.length, detailsAround(children, label));
      hasFolded = true;
    }
    index = start;
  }
  return hasFolded;
}

const TABLE_PARTS = new Set(['tbody', 'thead', 'tfoot', 'tr', 'td', 'th', 'li', 'caption', 'col']);

function kindOf(
  node: MarkupNode,
  folded: Set<MarkupNode>,
  written: Set<MarkupNode>,
): 'folded' | 'written' | 'mixed' | 'blank' {
  const hasFolded = contains(node, folded);
  const hasWritten = contains(node, written);
  if (hasFolded && hasWritten) return 'mixed';
  if (hasFolded) return 'folded';
  return hasWritten ? 'written' : 'blank';
}

function contains(node: MarkupNode, set: Set<MarkupNode>): boolean {
  if (set.has(node)) return true;
  return isElement(node) && node.children.some((child) => contains(child, set));
}

function detailsAround(children: MarkupNode[], label: string): MarkupNode {
  const text = label.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
  const summary: MarkupNode = {
    ...{ tag: 'summary', open: `<summary title="${text}" aria-label="${text}">`, quote: null },
    children: [{ text: '•••' }],
  };
  return {
    ...{ tag: 'details', open: '<details class="mr-quote">', quote: null },
    children: [summary, ...children],
  };
}
