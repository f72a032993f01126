import type { QuoteMark } from './quote.ts';

/** A node of HTML that the sanitiser wrote: text is escaped already, attributes are its own. */
export type MarkupNode = MarkupElement | MarkupText;

export interface MarkupElement {
  tag: string;
  /** The opening tag as written, changed by whoever changes an attribute. */
  open: string;
  children: MarkupNode[];
  quote: QuoteMark | null;
}

export interface MarkupText {
  /** Escaped HTML. */
  text: string;
}

const VOID = new Set(['br', 'hr', 'img', 'col', 'wbr']);
const MARK = / data-mr-quote="(quote|attribution|rest)"/;

/**
 * Reads HTML as sanitize-html writes it: each tag closed, each `<` of text and each quote of an
 * attribute escaped. Not for any other HTML.
 */
export function parseMarkup(html: string): MarkupNode[] {
  const root: MarkupElement = { tag: '', open: '', children: [], quote: null };
  const stack: MarkupElement[] = [root];
  for (const [token] of html.matchAll(/<[^>]*>|[^<]+/g)) {
    const parent = stack.at(-1) as MarkupElement;
    if (!token.startsWith('<')) {
      parent.children.push({ text: token });
    } else if (token.startsWith('</')) {
      const tag = token.slice(2, -1);
      const depth = stack.findLastIndex((element) => element.tag === tag);
      if (depth > 0) stack.length = depth;
    } else {
      const tag = /^<([a-z0-9]+)/.exec(token)?.[1];
      if (!tag) continue;
      const quote = (MARK.exec(token)?.[1] as QuoteMark | undefined) ?? null;
      const element = { tag, open: quote ? token.replace(MARK, '') : token, children: [], quote };
      parent.children.push(element);
      if (!VOID.has(tag)) stack.push(element);
    }
  }
  return root.children;
}

/** Writes the nodes back. */
export function writeMarkup(nodes: MarkupNode[]): string {
  return nodes
    .map((node) => {
      if (!isElement(node)) return node.text;
      if (VOID.has(node.tag)) return node.open;
      return `${node.open}${writeMarkup(node.children)}</${node.tag}>`;
    })
    .join('');
}

export function isElement(node: MarkupNode): node is MarkupElement {
  return 'tag' in node;
}

/** The text inside, entities of the five special characters undone. */
export function textOf(node: MarkupNode): string {
  if (isElement(node)) return node.children.map(textOf).join('');
  return node.text
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&');
}

/** Visits every element, parents first. */
export function eachElement(nodes: MarkupNode[], visit: (element: MarkupElement) => void): void {
  for (const node of nodes) {
    if (!isElement(node)) continue;
    visit(node);
    eachElement(node.children, visit);
  }
}
