import type { Fault } from '../../faults.ts';
import type { Mailbox } from '../mailbox.ts';
import type { AccessGrant, GoogleUser, World } from '../world.ts';

/** One API method: where it is, and what it does. Its id also names its scopes, cost and faults. */
export interface Method {
  /** As Google names it without `gmail.users.`, e.g. `messages.get`. */
  id: string;
  verb: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `users/{userId}/`, with `:name` for parameters. */
  path: string;
  /** Also answers under `/upload/`. */
  acceptsUpload?: boolean;
  /** The resource; undefined answers 204 without a body. */
  handle(call: MethodCall): unknown;
}

/** An authorised call. */
export interface MethodCall {
  world: World;
  user: GoogleUser;
  mailbox: Mailbox;
  grant: AccessGrant;
  params: Record<string, string>;
  query: URLSearchParams;
  /** The JSON body, or the metadata part of an upload; an empty object without one. */
  body: Record<string, unknown>;
  /** The media part of an upload. */
  media: Uint8Array | null;
  faults: readonly Fault[];
}

/** Finds the method for a path below `/gmail/v1/`; null when Google would answer 404. */
export function matchMethod(
  methods: readonly Method[],
  verb: string,
  path: string,
): { method: Method; params: Record<string, string> } | null {
  const segments = path.split('/').filter((segment) => segment !== '');
  for (const method of methods) {
    if (method.verb !== verb) continue;
    const params = matchPath(`users/:userId/${method.path}`.split('/'), segments);
    if (params) return { method, params };
  }
  return null;
}

function matchPath(pattern: string[], segments: string[]): Record<string, string> | null {
  if (pattern.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [at, expected] of pattern.entries()) {
    const actual = segments[at] ?? '';
    if (expected.startsWith(':')) params[expected.slice(1)] = decode(actual);
    else if (expected !== actual) return null;
  }
  return params;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
