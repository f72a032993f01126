import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';

/** One setting: how it is read, what it means; `mailroom --help` prints this very table. */
interface Setting<T> {
  help: string;
  /** As `--help` shows it. */
  defaultText: string;
  shape: z.ZodType<T, string | undefined>;
}

function setting<T>(
  help: string,
  defaultText: string,
  shape: z.ZodType<T, string | undefined>,
): Setting<T> {
  return { help, defaultText, shape };
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
const quotaNames: Record<string, number> = { 2026: 6_000, legacy: 15_000 };

const settings = {
  MAILROOM_DATA: setting(
    'Directory for the embedded database, mail and the secret key.',
    './data',
    z
      .string()
      .min(1)
      .default('./data')
      .transform((path) => resolve(path)),
  ),
  HOST: setting(
    'Address to listen on.',
    '127.0.0.1',
    z
      .string()
      .default('127.0.0.1')
      .refine((host) => isIP(host) !== 0 || /^[a-z0-9.-]{1,253}$/i.test(host), 'is no address'),
  ),
  PORT: setting('Port to listen on; 0 takes any free one.', '3000', wholeNumber(0, 65_535, 3000)),
  PUBLIC_URL: setting(
    'Address under which browsers reach Mailroom, with its path if it has one.',
    'http://localhost:PORT',
    z
      .string()
      .optional()
      .transform((text, context) => (text === undefined ? null : publicUrl(text, context))),
  ),
  DATABASE_URL: setting(
    'PostgreSQL 15 to 18, as postgres://user:password@host/database.',
    'embedded database in MAILROOM_DATA',
    z
      .string()
      .regex(/^postgres(ql)?:\/\/\S+$/, 'must begin with postgres://')
      .optional()
      .transform((url) => url ?? null),
  ),
  MAILROOM_SECRET_KEY: setting(
    '32 bytes as 64 hexadecimal digits or base64: seals secrets at rest.',
    'secret.key in MAILROOM_DATA, made at first start',
    z
      .string()
      .optional()
      .transform((text, context) => (text === undefined ? null : secretKey(text, context))),
  ),
  MAILROOM_GOOGLE_ISSUER: setting(
    'OpenID issuer in the place of Google.',
    'https://accounts.google.com',
    baseUrl('https://accounts.google.com'),
  ),
  MAILROOM_GMAIL_URL: setting(
    'Base address in the place of the Gmail API.',
    'https://gmail.googleapis.com',
    baseUrl('https://gmail.googleapis.com'),
  ),
  MAILROOM_GOOGLE_CONSOLE_URL: setting(
    "Base address in the place of Google's cloud console, for the guide's links.",
    'https://console.cloud.google.com',
    baseUrl('https://console.cloud.google.com'),
  ),
  MAILROOM_GOOGLE_ADMIN_URL: setting(
    "Base address in the place of Google's Workspace admin console, for the guide's links.",
    'https://admin.google.com',
    baseUrl('https://admin.google.com'),
  ),
  MAILROOM_GMAIL_QUOTA: setting(
    'Gmail quota of the Google project: 2026, legacy (before May 2026) or units per minute and user.',
    '2026',
    z
      .string()
      .default('2026')
      .transform((text) => quotaNames[text] ?? (/^\d{1,9}$/.test(text) ? Number(text) : Number.NaN))
      .refine((units) => units >= 100, 'must be 2026, legacy or a number from 100'),
  ),
  MAILROOM_LOG_LEVEL: setting(
    `How much is logged: ${logLevels.join(', ')}.`,
    'warn',
    z.enum(logLevels).default('warn') as z.ZodType<(typeof logLevels)[number], string | undefined>,
  ),
  TRUST_PROXY: setting(
    'Number of proxies in front, each of which adds to X-Forwarded-For; clients are told apart by it.',
    '0',
    wholeNumber(0, 10, 0),
  ),
};

/** Settings that mean harm without another: the first needs the second. */
const pairs: [keyof typeof settings, keyof typeof settings, string][] = [
  [
    ...(['MAILROOM_GOOGLE_ISSUER', 'MAILROOM_GMAIL_URL'] as const),
    "tokens of this issuer would be sent to Google's Gmail.",
  ],
  [
    ...(['MAILROOM_GMAIL_URL', 'MAILROOM_GOOGLE_ISSUER'] as const),
    "Google's own tokens would be sent there.",
  ],
  [
    ...(['TRUST_PROXY', 'PUBLIC_URL'] as const),
    'behind a proxy nobody but you knows the address that people use.',
  ],
];

export interface Config {
  dataDirectory: string;
  host: string;
  /** 0: any; `publicUrl` is then settled once the port is known. */
  port: number;
  /** Without a trailing slash. */
  publicUrl: string;
  hasPublicUrl: boolean;
  databaseUrl: string | null;
  secretKey: Uint8Array | null;
  googleIssuer: string;
  gmailUrl: string;
  googleConsoleUrl: string;
  googleAdminUrl: string;
  gmailUnitsPerUserPerMinute: number;
  logLevel: (typeof logLevels)[number];
  trustedProxies: number;
  /** `MAILROOM_…` in the environment that mean nothing here, with what was likely meant. */
  unknownNames: { name: string; meant: string | null }[];
}

/** Settings that are wrong: one clear line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly lines: string[];

  constructor(lines: string[]) {
    super(lines.join('\n'));
    this.lines = lines;
  }
}

/**
 * Reads the settings from the environment; an empty one counts as absent.
 *
 * @throws ConfigError with every wrong setting at once
 */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  const lines: string[] = [];
  const read = <T>(name: keyof typeof settings, entry: Setting<T>): T => {
    const parsed = entry.shape.safeParse(environment[name]?.trim() || undefined);
    if (parsed.success) return parsed.data;
    // Never the value: it may be the key or carry a password.
    lines.push(`${name}: ${parsed.error.issues.map((issue) => issue.message).join('; ')}`);
    return undefined as T;
  };
  const port = read('PORT', settings.PORT);
  const url = read('PUBLIC_URL', settings.PUBLIC_URL);
  const config: Config = {
    dataDirectory: read('MAILROOM_DATA', settings.MAILROOM_DATA),
    host: read('HOST', settings.HOST),
    port,
    publicUrl: url ?? `http://localhost:${port}`,
    hasPublicUrl: url !== null && url !== undefined,
    databaseUrl: read('DATABASE_URL', settings.DATABASE_URL),
    secretKey: read('MAILROOM_SECRET_KEY', settings.MAILROOM_SECRET_KEY),
    googleIssuer: read('MAILROOM_GOOGLE_ISSUER', settings.MAILROOM_GOOGLE_ISSUER),
    gmailUrl: read('MAILROOM_GMAIL_URL', settings.MAILROOM_GMAIL_URL),
    googleConsoleUrl: read('MAILROOM_GOOGLE_CONSOLE_URL', settings.MAILROOM_GOOGLE_CONSOLE_URL),
    googleAdminUrl: read('MAILROOM_GOOGLE_ADMIN_URL', settings.MAILROOM_GOOGLE_ADMIN_URL),
    gmailUnitsPerUserPerMinute: read('MAILROOM_GMAIL_QUOTA', settings.MAILROOM_GMAIL_QUOTA),
    logLevel: read('MAILROOM_LOG_LEVEL', settings.MAILROOM_LOG_LEVEL),
    trustedProxies: read('TRUST_PROXY', settings.TRUST_PROXY),
    unknownNames: Object.keys(environment)
      .filter((name) => /^MAILROOM_(?!TEST_)/.test(name) && !(name in settings))
      .map((name) => ({ name, meant: nearestName(name) })),
  };
  for (const [name, needed, why] of pairs)
    if (environment[name]?.trim() && !environment[needed]?.trim())
      lines.push(`${name}: needs ${needed} too: ${why}`);
  if (lines.length > 0) throw new ConfigError(lines);
  return config;
}

