/** Everything that a key can ask for. */
export type Command =
  | 'next'
  | 'previous'
  | 'nextMessage'
  | 'previousMessage'
  | 'open'
  | 'back'
  | 'archive'
  | 'trash'
  | 'reply'
  | 'replyAll'
  | 'forward'
  | 'compose'
  | 'search'
  | 'help'
  | 'select'
  | 'selectAll'
  | 'selectNone'
  | 'star'
  | 'label'
  | 'move'
  | 'spam'
  | 'undo'
  | 'markRead'
  | 'markUnread'
  | 'goInbox'
  | 'goStarred'
  | 'goSent'
  | 'goDrafts'
  | 'goAll'
  | 'escape';

export interface Key {
  key: string;
  ctrlKey?: boolean;
  metaKey?: boolean;
  altKey?: boolean;
  shiftKey?: boolean;
}

export type KeyResult = { command: Command } | { prefix: string } | null;

/** Keys as people type them; `g i` is g, then i. The help sheet shows the same table. */
export const KEYMAP: readonly { keys: string; command: Command }[] = [
  { keys: 'j', command: 'next' },
  { keys: 'k', command: 'previous' },
  { keys: 'n', command: 'nextMessage' },
  { keys: 'p', command: 'previousMessage' },
  { keys: 'o', command: 'open' },
  { keys: 'u', command: 'back' },
  { keys: 'e', command: 'archive' },
  { keys: '#', command: 'trash' },
  { keys: '!', command: 'spam' },
  { keys: 's', command: 'star' },
  { keys: 'x', command: 'select' },
  { keys: 'l', command: 'label' },
  { keys: 'v', command: 'move' },
  { keys: 'Shift+i', command: 'markRead' },
  { keys: 'Shift+u', command: 'markUnread' },
  { keys: 'r', command: 'reply' },
  { keys: 'a', command: 'replyAll' },
  { keys: 'f', command: 'forward' },
  { keys: 'c', command: 'compose' },
  { keys: 'z', command: 'undo' },
  { keys: '/', command: 'search' },
  { keys: '?', command: 'help' },
  { keys: 'g i', command: 'goInbox' },
  { keys: 'g s', command: 'goStarred' },
  { keys: 'g t', command: 'goSent' },
  { keys: 'g d', command: 'goDrafts' },
  { keys: 'g a', command: 'goAll' },
  { keys: '* a', command: 'selectAll' },
  { keys: '* n', command: 'selectNone' },
  { keys: 'Escape', command: 'escape' },
];

const COMMANDS = new Map(KEYMAP.map((entry) => [entry.keys, entry.command]));
const PREFIXES = new Set(
  KEYMAP.filter((entry) => entry.keys.includes(' ')).map((entry) => entry.keys.split(' ')[0]),
);

/**
 * What a key means.
 *
 * @param prefix the key before it, when that one waits for a second
 * @returns null when the key is not ours; the browser and the page keep it
 */
export function resolveKey(event: Key, prefix: string | null): KeyResult {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const name = keyName(event);
  if (prefix !== null) {
    const command = COMMANDS.get(`${prefix} ${name}`);
    if (command) return { command };
  }
  if (PREFIXES.has(name)) return { prefix: name };
  const command = COMMANDS.get(name);
  return command ? { command } : null;
}

/** The keys of a command, for tooltips. */
export function keysOf(command: Command): string {
  return KEYMAP.find((entry) => entry.command === command)?.keys ?? '';
}

function keyName(event: Key): string {
  // Letters with Shift are commands of their own; `?`, `#`, `!` need Shift on some layouts only.
  if (/^\p{L}$/u.test(event.key)) {
    const letter = event.key.toLowerCase();
    return event.shiftKey ? `Shift+${letter}` : letter;
  }
  return event.key;
}
