import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits, for links and keys. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Compares without telling by its time how much agrees. */
export function isSameToken(left: string, right: string): boolean {
  return timingSafeEqual(Buffer.from(hashToken(left)), Buffer.from(hashToken(right)));
}
