import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { PALETTES } from './tokens.ts';

export type ThemeChoice = 'light' | 'dark' | 'system';
export type Density = 'comfortable' | 'compact';

/** How this browser shows Mailroom. Kept in localStorage: it belongs to the screen, not to the person. */
export interface Preferences {
  theme: ThemeChoice;
  density: Density;
  locale: 'en' | 'fr' | null;
  isRailOpen: boolean;
  /** Notices that were read and put away. */
  readNotices: readonly string[];
}

const KEY = 'mailroom.preferences';
const DEFAULTS: Preferences = {
  theme: 'system',
  density: 'comfortable',
  locale: null,
  isRailOpen: true,
  readNotices: [],
};
const listeners = new Set<() => void>();
let current: Preferences | null = null;

/** The preferences now, and again on every change, in other tabs too. */
export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, readPreferences);
}

/** Changes some preferences, everywhere at once. */
export function setPreferences(change: Partial<Preferences>): void {
  current = { ...readPreferences(), ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // Private windows may refuse: the choice then lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

export function readPreferences(): Preferences {
  if (current) return current;
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    current = { ...DEFAULTS, ...(stored as Partial<Preferences>) };
  } catch {
    current = DEFAULTS;
  }
  return current;
}

/** What `choice` means on this machine just now; follows the system while it says so. */
export function useResolvedTheme(choice: ThemeChoice): 'light' | 'dark' {
  const isSystemDark = useSystemQuery('(prefers-color-scheme: dark)');
  if (choice !== 'system') return choice;
  return isSystemDark ? 'dark' : 'light';
}

/** Whether the system asks for no motion. */
export function useReducedMotion(): boolean {
  return useSystemQuery('(prefers-reduced-motion: reduce)');
}

/** Writes the palette onto the document, where the style sheets take it from. */
export function applyTheme(mode: 'light' | 'dark', density: Density): void {
  const root = document.documentElement;
  root.dataset.theme = mode;
  root.dataset.density = density;
  root.style.colorScheme = mode;
  for (const [name, value] of Object.entries(PALETTES[mode])) {
    root.style.setProperty(`--mr-${toKebab(name)}`, value);
  }
}

function subscribe(listener: () => void): () => void {
  const onStorage = (event: StorageEvent) => {
    if (event.key !== KEY) return;
    current = null;
    listener();
  };
  listeners.add(listener);
  window.addEventListener('storage', onStorage);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', onStorage);
  };
}

function useSystemQuery(text: string): boolean {
  const query = useMemo(() => window.matchMedia(text), [text]);
  const subscribeQuery = useCallback(
    (listener: () => void) => {
      query.addEventListener('change', listener);
      return () => query.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribeQuery, () => query.matches);
}

function toKebab(name: string): string {
  return name.replace(/[A-Z0-9]/g, (part) => `-${part.toLowerCase()}`);
}
