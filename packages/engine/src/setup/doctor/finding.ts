import { isAllowedEndpoint } from '../../providers/oauth-errors.ts';
import type { DoctorCheckId, DoctorCheckView } from '../../views.ts';
import type { DoctorReason } from './reasons.ts';

/** What a check found, before it is dated and put into the report. */
export interface Finding<R extends string = string> {
  status: DoctorCheckView['status'];
  reason: R | null;
  /** The other side's own words; cut and cleaned before anybody sees them. */
  seen?: string | null | undefined;
  data?: DoctorCheckView['data'] | undefined;
  link?: string | null | undefined;
  account?: DoctorCheckView['account'] | undefined;
  /** Where this finding, unlike others of its check, is no proof, or the other way round. */
  isAdvisory?: boolean | undefined;
}

/** What the check `I` may find. */
export type Found<I extends DoctorCheckId> = Finding<DoctorReason<I>>;

type More = Omit<Finding, 'status' | 'reason'>;

/** All is well. */
export const passed: Finding<never> = { status: 'pass', reason: null };

/** Something is wrong. */
export function fail<R extends string>(reason: R, more: More = {}): Finding<R> {
  return { status: 'fail', reason, ...more };
}

/** Nobody can tell. */
export function unknown<R extends string>(reason: R, more: More = {}): Finding<R> {
  return { status: 'unknown', reason, ...more };
}

/** There is nothing to look at. */
export function skipped<R extends string>(reason: R, more: More = {}): Finding<R> {
  return { status: 'skipped', reason, ...more };
}

const maxSeen = 500;

/** What tokens and secrets of Google look like, wherever somebody put them. */
const secretShapes = [
  /\bya29\.[\w.-]+/g,
  /\b1\/\/[\w-]{10,}/g,
  /\bGOCSPX-[\w-]+/g,
  /\bBearer\s+[\w.~+/=-]{8,}/gi,
  /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\b(client_secret|refresh_token|access_token|code|assertion)=[^&\s"']+/gi,
];

/**
 * Other people's words as they may be shown: without control characters, secrets and tokens, at
 * most 500 characters.
 *
 * @param secrets what must not appear, should the other side echo it
 */
export function cleanSeen(text: string | null | undefined, secrets: string[]): string | null {
  if (!text) return null;
  let clean = text.slice(0, 20_000);
  for (const secret of secrets) if (secret) clean = clean.replaceAll(secret, '[secret]');
  for (const shape of secretShapes) clean = clean.replace(shape, '[secret]');
  clean = clean.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').replace(/\s+/g, ' ');
  clean = clean.trim();
  return clean.length > maxSeen ? `${clean.slice(0, maxSeen - 1)}…` : clean || null;
}

/** A page that may be offered for mending: https, or on this machine, where Google is simulated. */
export function safeLink(link: string | null | undefined): string | null {
  if (!link || link.length > 2_000 || !URL.canParse(link)) return null;
  return isAllowedEndpoint(new URL(link)) ? new URL(link).href : null;
}
