import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readKeyFile } from './key-file.ts';

const endpoint = 'https://oauth2.googleapis.com/token';
const pem = (bits: number) =>
  generateKeyPairSync('rsa', { modulusLength: bits })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
const privateKey = pem(2_048);
const key = {
  type: 'service_account',
  project_id: 'my-project',
  private_key_id: 'abc123',
  private_key: privateKey,
  client_email: 'Mailroom@my-project.iam.gserviceaccount.com',
  client_id: '123456789012345678901',
  token_uri: endpoint,
  universe_domain: 'googleapis.com',
};

describe('key file', () => {
  it('[DD1] reads what the console offers for download', () => {
    expect(readKeyFile(`\ufeff${JSON.stringify(key)}`, endpoint)).toEqual({
      clientId: key.client_id,
      email: 'mailroom@my-project.iam.gserviceaccount.com',
      projectId: 'my-project',
      keyId: 'abc123',
      privateKey,
    });
  });

  it('[DD1] takes the addresses that Google has had before, for Google alone', () => {
    const former = { ...key, token_uri: 'https://accounts.google.com/o/oauth2/token' };
    expect(readKeyFile(JSON.stringify(former), endpoint).keyId).toBe('abc123');
    expect(() => readKeyFile(JSON.stringify(former), 'http://127.0.0.1:9/token')).toThrow();
  });

  const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
  it.each<[string, object | string]>([
    ['not_json', 'nonsense'],
    ['not_json', '[]'],
    ['not_json', JSON.stringify({ ...key, private_key: 'x'.repeat(30_000) })],
    ['oauth_client', { web: { client_id: '1-a.apps.googleusercontent.com' } }],
    ['oauth_client', { installed: {} }],
    ['user_credentials', { type: 'authorized_user', refresh_token: '1//x' }],
    ['external_account', { type: 'external_account' }],
    ['external_account', { type: 'impersonated_service_account' }],
    ['unknown', {}],
    ['unknown', { ...key, client_id: undefined }],
    ['unknown', { ...key, client_email: 'nobody' }],
    ['key_missing', { ...key, private_key: undefined }],
    ['key_missing', { ...key, private_key: ' ' }],
    ['key_unreadable', { ...key, private_key: privateKey.slice(0, 400) }],
    ['key_unreadable', { ...key, private_key: elliptic }],
    ['key_unreadable', { ...key, private_key: pem(1_024) }],
    ['foreign_token_uri', { ...key, token_uri: 'https://evil.example/token' }],
    ['foreign_token_uri', { ...key, universe_domain: 'other.cloud.example' }],
  ])('[DD2] refuses with the reason %s', (reason, content) => {
    const file = typeof content === 'string' ? content : JSON.stringify(content);
    const read = () => readKeyFile(file, endpoint);
    expect(read).toThrow(
      expect.objectContaining({
        code: 'client_file_invalid',
        data: expect.objectContaining({ reason }),
      }),
    );
    try {
      read();
    } catch (error) {
      expect(JSON.stringify(error)).not.toContain('PRIVATE');
      expect((error as Error).cause).toBeUndefined();
    }
  });
});
