import type { AddressView } from '../../views.ts';

/** Enough to tell a typing slip; whether it exists, only its server knows. */
const ADDRESS = /^[^\s@<>()[\],;:\\"]+@[^\s@<>()[\],;:\\"]+\.[^\s@<>()[\],;:\\".]{2,}$/u;

/** Whether it has the form of an address. */
export function isAddress(email: string): boolean {
  return email.length <= 320 && ADDRESS.test(email);
}

/**
 * Reads what people paste: `Ann <ann@x.org>, "Doe, Bob" <bob@y.org>; c@z.org`, one a line or many.
 * What is no address comes back as typed, to be shown as wrong instead of vanishing.
 */
export function parseAddresses(text: string): AddressView[] {
  return splitList(text)
    .map((part) => part.trim())
    .filter(Boolean)
    .slice(0, 500)
    .map(parseOne);
}

/** `Ann <ann@x.org>`, for editing a chip again. */
export function formatAddress(address: AddressView): string {
  if (!address.name) return address.email;
  const name = /[",;<>@]/.test(address.name)
    ? `"${address.name.replaceAll('"', '')}"`
    : address.name;
  return `${name} <${address.email}>`;
}

function parseOne(part: string): AddressView {
  const angled = /^(.*?)<\s*([^<>]+?)\s*>\s*$/su.exec(part);
  if (angled) {
    const name = (angled[1] ?? '')
      .trim()
      .replace(/^["'](.*)["']$/su, '$1')
      .trim();
    return { name: name || null, email: angled[2] ?? '' };
  }
  return { name: null, email: part.replace(/^mailto:/i, '') };
}

function splitList(text: string): string[] {
  const parts: string[] = [];
  let current = '';
  let isQuoted = false;
  let isAngled = false;
  for (const sign of text.slice(0, 100_000)) {
    if (sign === '"') isQuoted = !isQuoted;
    if (!isQuoted && sign === '<') isAngled = true;
    if (sign === '>') isAngled = false;
    const isBreak = sign === '\n' || sign === '\r' || (!isQuoted && !isAngled && /[,;]/.test(sign));
    if (isBreak) {
      parts.push(current);
      current = '';
      isQuoted = false;
      isAngled = false;
    } else current += sign;
  }
  parts.push(current);
  // Plain addresses are often pasted with nothing but spaces between them.
  return parts.flatMap((part) => {
    const words = part.trim().split(/\s+/u);
    return words.length > 1 && words.every(isAddress) ? words : [part];
  });
}
