import { createContext, useContext } from 'react';
import type { Draft } from './draft.ts';

export type ReplyKind = 'reply' | 'reply_all' | 'forward';

/** The messages being written, and what can be done with them. */
export interface Compose {
  drafts: readonly Draft[];
  openNew(): void;
  openReply(messageId: number, kind: ReplyKind): void;
  change(id: string, change: Partial<Draft> | ((draft: Draft) => Partial<Draft>)): void;
  close(id: string): void;
  /** @throws ApiError when the server refuses; the draft stays open then */
  send(draft: Draft): Promise<void>;
}

export const ComposeContext = createContext<Compose | null>(null);

/** @throws Error outside of ComposeProvider */
export function useCompose(): Compose {
  const compose = useContext(ComposeContext);
  if (!compose) throw new Error('ComposeProvider is missing');
  return compose;
}
