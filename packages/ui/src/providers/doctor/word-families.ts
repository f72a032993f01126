/**
 * Gives every check the words that it shares with others: the ways to the provider those of
 * `doctor.reach`, all checks those of `doctor.any`. What a check says itself counts more.
 *
 * @returns the same words and the shared ones, under `doctor.CHECK.REASON` each
 */
export function withSharedWords<W extends Record<string, string>>(words: W): W {
  const checks = Object.keys(words).flatMap((key) => /^doctor\.(\w+)\.title$/.exec(key)?.[1] ?? []);
  const all: Record<string, string> = {};
  for (const check of checks) {
    Object.assign(all, renamed(words, 'any', check));
    if (check.startsWith('reach_')) Object.assign(all, renamed(words, 'reach', check));
  }
  return Object.assign(all, words) as W;
}

function renamed(words: Record<string, string>, family: string, check: string) {
  const prefix = `doctor.${family}.`;
  return Object.fromEntries(
    Object.entries(words)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, text]) => [`doctor.${check}.${key.slice(prefix.length)}`, text]),
  );
}
