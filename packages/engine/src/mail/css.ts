import { type CssNode, generate, parse, walk } from 'css-tree';
import { type ColorUse, darken, isColorName } from './color.ts';

export interface CssPolicy {
  theme: 'light' | 'dark';
  /** The address to put in place of a background picture's, or null to leave it out. */
  background(url: string): string | null;
  /** Style attributes cleaned before: mail repeats a few of them thousands of times. */
  seen?: Map<string, string>;
}

/** Before a class or id of the message, so that none meets one of ours. */
export const NAME_PREFIX = 'm-';
/** The element that stands for the message's `<body>`. */
export const BODY_CLASS = 'mr-body';

const MAX_STYLESHEET = 300_000;
const MAX_RULES = 4_000;
const MAX_SELECTOR = 500;

/** Properties that can neither leave their box nor cover another, nor load anything by themselves. */
const PROPERTIES = new Set([
  ...['color', 'background', 'background-color', 'background-image', 'background-position'],
  ...['background-repeat', 'background-size', 'background-clip', 'opacity', 'visibility'],
  ...['font', 'font-family', 'font-size', 'font-style', 'font-variant', 'font-weight'],
  ...['line-height', 'letter-spacing', 'word-spacing', 'white-space', 'direction', 'unicode-bidi'],
  ...['text-align', 'text-decoration', 'text-decoration-color', 'text-decoration-line'],
  ...['text-decoration-style', 'text-indent', 'text-transform', 'text-overflow', 'text-shadow'],
  ...['word-break', 'word-wrap', 'overflow-wrap', 'hyphens', 'vertical-align', 'text-align-last'],
  ...['width', 'min-width', 'max-width', 'height', 'min-height', 'max-height', 'box-sizing'],
  ...['display', 'float', 'clear', 'overflow', 'overflow-x', 'overflow-y', 'object-fit'],
  ...['list-style', 'list-style-type', 'list-style-position', 'caption-side', 'empty-cells'],
  ...['table-layout', 'border-collapse', 'border-spacing', 'box-shadow', 'outline', 'column-gap'],
  ...['flex', 'flex-direction', 'flex-wrap', 'flex-grow', 'flex-shrink', 'flex-basis', 'gap'],
  ...['align-items', 'align-self', 'align-content', 'justify-content', 'order', 'row-gap'],
  ...['border', 'border-color', 'border-style', 'border-width', 'border-radius'],
  ...['top', 'right', 'bottom', 'left'].flatMap((side) => [
    ...[`border-${side}`, `border-${side}-color`, `border-${side}-style`, `border-${side}-width`],
    ...[`margin-${side}`, `padding-${side}`],
  ]),
  ...['border-top-left-radius', 'border-top-right-radius', 'border-bottom-left-radius'],
  ...['border-bottom-right-radius', 'margin', 'padding'],
]);
const FUNCTIONS = new Set([
  ...['rgb', 'rgba', 'hsl', 'hsla', 'calc', 'min', 'max', 'clamp'],
  ...['linear-gradient', 'radial-gradient', 'repeating-linear-gradient'],
]);
const PSEUDO = new Set([
  'hover',
  'link',
  'first-child',
  'last-child',
  'first-of-type',
  'last-of-type',
]);
const MEDIA_WORDS = new Set([
  ...['all', 'screen', 'only', 'and', 'not', 'max-width', 'min-width', 'prefers-color-scheme'],
  ...['max-device-width', 'min-device-width', 'light', 'dark', 'orientation', 'portrait'],
]);

/** Filters a `style` attribute by allow-list. @returns canonical CSS, '' when nothing is left */
export function cleanDeclarations(css: string, policy: CssPolicy): string {
  const known = policy.seen?.get(css);
  if (known !== undefined) return known;
  const clean = declarations(parseCss(css.slice(0, 20_000), 'declarationList'), policy);
  if (policy.seen && policy.seen.size < 2_000 && css.length < 2_000) policy.seen.set(css, clean);
  return clean;
}

/**
 * Filters a style sheet by allow-list, puts every selector below the message's body and every class
 * and id into the message's own name space. No @import, @font-face, @namespace: only @media.
 */
export function cleanStylesheet(css: string, policy: CssPolicy): string {
  const sheet = parseCss(css.slice(0, MAX_STYLESHEET), 'stylesheet');
  const budget = { rules: MAX_RULES };
  return rules(sheet, policy, budget, 0);
}

function parseCss(css: string, context: string): CssNode | null {
  try {
    return parse(css, { context, parseCustomProperty: false, onParseError: () => undefined });
  } catch {
    return null;
  }
}

