const VOID = new Set([
  ...[
    'area',
    'base',
    'br',
    'col',
    'embed',
    'hr',
    'img',
    'input',
    'link',
    'meta',
    'param',
    'source',
  ],
  ...['track', 'wbr', 'command', 'keygen', 'basefont', 'frame', 'isindex'],
]);
/** What an opening tag closes by itself when it stands on top. */
const IMPLIED: Record<string, string[]> = {
  tr: ['td', 'th', 'tr', 'p', 'li'],
  td: ['td', 'th', 'p'],
  th: ['td', 'th', 'p'],
  li: ['li', 'p'],
  dd: ['dd', 'dt', 'p'],
  dt: ['dd', 'dt', 'p'],
  ...Object.fromEntries(['p', 'div', 'table', 'ul', 'ol', 'blockquote'].map((tag) => [tag, ['p']])),
};

/**
 * Takes out opening tags nested deeper than `limit`, their content stays. The parser behind the
 * sanitiser takes time with the square of the depth: five megabytes of `<div>` took two minutes.
 * The reading of HTML here is rough, which is safe, since the sanitiser comes after.
 */
export function limitDepth(html: string, limit: number): string {
  const stack: string[] = [];
  const pattern = /<(\/?)([a-z][^\s/>]{0,50})/gi;
  let out = '';
  let position = 0;
  for (let match = pattern.exec(html); match; match = pattern.exec(html)) {
    const tag = (match[2] as string).toLowerCase();
    if (match[1]) {
      const open = stack.lastIndexOf(tag);
      if (open >= 0) stack.length = open;
      continue;
    }
    if (VOID.has(tag)) continue;
    const implied = IMPLIED[tag];
    while (implied?.includes(stack.at(-1) ?? '')) stack.pop();
    if (stack.length < limit) {
      stack.push(tag);
      continue;
    }
    const end = html.indexOf('>', match.index);
    out += html.slice(position, match.index);
    position = end < 0 ? html.length : end + 1;
    pattern.lastIndex = position;
  }
  return out + html.slice(position);
}
