import type { QueryClient } from '@tanstack/react-query';

/**
 * Removes what an earlier user of this page was shown, when another one signs in. What the page
 * knows about who is signed in stays.
 *
 * @param before who was signed in before; null: nobody yet
 */
export function dropForeignQueries(
  client: QueryClient,
  before: string | null,
  userId: string,
): void {
  if (before === null || before === userId) return;
  client.removeQueries({
    predicate: ({ queryKey }) => !(queryKey[0] === 'host' && queryKey[1] === 'state'),
  });
  client.getMutationCache().clear();
}
