import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { SecretBox } from './engine.ts';
import { MailError } from './errors.ts';

const version = 'v1';
const ivBytes = 12;
const tagBytes = 16;

/**
 * Seals secrets with AES-256-GCM. A sealed text is `v1.<key id>.<base64url of iv, tag, ciphertext>`;
 * the key id, the first half of a hash, tells which key opens it, so that a key can be replaced
 * while old texts are still about.
 *
 * @param key 32 bytes; seals and opens
 * @param previous keys that only open, during a rotation
 * @throws RangeError for a key of another length
 */
export function createSecretBox(key: Uint8Array, previous: readonly Uint8Array[] = []): SecretBox {
  const keys = new Map([key, ...previous].map((bytes) => [keyId(bytes), bytes]));
  const currentId = keyId(key);
  return {
    seal: (plaintext, context) => {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      cipher.setAAD(associatedData(currentId, context));
      const body = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
      const bytes = Buffer.concat([iv, cipher.getAuthTag(), body]);
      return `${version}.${currentId}.${bytes.toString('base64url')}`;
    },
    open: (sealed, context) => {
      const [sealedVersion, id = '', text = '', ...rest] = sealed.split('.');
      const opener = keys.get(id);
      if (sealedVersion !== version || !opener || rest.length > 0)
        throw new MailError('secret_key_wrong');
      const bytes = Buffer.from(text, 'base64url');
      if (bytes.length < ivBytes + tagBytes) throw new MailError('secret_key_wrong');
      try {
        const decipher = createDecipheriv('aes-256-gcm', opener, bytes.subarray(0, ivBytes), {
          authTagLength: tagBytes,
        });
        decipher.setAAD(associatedData(id, context));
        decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
        const body = decipher.update(bytes.subarray(ivBytes + tagBytes));
        return Buffer.concat([body, decipher.final()]).toString('utf8');
      } catch (cause) {
        throw new MailError('secret_key_wrong', { cause });
      }
    },
  };
}

/** Whether `sealed` was made with `key`: proves that a rotation has visited it. */
export function isSealedWith(key: Uint8Array, sealed: string): boolean {
  return sealed.startsWith(`${version}.${keyId(key)}.`);
}

function keyId(key: Uint8Array): string {
  if (key.length !== 32) throw new RangeError('a secret key has 32 bytes');
  // A hash under its own name: it must not equal any other hash of the key that is in use.
  return createHash('sha256').update('mailroom key id\0').update(key).digest('hex').slice(0, 16);
}

function associatedData(id: string, context: string): Buffer {
  return Buffer.from(`${version}\0${id}\0${context}`, 'utf8');
}
