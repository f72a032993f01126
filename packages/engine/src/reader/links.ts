import { createHmac } from 'node:crypto';

/** Signs the address of a remote picture for one user: the proxy fetches no other. */
export function imageSignature(key: string, userId: string, url: string): string {
  return createHmac('sha256', key).update(`${userId}\n${url}`).digest('base64url');
}

/** Where a remote picture is asked for. */
export function proxiedImageLink(
  { apiPath, userId, imageKey }: { apiPath: string; userId: string; imageKey: string },
  url: string,
): string {
  const signature = imageSignature(imageKey, userId, url);
  return `${apiPath}/images?${new URLSearchParams({ url, signature })}`;
}

/** Where a picture that came with the message is asked for. */
export function inlineImageLink(
  { apiPath, messageId }: { apiPath: string; messageId: number },
  contentId: string,
): string {
  return `${apiPath}/messages/${messageId}/inline/${encodeURIComponent(contentId)}`;
}
