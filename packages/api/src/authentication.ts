import type { Caller } from '@mailroom/engine';

/** Who sent a request, as the host found out. */
export interface Authentication {
  userId: string;
  isAdministrator: boolean;
  /** `cookie`: a browser's session, so that writes need an Origin of ours. `bearer`: an API key. */
  method: 'cookie' | 'bearer';
  /** `read` refuses everything but GET and HEAD. */
  scope: 'read' | 'write';
}

/**
 * The host's answer to "who is this?"; null: nobody that it knows. It must not throw for a bad
 * cookie or key. What it throws becomes a 500.
 */
export type Authenticate = (request: Request) => Promise<Authentication | null>;

/** What every request carries through the routes. */
export interface ApiEnv {
  Variables: { authentication: Authentication; requestId: string };
}

/** The engine's caller of an authenticated request. */
export function callerOf(authentication: Authentication): Caller {
  return {
    userId: authentication.userId,
    isAdministrator: authentication.isAdministrator,
  };
}
