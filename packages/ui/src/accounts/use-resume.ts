import { errorText } from '../host/api-error.ts';
import { useT } from '../host/host.tsx';
import { showToast } from '../ui/toasts.tsx';
import type { AccountView } from '../views.ts';
import { useAccountActions } from './data.ts';

/**
 * Lets a mailbox go on, and says how that went: one that was paused, or a delegated one that had
 * stopped, for which the server asks the provider for a token anew.
 */
export function useResume(account: AccountView): { resume(): void; isPending: boolean } {
  const t = useT();
  const { resume } = useAccountActions();
  const { id, email, status } = account;
  return {
    isPending: resume.isPending,
    resume: () =>
      // A promise: the change feed may take the button away before its answer is here.
      void resume.mutateAsync(id).then(
        () =>
          showToast({
            key: 'account',
            text: t(status === 'needs_reconnect' ? 'link.done' : 'accounts.resumed', { email }),
          }),
        (error: unknown) =>
          showToast({ key: 'account', text: errorText(t, error), tone: 'danger' }),
      ),
  };
}
