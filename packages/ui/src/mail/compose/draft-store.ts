import { type Draft, hasContent } from './draft.ts';

const OPEN_KEY = 'mailroom.composers';
const MAX_OPEN = 3;
/** Who signed out on this page: what it still holds must not be written while it goes. */
const forgotten = new Set<string>();

/**
 * A user's drafts as they stood before the page was loaded anew; files that were still uploading
 * are gone, and so is what nothing was written into. Whoever signs in next in this browser has others.
 */
export function loadDrafts(userId: string): Draft[] {
  forgotten.delete(userId);
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(keyOf(userId)) ?? '[]');
    if (!Array.isArray(stored)) return [];
    return stored
      .filter(isDraft)
      .filter(hasContent)
      .slice(0, MAX_OPEN)
      .map((draft) => ({
        ...draft,
        files: draft.files.filter((file) => file.uploadId !== null || file.attachmentId !== null),
      }));
  } catch {
    return [];
  }
}

/** Keeps drafts over reloads. A full or forbidden storage loses this comfort, nothing else. */
export function saveDrafts(userId: string, drafts: readonly Draft[]): void {
  if (forgotten.has(userId)) return;
  try {
    if (drafts.length === 0) localStorage.removeItem(keyOf(userId));
    else localStorage.setItem(keyOf(userId), JSON.stringify(drafts));
  } catch {
    // Nothing to do: the text still stands in the window.
  }
}

/** At sign-out: removes a user's drafts from this browser, and keeps this page from writing more. */
export function forgetDrafts(userId: string): void {
  forgotten.add(userId);
  try {
    localStorage.removeItem(keyOf(userId));
  } catch {
    // A forbidden storage holds nothing.
  }
}

function keyOf(userId: string): string {
  return `${OPEN_KEY}.${userId}`;
}

function isDraft(value: unknown): value is Draft {
  const draft = value as Partial<Draft> | null;
  return (
    typeof draft?.id === 'string' &&
    typeof draft.submissionId === 'string' &&
    typeof draft.accountId === 'number' &&
    typeof draft.html === 'string' &&
    Array.isArray(draft.to) &&
    Array.isArray(draft.cc) &&
    Array.isArray(draft.bcc) &&
    Array.isArray(draft.files)
  );
}
