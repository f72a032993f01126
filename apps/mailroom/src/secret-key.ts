import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Db, isMailError, type SecretBox } from '@mailroom/engine';
import { z } from 'zod';
import { StartError } from './start-error.ts';
import { settleSetting } from './store/settings.ts';

/**
 * The key that seals secrets: the given one, else `secret.key` of the data directory, made there at
 * the first start, readable by the owner alone.
 *
 * @throws StartError when the file holds no key
 */
export async function loadSecretKey(options: {
  dataDirectory: string;
  given: Uint8Array | null;
}): Promise<Uint8Array> {
  if (options.given) return options.given;
  const path = join(options.dataDirectory, 'secret.key');
  await mkdir(options.dataDirectory, { recursive: true, mode: 0o700 });
  await createOnce(path);
  const text = (await readFile(path, 'utf8')).trim();
  if (/^[0-9a-f]{64}$/i.test(text)) return new Uint8Array(Buffer.from(text, 'hex'));
  throw new StartError(`${path} holds no secret key: restore it, or set MAILROOM_SECRET_KEY.`);
}

/**
 * Proves that the database was sealed with this key, by a value that its first start left there.
 *
 * @throws StartError when it was another key
 */
export async function checkSecretKey(db: Db, secretBox: SecretBox): Promise<void> {
  const context = 'key check';
  const mine = secretBox.seal('mailroom', context);
  const stored = await settleSetting(db, 'key_check', mine, z.string());
  try {
    secretBox.open(stored, context);
  } catch (error) {
    if (!isMailError(error, 'secret_key_wrong')) throw error;
    throw new StartError(
      'The secret key is not the one that this database was made with. Restore secret.key in the data directory, or set MAILROOM_SECRET_KEY to the old key.',
    );
  }
}

// `wx` fails where the file is: two first starts at once end up with one key.
async function createOnce(path: string): Promise<void> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(`${randomBytes(32).toString('hex')}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
