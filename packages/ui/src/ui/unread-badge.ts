import { useEffect } from 'react';

/**
 * The page's title and icon with the number of unread conversations. The icon is drawn as SVG
 * into the link of `index.html`.
 */
export function useUnreadBadge(title: string, unread: number): void {
  useEffect(() => {
    document.title = unread > 0 ? `(${unread > 999 ? '999+' : unread}) ${title}` : title;
  }, [title, unread]);
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (link) link.href = `data:image/svg+xml,${encodeURIComponent(iconSvg(unread))}`;
  }, [unread]);
}

/** Mailroom's mark; with unread mail a red disc with the number, as far as one can read it. */
export function iconSvg(unread: number): string {
  const text = unread > 99 ? '99' : String(unread);
  const badge =
    unread > 0
      ? `<circle cx="21.5" cy="21.5" r="10.5" fill="#c62828"/><text x="21.5" y="26" font-family="system-ui,sans-serif" font-size="${text.length > 1 ? 12 : 14}" font-weight="700" text-anchor="middle" fill="#fff">${text}</text>`
      : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect x="1" y="4" width="30" height="24" rx="6" fill="#3355d1"/><path d="M6 11l10 7.5L26 11" fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/>${badge}</svg>`;
}
