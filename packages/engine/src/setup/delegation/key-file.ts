import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { MailError } from '../../errors.ts';

/** What the key file of a service account says. */
export interface KeyFile {
  /** Numeric; what a Workspace administrator trusts. */
  clientId: string;
  email: string;
  projectId: string | null;
  keyId: string;
  /** PEM, PKCS #8: the one form that Google hands out. */
  privateKey: string;
}

const maxLength = 20_000;
/** RSA keys of Google's have 2048 bits. */
const leastKeyBits = 2_048;
/** Addresses of Google's token endpoint that older key files name; all stand for the same. */
const formerEndpoints = [
  'https://accounts.google.com/o/oauth2/token',
  'https://www.googleapis.com/oauth2/v3/token',
  'https://www.googleapis.com/oauth2/v4/token',
];

const shape = z.object({
  client_id: z.string().regex(/^\d{5,40}$/),
  client_email: z.email().max(320),
  project_id: z.string().max(200).optional(),
  private_key_id: z.string().regex(/^[\w-]{1,200}$/),
  private_key: z.string().max(maxLength),
  token_uri: z.string().max(500).optional(),
  universe_domain: z.string().max(200).optional(),
});

/**
 * Reads the key file that Google offers for download when a key is made for a service account.
 *
 * @param tokenEndpoint the provider's own: a file that names another one is refused, and the other
 *   is never asked
 * @throws MailError `client_file_invalid` with `data.reason`: `not_json`, `oauth_client`,
 *   `user_credentials`, `external_account`, `unknown`, `key_missing`, `key_unreadable` or
 *   `foreign_token_uri`
 */
export function readKeyFile(file: string, tokenEndpoint: string): KeyFile {
  const content = parse(file);
  refuseOthers(content);
  if (typeof content.private_key !== 'string' || content.private_key.trim() === '')
    throw invalid(
      'key_missing',
      'The file holds no private key. Create a new key of type JSON; its file is offered once.',
    );
  const parsed = shape.safeParse(content);
  if (!parsed.success)
    throw invalid('unknown', 'This file does not describe a key of a service account.', {
      field: String(parsed.error.issues[0]?.path[0] ?? ''),
    });
  const { token_uri, universe_domain, ...key } = parsed.data;
  checkEndpoint(token_uri, universe_domain, tokenEndpoint);
  return {
    clientId: key.client_id,
    email: key.client_email.toLowerCase(),
    projectId: key.project_id ?? null,
    keyId: key.private_key_id,
    privateKey: readPem(key.private_key),
  };
}

function refuseOthers(content: Record<string, unknown>): void {
  if ('web' in content || 'installed' in content)
    throw invalid(
      'oauth_client',
      'This is the file of an OAuth client. Create a key under the service account and take its file.',
    );
  if (content.type === 'authorized_user')
    throw invalid('user_credentials', "These are somebody's own credentials, not a key.");
  if (content.type === 'external_account' || content.type === 'impersonated_service_account')
    throw invalid(
      'external_account',
      'This file refers to an identity elsewhere. Only a key of the service account can sign here.',
    );
  if (content.type !== 'service_account')
    throw invalid('unknown', 'This file does not describe a key of a service account.');
}

function checkEndpoint(
  named: string | undefined,
  universe: string | undefined,
  tokenEndpoint: string,
): void {
  const isGoogle = tokenEndpoint.startsWith('https://oauth2.googleapis.com/');
  const known = [tokenEndpoint, ...(isGoogle ? formerEndpoints : [])];
  const isForeign = named !== undefined && !known.includes(named);
  const isOtherCloud = universe !== undefined && universe !== 'googleapis.com';
  if (isForeign || isOtherCloud)
    throw invalid('foreign_token_uri', 'The key belongs to another provider than the one set up.', {
      expected: tokenEndpoint,
      found: named ?? universe ?? '',
    });
}

function readPem(text: string): string {
  try {
    const key = createPrivateKey({ key: text, format: 'pem' });
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    if (key.asymmetricKeyType !== 'rsa' || bits < leastKeyBits) throw new RangeError();
    return key.export({ type: 'pkcs8', format: 'pem' }).toString();
  } catch {
    // Without the cause: what the parser says may quote the key.
    throw invalid(
      'key_unreadable',
      'The private key in the file cannot be read: it was changed or cut. Take the file as it was downloaded.',
    );
  }
}

function parse(file: string): Record<string, unknown> {
  if (file.length > maxLength) throw invalid('not_json', 'The file is too large.');
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(file.replace(/^\ufeff/, '')));
  } catch {
    throw invalid('not_json', 'This is not a JSON file.');
  }
}

function invalid(reason: string, detail: string, data: Record<string, string> = {}): MailError {
  return new MailError('client_file_invalid', { detail, data: { ...data, reason } });
}
