import { InvalidInputError } from './invalid-input.ts';
import type { Random } from './random.ts';

/** Statuses that a fault can answer with. */
export type FaultStatus = 400 | 403 | 404 | 429 | 500 | 502 | 503;

/** What happens before a host is reached; struck by host names such as `host.gmail`. */
export type NetworkFaultKind =
  /** The connection ends before anything is done. */
  | { type: 'unreachable' }
  /** The connection stands, and no answer comes. */
  | { type: 'silent' }
  /** Somebody between client and host answers with a page of their own. */
  | { type: 'proxy_page'; status: 200 | 403 | 502 };

const networkTypes = new Set(['unreachable', 'silent', 'proxy_page']);

/** Where a fault strikes: an API method name such as `messages.send`, a path prefix, or `*`. */
export interface Fault {
  match: string;
  kind:
    | { type: 'latency'; ms: number }
    | { type: 'status'; status: FaultStatus; reason?: string; retryAfterS?: number }
    /** A well-formed answer that says something else; `{}` leaves everything out. */
    | { type: 'answer'; body: Record<string, unknown> }
    | { type: 'cut_body'; afterBytes: number }
    /** The work is done, the connection dies before the answer. */
    | { type: 'lost_answer' }
    | { type: 'expired_history' }
    | { type: 'revoked_token' }
    /** `messages.send` and `drafts.send` answer well, and nobody receives anything. */
    | { type: 'undelivered' }
    /** The token endpoint leaves the refresh token out. */
    | { type: 'no_refresh_token' }
    | NetworkFaultKind;
  /** How many more requests it strikes; null for ever. */
  remaining: number | null;
  /** Limits the fault to one account's requests; null for all. */
  email: string | null;
  /** Limits the fault to calls that name this message, thread, label or draft; null for all. */
  entity: string | null;
  /** Chance per request, 0 to 1, drawn from the simulator's own seeded generator. */
  probability: number;
}

/** The faults in force; the control API and tests write it, every request reads it. */
export interface Faults {
  add(fault: Partial<Fault> & Pick<Fault, 'match' | 'kind'>): string;
  remove(id: string): void;
  clear(): void;
  /** The faults that strike this request, each counted down by one. */
  take(method: string, email: string | null, entity?: string | null): Fault[];
  /** What lies between the clients and this host now, counted down by one. */
  takeNetwork(host: string): NetworkFaultKind | null;
  /** What is in force now, by id. */
  list(): Array<Fault & { id: string }>;
}

/** More than any test needs; a runaway script must not slow every request. */
const maxFaults = 1_000;

/**
 * Creates an empty set of faults.
 *
 * @param random decides whether a fault with a probability below 1 strikes
 */
export function createFaults(random: Random): Faults {
  const active = new Map<string, Fault>();
  let lastId = 0;
  const countDown = (id: string, fault: Fault) => {
    if (fault.remaining === null) return;
    fault.remaining -= 1;
    if (fault.remaining <= 0) active.delete(id);
  };
  return {
    add: ({ match, kind, remaining = null, email = null, entity = null, probability = 1 }) => {
      if (active.size >= maxFaults)
        throw new InvalidInputError(`more than ${maxFaults} faults in force`);
      lastId += 1;
      const id = `fault-${lastId}`;
      active.set(id, {
        match,
        kind,
        remaining,
        email: email?.toLowerCase() ?? null,
        entity,
        probability,
      });
      return id;
    },
    remove: (id) => void active.delete(id),
    clear: () => active.clear(),
    list: () => [...active].map(([id, fault]) => ({ id, ...fault })),
    takeNetwork: (host) => {
      for (const [id, fault] of active) {
        if (!isNetwork(fault.kind) || !matches(fault, host, null)) continue;
        if (fault.probability < 1 && random() >= fault.probability) continue;
        countDown(id, fault);
        return fault.kind;
      }
      return null;
    },
    take: (method, email, entity = null) => {
      if (active.size === 0) return [];
      const striking: Fault[] = [];
      for (const [id, fault] of active) {
        if (isNetwork(fault.kind) || !matches(fault, method, email)) continue;
        if (fault.entity !== null && fault.entity !== entity) continue;
        if (fault.probability < 1 && random() >= fault.probability) continue;
        countDown(id, fault);
        striking.push({ ...fault });
      }
      return striking;
    },
  };
}

function isNetwork(kind: Fault['kind']): kind is NetworkFaultKind {
  return networkTypes.has(kind.type);
}

function matches(fault: Fault, method: string, email: string | null): boolean {
  if (fault.email !== null && fault.email !== email?.toLowerCase()) return false;
  if (fault.match === '*' || fault.match === method) return true;
  if (fault.match.endsWith('*')) return method.startsWith(fault.match.slice(0, -1));
  return fault.match.startsWith('/') && method.startsWith(fault.match);
}
