import type { ParsedMessage } from './message.ts';
import { splitQuotedText } from './quote.ts';

/**
 * Turns a plain text body into HTML: links, quotes as blockquotes, history folded, format=flowed
 * paragraphs joined.
 */
export function plainTextHtml(
  text: string,
  flow: ParsedMessage['textFlow'],
  label: string,
): { html: string; hasQuote: boolean } {
  const unwrapped = flow === 'fixed' ? text : unflow(text, flow === 'flowed-delsp');
  const { visible, quoted } = splitQuotedText(unwrapped);
  if (quoted === null) return { html: quoteLevels(unwrapped.trimEnd()), hasQuote: false };
  const summary = `<summary title="${escapeHtml(label)}" aria-label="${escapeHtml(label)}">•••</summary>`;
  const history = `<details class="mr-quote">${summary}${quoteLevels(quoted.trimEnd())}</details>`;
  return { html: `${quoteLevels(visible)}\n${history}`, hasQuote: true };
}

/**
 * Joins the lines of format=flowed text into paragraphs.
 *
 * @see RFC 3676
 */
export function unflow(text: string, isSpaceDeleted: boolean): string {
  const out: { depth: number; text: string }[] = [];
  let isOpen = false;
  for (const line of text.split('\n')) {
    const depth = /^>*/.exec(line)?.[0].length ?? 0;
    const content = line.slice(depth).replace(/^ /, '');
    const previous = out.at(-1);
    const isSignature = content === '-- ';
    if (isOpen && previous && previous.depth === depth && !isSignature) previous.text += content;
    else out.push({ depth, text: content });
    isOpen = content.endsWith(' ') && !isSignature;
    const current = out.at(-1);
    if (isOpen && isSpaceDeleted && current) current.text = current.text.slice(0, -1);
  }
  return out
    .map(({ depth, text: content }) => (depth > 0 ? `${'>'.repeat(depth)} ${content}` : content))
    .join('\n');
}

/** Escapes text and makes its addresses links that open elsewhere. */
export function linkifyText(text: string): string {
  let out = '';
  let position = 0;
  const pattern =
    /\bhttps?:\/\/[^\s<>"'`\u00a0]{1,2000}|\bwww\.[a-z0-9-]{1,63}\.[^\s<>"'`]{2,500}|(?<![\w.+-])[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}/gi;
  for (const match of text.matchAll(pattern)) {
    const shown = trimPunctuation(match[0]);
    const target = linkTarget(shown);
    out += escapeHtml(text.slice(position, match.index));
    out += target
      ? `<a href="${escapeHtml(target)}" target="_blank" rel="noopener noreferrer nofollow">${escapeHtml(shown)}</a>`
      : escapeHtml(shown);
    position = match.index + shown.length;
  }
  return out + escapeHtml(text.slice(position));
}

function linkTarget(shown: string): string | null {
  if (!/^https?:|^www\./i.test(shown)) return `mailto:${shown}`;
  try {
    return new URL(/^www\./i.test(shown) ? `https://${shown}` : shown).href;
  } catch {
    return null;
  }
}

/** A full stop ends the sentence, and a bracket counts only where it was opened inside. */
function trimPunctuation(url: string): string {
  let end = url.length;
  while (end > 1) {
    const last = url[end - 1] as string;
    if (/[.,;:!?*_~]/.test(last)) end -= 1;
    else if (last === ')' && !url.slice(0, end).includes('(')) end -= 1;
    else if (last === ']' && !url.slice(0, end).includes('[')) end -= 1;
    else break;
  }
  return url.slice(0, end);
}

const MAX_LEVEL = 12;

function quoteLevels(text: string): string {
  let html = '';
  let level = 0;
  let isStart = true;
  for (const line of text.split('\n')) {
    const marks = /^(?:>\s?)+/.exec(line.slice(0, 200))?.[0] ?? '';
    const depth = Math.min(MAX_LEVEL, marks.replace(/\s/g, '').length);
    if (depth !== level) {
      html +=
        depth > level
          ? '<blockquote>'.repeat(depth - level)
          : '</blockquote>'.repeat(level - depth);
      isStart = true;
      level = depth;
    }
    html += `${isStart ? '' : '\n'}${linkifyText(line.slice(marks.length))}`;
    isStart = false;
  }
  return html + '</blockquote>'.repeat(level);
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
