import { createHash, generateKeyPair, randomBytes, randomInt } from 'node:crypto';
import { promisify } from 'node:util';
import type { JWK } from 'jose';
import { InvalidInputError } from '../../invalid-input.ts';
import type { GoogleProject, ServiceAccount, World } from '../world.ts';

const generate = promisify(generateKeyPair);
const maxKeys = 10;
const maxAccounts = 100;

/**
 * Creates a service account in a project.
 *
 * @param name display name; the address follows from it unless `id` is given
 * @throws InvalidInputError in the console's words
 * @see https://cloud.google.com/iam/docs/service-accounts-create
 */
export function createServiceAccount(
  project: GoogleProject,
  { name, id = idOf(name) }: { name: string; id?: string },
): ServiceAccount {
  if (!/^[a-z]([a-z0-9-]{4,28}[a-z0-9])$/.test(id)) {
    throw new InvalidInputError(
      'Service account ID must be between 6 and 30 characters: lowercase letters, digits and dashes',
    );
  }
  const email = `${id}@${project.projectId}.iam.gserviceaccount.com`;
  if (project.serviceAccounts.some((account) => account.email === email)) {
    throw new InvalidInputError(`Service account ${id} already exists within project`);
  }
  if (project.serviceAccounts.length >= maxAccounts) {
    throw new InvalidInputError('Maximum number of service accounts on project reached');
  }
  const uniqueId = `1${String(randomInt(10 ** 10)).padStart(10, '0')}${String(randomInt(10 ** 10)).padStart(10, '0')}`;
  const account = { email, displayName: name, uniqueId, isEnabled: true, keys: [] };
  project.serviceAccounts.push(account);
  return account;
}

/**
 * Adds a key and returns the file that the console offers once, with the private half.
 *
 * @param urls where the file's endpoints point
 * @throws InvalidInputError beyond ten keys
 * @see https://cloud.google.com/iam/docs/keys-create-delete
 */
export async function createServiceAccountKey(
  account: ServiceAccount,
  options: { projectId: string; issuer: string; now: number },
): Promise<{ keyId: string; keyFile: string }> {
  if (account.keys.length >= maxKeys) {
    throw new InvalidInputError('Precondition check failed: a service account has at most 10 keys');
  }
  const pair = await generate('rsa', { modulusLength: 2048 });
  const publicJwk = pair.publicKey.export({ format: 'jwk' }) as JWK;
  const keyId = createHash('sha1').update(randomBytes(20)).digest('hex');
  account.keys.push({ id: keyId, publicJwk, isEnabled: true, createdAt: options.now });
  const file = {
    type: 'service_account',
    project_id: options.projectId,
    private_key_id: keyId,
    private_key: pair.privateKey.export({ format: 'pem', type: 'pkcs8' }),
    client_email: account.email,
    client_id: account.uniqueId,
    auth_uri: `${options.issuer}/o/oauth2/auth`,
    token_uri: `${options.issuer}/token`,
    auth_provider_x509_cert_url: `${options.issuer}/oauth2/v1/certs`,
    client_x509_cert_url: `${options.issuer}/robot/v1/metadata/x509/${encodeURIComponent(account.email)}`,
    universe_domain: 'googleapis.com',
  };
  return { keyId, keyFile: `${JSON.stringify(file, null, 2)}\n` };
}

/** The service account with this address or unique id, and its project. */
export function findServiceAccount(
  world: World,
  emailOrId: string,
): { account: ServiceAccount; project: GoogleProject } | null {
  for (const project of world.projects) {
    const account = project.serviceAccounts.find(
      ({ email, uniqueId }) => email === emailOrId || uniqueId === emailOrId,
    );
    if (account) return { account, project };
  }
  return null;
}

/** Deletes a service account: its address and keys mean nothing any more. */
export function deleteServiceAccount(world: World, email: string): boolean {
  const found = findServiceAccount(world, email);
  if (!found) return false;
  const { project, account } = found;
  project.serviceAccounts = project.serviceAccounts.filter((one) => one !== account);
  return true;
}

function idOf(name: string): string {
  const base = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 30);
  return base.length >= 6
    ? base.replace(/-+$/, '')
    : `${base || 'account'}-${randomInt(10_000, 99_999)}`;
}
