import { flagsFrom, foldersFrom } from './gmail/labels.ts';

/** What labels in a simulated mailbox should have become here: the adapter's own reading of them. */
export function simulatedState(labelIds: readonly string[]): {
  folders: string[];
  isRead: boolean;
  isStarred: boolean;
} {
  const { isRead, isStarred } = flagsFrom(labelIds);
  return { folders: foldersFrom(labelIds), isRead, isStarred };
}
