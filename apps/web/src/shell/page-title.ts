import { useFolders, useUnreadBadge } from '@mailroom/ui';

/** Names the page in the title, with the number of unread conversations of all inboxes. */
export function usePageTitle(name: string): void {
  const folders = useFolders();
  const unread = (folders.data ?? [])
    .filter((folder) => folder.role === 'inbox')
    .reduce((sum, folder) => sum + folder.unreadThreads, 0);
  useUnreadBadge(name ? `${name} · Mailroom` : 'Mailroom', unread);
}
