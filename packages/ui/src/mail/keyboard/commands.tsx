import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
} from 'react';
import { type Command, resolveKey } from './keymap.ts';

/** A handler may return false: not here, ask the one below. */
export type CommandHandlers = Partial<Record<Command, () => unknown>>;

interface Commands {
  push(handlers: { current: CommandHandlers }): () => void;
  handleKey(event: KeyboardEvent): void;
  run(command: Command): boolean;
  /** A composer is on its way: what is typed meanwhile is text, not commands. */
  pause(): void;
  resume(): void;
}

const PREFIX_MS = 1_500;
const PAUSE_MS = 2_500;
const CommandsContext = createContext<Commands | null>(null);

/** Turns keys into commands for the handlers below it; the one that came last is asked first. */
export function CommandProvider({ children }: { children: ReactNode }) {
  const commands = useMemo(createCommands, []);
  useEffect(() => {
    window.addEventListener('keydown', commands.handleKey);
    return () => window.removeEventListener('keydown', commands.handleKey);
  }, [commands]);
  return <CommandsContext.Provider value={commands}>{children}</CommandsContext.Provider>;
}

/** Handles commands while the component is mounted. */
export function useCommands(handlers: CommandHandlers): void {
  const commands = useContext(CommandsContext);
  const ref = useRef(handlers);
  useLayoutEffect(() => {
    ref.current = handlers;
  });
  useEffect(() => commands?.push(ref), [commands]);
}

/** For buttons, and for documents in frames, whose keys do not reach this window. */
export function useCommandRunner(): Omit<Commands, 'push'> {
  const commands = useContext(CommandsContext);
  if (!commands) throw new Error('CommandProvider is missing');
  return commands;
}

function createCommands(): Commands {
  const stack: { current: CommandHandlers }[] = [];
  let pausedUntil = 0;
  let prefix: { key: string; at: number } | null = null;
  const run = (command: Command) =>
    stack.toReversed().some((handlers) => {
      const handler = handlers.current[command];
      return handler !== undefined && handler() !== false;
    });
  return {
    push(handlers) {
      stack.push(handlers);
      return () => {
        stack.splice(stack.indexOf(handlers), 1);
      };
    },
    run,
    pause() {
      pausedUntil = Date.now() + PAUSE_MS;
    },
    resume() {
      pausedUntil = 0;
    },
    handleKey(event) {
      if (Date.now() < pausedUntil) return;
      if (event.defaultPrevented || event.isComposing || isElsewhere(event)) return;
      const isFresh = prefix !== null && Date.now() - prefix.at < PREFIX_MS;
      const result = resolveKey(event, isFresh && prefix ? prefix.key : null);
      prefix = null;
      if (!result) return;
      if ('prefix' in result) prefix = { key: result.prefix, at: Date.now() };
      else if (run(result.command)) event.preventDefault();
    },
  };
}

/** Typing, dialogs and menus keep their keys. */
function isElsewhere(event: KeyboardEvent): boolean {
  const target = event.target as Element | null;
  if (!target || typeof target.closest !== 'function') return false;
  if (target.closest('[role="dialog"], [role="menu"], [role="listbox"], .ant-popover')) return true;
  const field = target.closest('input, textarea, select, [contenteditable="true"]');
  if (!field) return false;
  const isBox = field instanceof HTMLInputElement && field.type === 'checkbox';
  return !isBox && !(event.key === 'Escape' && field.hasAttribute('data-escape'));
}
