import { isIP } from 'node:net';

/**
 * What a client's address counts as: an IPv6 client has a whole /64 to itself, so that single
 * addresses of it tell nothing. IPv4 in IPv6 notation is IPv4.
 */
export function addressKey(address: string): string {
  const plain = address
    .trim()
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/%.*$/, '');
  const mapped = /^(?:0*:)*:?ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain)?.[1];
  if (mapped) return mapped;
  if (isIP(plain) !== 6) return plain.slice(0, 64);
  const [head = '', tail = ''] = plain.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  // An IPv4 ending stands for two groups.
  const groups = before.length + after.length + (plain.includes('.') ? 1 : 0);
  const filled = [...before, ...Array(Math.max(0, 8 - groups)).fill('0'), ...after];
  const network = filled.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${network.join(':')}::/64`;
}
