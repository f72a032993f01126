import type { MessageView } from '../../views.ts';

/** Messages that stand open at first: unread and starred ones, drafts, and the newest. */
export function initiallyOpen(messages: readonly MessageView[]): Set<number> {
  const visible = messages.filter((message) => !message.isRead || message.isDraft);
  const open = new Set(visible.map((message) => message.id));
  const last = messages.at(-1);
  if (last) open.add(last.id);
  return open;
}

export type FoldedPart =
  | { kind: 'message'; message: MessageView }
  | { kind: 'gap'; messages: MessageView[] };

/** A run of more than this many folded messages becomes one line. */
const RUN = 3;

/**
 * Long runs of folded messages shrink to a single line, save the first of the conversation and the
 * one right before an open one.
 */
export function foldRuns(
  messages: readonly MessageView[],
  open: ReadonlySet<number>,
): FoldedPart[] {
  const parts: FoldedPart[] = [];
  let run: MessageView[] = [];
  const flush = () => {
    if (run.length > RUN) {
      const isStart = parts.length === 0;
      const head = isStart ? run.slice(0, 1) : [];
      const tail = run.slice(-1);
      const middle = run.slice(head.length, -1);
      parts.push(...head.map(toPart), { kind: 'gap', messages: middle }, ...tail.map(toPart));
    } else {
      parts.push(...run.map(toPart));
    }
    run = [];
  };
  for (const message of messages) {
    if (!open.has(message.id)) {
      run.push(message);
      continue;
    }
    flush();
    parts.push(toPart(message));
  }
  flush();
  return parts;
}

function toPart(message: MessageView): FoldedPart {
  return { kind: 'message', message };
}
