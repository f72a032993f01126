import { hkdfSync } from 'node:crypto';
import { type Db, textForLog } from '@mailroom/engine';
import { betterAuth } from 'better-auth';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { twoFactor } from 'better-auth/plugins';
import type { Logger } from 'pino';
import { logins, sessions, twoFactors, users, verifications } from '../store/schema.ts';
import { findUser } from '../store/users.ts';

/** Header in which the server passes on the client's address; one from outside is dropped. */
export const clientAddressHeader = 'x-mailroom-client-address';

const day = 24 * 60 * 60;

/**
 * Sign-in by e-mail and password, sessions and TOTP. Users are made by first run and invitation
 * only (store/users.ts): its own sign-up stays closed. It limits nothing: users/auth-routes.ts does.
 */
export function createAuth(options: {
  db: Db;
  secretKey: Uint8Array;
  publicUrl: string;
  logger: Logger;
}) {
  const { db, logger } = options;
  const url = new URL(options.publicUrl);
  const isHttps = url.protocol === 'https:';
  return betterAuth({
    appName: 'Mailroom',
    baseURL: url.origin,
    basePath: '/api/auth',
    trustedOrigins: [url.origin],
    secret: deriveSecret(options.secretKey),
    database: drizzleAdapter(db, {
      provider: 'pg',
      schema: {
        user: users,
        session: sessions,
        account: logins,
        verification: verifications,
        twoFactor: twoFactors,
      },
    }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 10,
      maxPasswordLength: 128,
    },
    user: {
      additionalFields: {
        role: { type: 'string', required: true, defaultValue: 'member', input: false },
        disabledAt: { type: 'date', required: false, input: false },
      },
    },
    session: { expiresIn: 30 * day, updateAge: day },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    advanced: {
      // `__Host-` binds the cookie to this very host; browsers take it over https only.
      cookiePrefix: isHttps ? '__Host-mailroom' : 'mailroom',
      useSecureCookies: false,
      defaultCookieAttributes: { secure: isHttps, sameSite: 'lax', httpOnly: true, path: '/' },
      database: { generateId: () => crypto.randomUUID() },
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session) => {
            const user = await findUser(db, session.userId);
            return user !== null && user.disabledAt === null;
          },
        },
      },
    },
    logger: {
      log: (level, message) => {
        if (level === 'error') logger.warn({ from: 'auth' }, textForLog(message));
      },
    },
    plugins: [
      twoFactor({ issuer: 'Mailroom', trustDeviceMaxAge: 30 * day, totpOptions: { digits: 6 } }),
    ],
  });
}

export type Auth = ReturnType<typeof createAuth>;

// One key file, several uses: each derives its own, so that none tells about another.
function deriveSecret(secretKey: Uint8Array): string {
  const bytes = hkdfSync('sha256', secretKey, new Uint8Array(), 'mailroom session cookies', 32);
  return Buffer.from(bytes).toString('base64url');
}
