import { throwingFetch } from '@mailroom/api/client';
import { hc } from 'hono/client';
import type { HostType } from './host/routes.ts';

export type {
  ApiKeyView,
  HostStateView,
  InvitationView,
  SessionView,
  SignedInUserView,
  SimulatorView,
  UserView,
} from './host/views.ts';

export type HostClient = ReturnType<typeof hc<HostType>>;

/** The typed client of the server's own routes; failures throw ApiError. */
export function createHostClient(baseUrl: string, fetchImplementation?: typeof fetch): HostClient {
  return hc<HostType>(baseUrl, { fetch: throwingFetch(fetchImplementation) });
}

/**
 * Sign-in and what belongs to it. Failures throw ApiError, with codes such as
 * `invalid_email_or_password`, `invalid_code`, `invalid_password`, `too_many_attempts`.
 */
export function createSignInClient(baseUrl: string, fetchImplementation?: typeof fetch) {
  const send = throwingFetch(fetchImplementation);
  async function post<T>(path: string, body: Record<string, unknown> = {}): Promise<T> {
    const response = await send(`${baseUrl}/auth${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    return response.json() as Promise<T>;
  }
  return {
    /** @returns needsTotp: call `verifyTotp` or `verifyBackupCode` next */
    async signIn(email: string, password: string): Promise<{ needsTotp: boolean }> {
      const answer = await post<{ twoFactorRedirect?: boolean }>('/sign-in/email', {
        email,
        password,
      });
      return { needsTotp: answer.twoFactorRedirect === true };
    },
    /** Second step of signing in, and the proof that ends `enableTotp`. */
    verifyTotp: (code: string, trustDevice = false) =>
      post<unknown>('/two-factor/verify-totp', { code, trustDevice }),
    verifyBackupCode: (code: string) => post<unknown>('/two-factor/verify-backup-code', { code }),
    signOut: () => post<unknown>('/sign-out'),
    /** Ends all other sessions. */
    changePassword: (currentPassword: string, newPassword: string) =>
      post<unknown>('/change-password', {
        currentPassword,
        newPassword,
        revokeOtherSessions: true,
      }),
    changeName: (name: string) => post<unknown>('/update-user', { name }),
    /** TOTP holds once `verifyTotp` has seen a code. `totpURI` goes into a QR code. */
    enableTotp: (password: string) =>
      post<{ totpURI: string; backupCodes: string[] }>('/two-factor/enable', { password }),
    disableTotp: (password: string) => post<unknown>('/two-factor/disable', { password }),
    newBackupCodes: (password: string) =>
      post<{ backupCodes: string[] }>('/two-factor/generate-backup-codes', { password }),
  };
}

export type SignInClient = ReturnType<typeof createSignInClient>;
