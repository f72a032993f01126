import { invalidArgument } from './errors.ts';

/** Undefined keeps the whole value; a map keeps its keys, `*` stands for every key. */
type Mask = Map<string, Mask | undefined>;

const maxLength = 10_000;

/**
 * Cuts a reply down to a `fields` mask such as `messages(id,payload/headers),nextPageToken`.
 *
 * @throws ApiError 400 `invalidParameter` when the mask cannot be read
 * @see https://developers.google.com/workspace/gmail/api/guides/performance#partial
 */
export function applyFields(value: unknown, fields: string | null): unknown {
  if (fields === null || fields === '' || fields === '*') return value;
  return select(value, parseFields(fields));
}

function parseFields(text: string): Mask {
  let at = 0;
  const fail = () => {
    throw invalidArgument(`Invalid field selection ${text.slice(0, 100)}`);
  };
  if (text.length > maxLength) fail();
  const list = (depth: number): Mask => {
    if (depth > 50) fail();
    const mask: Mask = new Map();
    for (;;) {
      path(mask, depth);
      if (text[at] !== ',') return mask;
      at += 1;
    }
  };
  const path = (mask: Mask, depth: number): void => {
    if (depth > 50) fail();
    const name = /^[\w*-]+/.exec(text.slice(at))?.[0] ?? '';
    if (name === '') fail();
    at += name.length;
    if (text[at] === '/') {
      at += 1;
      const inner: Mask = new Map();
      path(inner, depth + 1);
      merge(mask, name, inner);
    } else if (text[at] === '(') {
      at += 1;
      const inner = list(depth + 1);
      if (text[at] !== ')') fail();
      at += 1;
      merge(mask, name, inner);
    } else merge(mask, name, undefined);
  };
  const mask = list(0);
  if (at !== text.length) fail();
  return mask;
}

function merge(mask: Mask, name: string, inner: Mask | undefined): void {
  const before = mask.get(name);
  if (!mask.has(name)) mask.set(name, inner);
  else if (!before || !inner) mask.set(name, undefined);
  else for (const [key, deeper] of inner) merge(before, key, deeper);
}

function select(value: unknown, mask: Mask): unknown {
  if (Array.isArray(value)) return value.map((item) => select(item, mask));
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    const name = mask.has(key) ? key : mask.has('*') ? '*' : null;
    if (name === null) continue;
    const deeper = mask.get(name);
    result[key] = deeper ? select(inner, deeper) : inner;
  }
  return result;
}
