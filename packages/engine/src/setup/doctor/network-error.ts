import type { DoctorReason } from './reasons.ts';

type Reach = DoctorReason<'reach_identity'>;

const byCode: Record<string, Reach> = {
  ENOTFOUND: 'dns_failed',
  EAI_AGAIN: 'dns_failed',
  EAI_FAIL: 'dns_failed',
  EAI_NODATA: 'dns_failed',
  EAI_NONAME: 'dns_failed',
  ECONNREFUSED: 'refused',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  ECONNRESET: 'cut',
  EPIPE: 'cut',
  UND_ERR_SOCKET: 'cut',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'cut',
  CERT_HAS_EXPIRED: 'tls_expired',
  CERT_NOT_YET_VALID: 'tls_expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls_name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls_untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls_untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'tls_untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls_untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls_untrusted',
  CERT_UNTRUSTED: 'tls_untrusted',
  CERT_REJECTED: 'tls_untrusted',
  CERT_SIGNATURE_FAILURE: 'tls_untrusted',
  INVALID_CA: 'tls_untrusted',
  INVALID_PURPOSE: 'tls_untrusted',
  EPROTO: 'tls_failed',
};

/**
 * Names what kept a request from being answered, from what `fetch` threw.
 *
 * @returns the reason and the system's own words; null for an error that has nothing to do with it
 * @see https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */
export function networkReason(error: unknown): { reason: Reach; seen: string } | null {
  const chain = chainOf(error);
  const seen = wordsOf(chain);
  for (const one of chain) {
    const { code, name, message } = one as { code?: unknown; name: string; message: string };
    if (/proxy response|HTTP tunnel/i.test(message)) return { reason: 'proxy_refused', seen };
    const reason = typeof code === 'string' ? byCode[code] : undefined;
    if (reason) return { reason, seen };
    if (name === 'TimeoutError') return { reason: 'timeout', seen };
    if (typeof code === 'string' && /^ERR_(SSL|TLS)_/.test(code))
      return { reason: 'tls_failed', seen };
    // What llhttp cannot read: an answer, but none of a web server.
    if (typeof code === 'string' && code.startsWith('HPE_')) return { reason: 'not_google', seen };
  }
  // For a proxy that wants a password `fetch` has neither code nor words; all else has some.
  // @see https://fetch.spec.whatwg.org/#http-network-or-cache-fetch
  const [outer, cause] = chain;
  if (outer?.message === 'fetch failed' && cause && cause.message === '' && chain.length === 2)
    return { reason: 'proxy_refused', seen: 'HTTP 407 Proxy Authentication Required' };
  const isFetch = chain[0] instanceof TypeError && /fetch failed|terminated/.test(seen);
  return isFetch ? { reason: 'cut', seen } : null;
}

/** The error, its causes, and the first of several attempts, outermost first. */
function chainOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let at: unknown = error; at instanceof Error && chain.length < 8; ) {
    chain.push(at);
    at = at instanceof AggregateError && at.errors.length > 0 ? at.errors[0] : at.cause;
  }
  return chain;
}

function wordsOf(chain: Error[]): string {
  const last = chain.findLast(({ message }) => message !== '') ?? chain.at(-1);
  const code = (last as { code?: unknown } | undefined)?.code;
  const message = last?.message ?? '';
  return typeof code === 'string' && !message.includes(code) ? `${code}: ${message}` : message;
}
