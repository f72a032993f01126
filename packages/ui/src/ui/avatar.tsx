const HUES = [220, 262, 330, 14, 38, 150, 188, 290] as const;

/** Initials on a colour that stays with the address. Decorative: the name stands beside it. */
export function Avatar({
  name,
  email,
  size = 36,
}: {
  name: string | null;
  email: string;
  size?: number;
}) {
  const hue = HUES[hash(email.toLowerCase()) % HUES.length];
  return (
    <span
      className="mr-avatar"
      aria-hidden="true"
      data-initials={initials(name || email)}
      style={{ width: size, height: size, fontSize: size * 0.4, ['--hue' as string]: hue }}
    />
  );
}

/** One or two letters, by user-perceived characters, so that no surrogate pair is cut. */
export function initials(text: string): string {
  const words = text
    .normalize('NFC')
    .split(/[\s.@_-]+/u)
    .map((word) => word.match(/[\p{L}\p{N}]/u)?.[0] ?? '')
    .filter(Boolean);
  const first = words[0] ?? '?';
  const last = text.includes('@') ? '' : words.length > 1 ? (words.at(-1) ?? '') : '';
  return (first + last).toUpperCase();
}

function hash(text: string): number {
  let value = 7;
  for (let i = 0; i < text.length; i++) value = (value * 31 + text.charCodeAt(i)) >>> 0;
  return value;
}