function rules(
  node: CssNode | null,
  policy: CssPolicy,
  budget: { rules: number },
  depth: number,
): string {
  const out: string[] = [];
  node?.children?.forEach((rule) => {
    if (budget.rules <= 0) return;
    budget.rules -= 1;
    if (rule.type === 'Rule') {
      const body = declarations(rule.block ?? null, policy);
      const selector = body && rule.prelude ? selectors(rule.prelude) : '';
      if (selector) out.push(`${selector}{${body}}`);
    } else if (rule.type === 'Atrule' && rule.name?.toLowerCase() === 'media' && depth === 0) {
      const query = rule.prelude ? generate(rule.prelude) : '';
      const words: string[] = query.toLowerCase().match(/[a-z-]{3,}/g) ?? [];
      const isKnown =
        /^[\w\s():.,-]{1,300}$/.test(query) && words.every((word) => MEDIA_WORDS.has(word));
      // A message's own dark rules would be turned around a second time.
      if (!isKnown || words.includes('prefers-color-scheme')) return;
      const inner = rules(rule.block ?? null, policy, budget, depth + 1);
      if (inner) out.push(`@media ${query}{${inner}}`);
    }
  });
  return out.join('\n');
}

function selectors(prelude: CssNode): string {
  const out: string[] = [];
  prelude.children?.forEach((selector) => {
    if (out.length >= 50) return;
    const text = scopedSelector(selector);
    if (text && text.length <= MAX_SELECTOR) out.push(text);
  });
  return out.join(',');
}

function scopedSelector(selector: CssNode): string | null {
  let text = '';
  let isFirst = true;
  let isBody = false;
  let isAllowed = true;
  selector.children?.forEach((part) => {
    const name = String(part.name ?? '');
    if (part.type === 'TypeSelector' && /^(?:html|body)$/i.test(name)) {
      if (isFirst) isBody = true;
      text += `.${BODY_CLASS}`;
    } else if (part.type === 'TypeSelector' && /^(?:\*|[a-z][a-z0-9]{0,20})$/i.test(name)) {
      text += name.toLowerCase();
    } else if (part.type === 'ClassSelector' || part.type === 'IdSelector') {
      const clean = cleanName(name);
      if (!clean) isAllowed = false;
      text += `.${part.type === 'IdSelector' ? 'id-' : ''}${clean}`;
    } else if (part.type === 'Combinator' && [' ', '>', '+', '~'].includes(name)) {
      text += name;
    } else if (part.type === 'PseudoClassSelector' && PSEUDO.has(name) && !part.children) {
      text += `:${name}`;
    } else {
      isAllowed = false;
    }
    isFirst = false;
  });
  if (!isAllowed || !text) return null;
  return isBody ? text : `.${BODY_CLASS} ${text}`;
}

/** One class or id in the message's name space; null when it is none. */
export function cleanName(name: string): string | null {
  return /^[\w-]{1,100}$/.test(name) ? `${NAME_PREFIX}${name}` : null;
}

function declarations(block: CssNode | null, policy: CssPolicy): string {
  const out: string[] = [];
  block?.children?.forEach((node) => {
    if (node.type !== 'Declaration' || out.length >= 200) return;
    const property = String(node.property).toLowerCase();
    if (!PROPERTIES.has(property) || typeof node.value !== 'object') return;
    const value = cleanValue(property, node.value, policy);
    if (value) out.push(`${property}:${value}${node.important ? '!important' : ''}`);
  });
  return out.join(';');
}

function cleanValue(property: string, value: CssNode, policy: CssPolicy): string | null {
  let isAllowed = true;
  walk(value, (node) => {
    if (node.type === 'Raw' || node.type === 'UnicodeRange') isAllowed = false;
    if (node.type === 'Function' && !FUNCTIONS.has(String(node.name).toLowerCase()))
      isAllowed = false;
    // What is pushed out of the body's box is cut off there: no reader would see it.
    const isNegative = typeof node.value === 'string' && node.value.startsWith('-');
    if (property.startsWith('margin') && isNegative) isAllowed = false;
    if (node.type === 'Url') {
      const target = property.startsWith('background')
        ? policy.background(String(node.value))
        : null;
      if (target === null) isAllowed = false;
      else node.value = target;
    }
  });
  if (!isAllowed) return null;
  if (policy.theme === 'dark' && !turnColors(value, colorUse(property))) return null;
  const text = generate(value);
  // The generator escapes strings; a closing tag must not be spelt even there.
  if (/[<>\\{}@]/.test(text) || text.length > 2_000) return null;
  if (property === 'display' && !/^[a-z-]{1,20}$/.test(text)) return null;
  return text;
}

function colorUse(property: string): ColorUse {
  if (property === 'color') return 'text';
  return property.startsWith('background') ? 'background' : 'line';
}

/** @returns false when a colour could not be read: then the declaration is better left out */
function turnColors(value: CssNode, use: ColorUse): boolean {
  let isReadable = true;
  walk(value, (node) => {
    const isRgb = node.type === 'Function' && /^rgba?$/i.test(String(node.name));
    const isColor = node.type === 'Hash' || isRgb;
    if (node.type === 'Function' && /^hsla?$/i.test(String(node.name))) isReadable = false;
    if (!isColor && !(node.type === 'Identifier' && isColorName(String(node.name)))) return;
    const turned = darken(generate(node), use);
    if (turned === null) {
      isReadable = false;
      return;
    }
    node.type = 'Identifier';
    node.name = turned;
    node.children = null;
  });
  return isReadable;
}