/** The setting whose name is the most like `name`, also without the prefix; null: none is. */
function nearestName(name: string): string | null {
  const spellings = [name, name.replace(/^MAILROOM_/, '')];
  const [nearest] = Object.keys(settings)
    .map((known) => ({
      known,
      distance: Math.min(...spellings.map((spelling) => editDistance(spelling, known))),
    }))
    .sort((a, b) => a.distance - b.distance);
  return nearest && nearest.distance <= nearest.known.length / 3 ? nearest.known : null;
}

/** How many letters must be added, left out or changed to make one of the other (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [line, letter] of [...from.slice(0, 100)].entries()) {
    const next = [line + 1];
    for (let at = 0; at < to.length; at += 1) {
      const changed = (row[at] ?? 0) + (letter === to[at] ? 0 : 1);
      next.push(Math.min(changed, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** The settings as `--help` lists them. */
export function describeSettings(): string {
  return Object.entries(settings)
    .map(
      ([name, { help, defaultText }]) => `  ${name}\n      ${help}\n      Default: ${defaultText}`,
    )
    .join('\n');
}

/** Whether a host name or address means this machine alone. */
export function isLoopbackName(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/^\[|\]$/g, '');
  return name === 'localhost' || name === '::1' || /^127\.\d+\.\d+\.\d+$/.test(name);
}

/** Only this machine reaches it: neither the address nor a proxy's public name says otherwise. */
export function isPrivate(config: Pick<Config, 'host' | 'publicUrl'>): boolean {
  return isLoopbackName(config.host) && isLoopbackName(new URL(config.publicUrl).hostname);
}

function wholeNumber(min: number, max: number, byDefault: number) {
  return z
    .string()
    .default(String(byDefault))
    .transform((text) => (/^\d{1,6}$/.test(text) ? Number(text) : Number.NaN))
    .refine((number) => number >= min && number <= max, `must be a number from ${min} to ${max}`);
}

function baseUrl(byDefault: string) {
  return z
    .string()
    .default(byDefault)
    .refine(
      (text) => /^https?:$/.test(parseUrl(text)?.protocol ?? ''),
      'must be an http(s) address',
    )
    .transform((text) => text.replace(/\/+$/, ''));
}

function publicUrl(text: string, context: z.core.$RefinementCtx): string {
  const url = parseUrl(text);
  const problem =
    !url || !/^https?:$/.test(url.protocol)
      ? 'must be an http(s) address such as https://mail.example.org'
      : url.username || url.password
        ? 'must not carry a user name'
        : url.search || url.hash
          ? 'must not carry a query or fragment'
          : null;
  if (problem !== null || !url) {
    context.issues.push({ code: 'custom', message: problem ?? 'is wrong', input: null });
    return z.NEVER;
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function secretKey(text: string, context: z.core.$RefinementCtx): Uint8Array {
  const bytes = /^[0-9a-f]{64}$/i.test(text)
    ? Buffer.from(text, 'hex')
    : Buffer.from(text, /[-_]/.test(text) ? 'base64url' : 'base64');
  if (bytes.length === 32) return new Uint8Array(bytes);
  const message = 'must be 32 bytes as 64 hexadecimal digits or base64';
  context.issues.push({ code: 'custom', message, input: null });
  return z.NEVER;
}

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
