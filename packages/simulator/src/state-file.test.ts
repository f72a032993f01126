import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newProject } from './google/project.ts';
import { createTopic } from './google/pubsub/topics.ts';
import { createGoogleSimulator } from './index.ts';
import { createStateFile, readStateFile, type SavedState } from './state-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulator-state-'));
});
afterEach(() => rm(folder, { recursive: true }));

const redirectUri = 'http://localhost:3000/admin/settings/mail/oauth2';

describe('the state file', () => {
  it('brings back clients, tokens, keys, accounts, mail, project and clock', async () => {
    const stateFile = join(folder, 'deep', 'state.json');
    const options = { stateFile, users: [{ email: 'ada@gmail.example', messages: 50 }] };
    const first = await createGoogleSimulator({ ...options, quota: 'legacy' });
    first.clock.advance(3 * 86_400_000);
    const client = first.registerClient({ type: 'web', redirectUris: [redirectUri] });
    const query = new URLSearchParams({
      client_id: client.clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'openid email https://mail.google.com/',
      access_type: 'offline',
    });
    const authorizationUrl = `${first.url}/o/oauth2/v2/auth?${query}`;
    const callback = await first.approve({ authorizationUrl, email: 'ada@gmail.example' });
    const code = new URL(callback).searchParams.get('code') ?? '';
    const credentials = { client_id: client.clientId, client_secret: client.clientSecret };
    const tokens = await post(first.url, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      ...credentials,
    });
    const before = first.world.users.get('ada@gmail.example')?.mailbox;
    const added = before?.insert(Buffer.from('Subject: kept\r\n\r\n'), { labelIds: ['INBOX'] });
    before?.relabel(added?.id ?? '', ['STARRED'], []);
    expect(before?.messageCount).toBe(51);
    const ids = [...(before?.newestFirst(null) ?? [])].map(({ id }) => id);
    await first.stop();

    const second = await createGoogleSimulator(options);
    expect(second.url).toBe(first.url);
    expect(second.clients()).toEqual([client]);
    expect(second.world.project.quota.name).toBe('legacy');
    expect(Math.abs(second.clock.now() - Date.now() - 3 * 86_400_000)).toBeLessThan(60_000);
    const grant = second.world.authenticate(tokens.access_token ?? '');
    expect(grant?.user.email).toBe('ada@gmail.example');
    const refreshed = await post(second.url, {
      grant_type: 'refresh_token',
      refresh_token: tokens.refresh_token ?? '',
      ...credentials,
    });
    expect(refreshed).toHaveProperty('access_token');
    const after = second.world.users.get('ada@gmail.example')?.mailbox;
    expect([...(after?.newestFirst(null) ?? [])].map(({ id }) => id)).toEqual(ids);
    expect(after?.get(added?.id ?? '')?.labelIds).toEqual(['INBOX', 'STARRED']);
    expect(after?.historyId).toBe(before?.historyId);
    await second.stop();
  });

  it('keeps projects, service accounts, topics and what Workspaces decided', async () => {
    const stateFile = join(folder, 'state.json');
    const first = await createGoogleSimulator({
      stateFile,
      users: [{ email: 'cleo@corp.example', hostedDomain: 'corp.example' }],
    });
    const other = newProject('Other project', { projectId: 'other-project-1' });
    other.testUsers.add('cleo@corp.example');
    createTopic(other, 'mail');
    first.world.projects.push(other);
    const { account } = await first.createServiceAccount('mailroom');
    const scopes = ['https://mail.google.com/'];
    first.delegate({ domain: 'corp.example', clientId: account.uniqueId, scopes });
    await first.stop();

    const second = await createGoogleSimulator({ stateFile });
    expect(second.world.projects).toEqual([first.world.project, other]);
    expect(second.world.project).toBe(second.world.projects[0]);
    expect(second.snapshot().identity.workspaces).toMatchObject([
      { domain: 'corp.example', delegations: [{ clientId: account.uniqueId, scopes }] },
    ]);
    await second.stop();
  });

  it('is written soon after a change, readable by its owner alone', async () => {
    const stateFile = join(folder, 'state.json');
    const simulator = await createGoogleSimulator({ stateFile });
    await simulator.addUser({ email: 'late@gmail.example' });
    await expect
      .poll(() => readFile(stateFile, 'utf8'), { timeout: 5_000 })
      .toContain('late@gmail.example');
    expect((await stat(stateFile)).mode & 0o077).toBe(0);
    await simulator.stop();
  });

  it('is one whole state however many writes meet', async () => {
    const path = join(folder, 'state.json');
    let count = 0;
    const snapshot = () => {
      count += 1;
      return { version: 1, seed: count } as unknown as SavedState;
    };
    const file = createStateFile({ path, snapshot, delayMs: 0 });
    await Promise.all(Array.from({ length: 20 }, () => file.flush()));
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ version: 1, seed: 20 });
    await file.close();
  });

  it.each([
    ['cut off', '{"version":1,'],
    ['of a later version', '{"version":2}'],
    ['no object', 'null'],
  ])('is refused when %s, not overwritten', async (_what, text) => {
    const stateFile = join(folder, 'state.json');
    await writeFile(stateFile, text);
    await expect(createGoogleSimulator({ stateFile })).rejects.toThrow();
    expect(await readFile(stateFile, 'utf8')).toBe(text);
  });

  it('absent is nothing', async () => {
    expect(await readStateFile(join(folder, 'none.json'))).toBeNull();
  });
});

async function post(url: string, form: Record<string, string>): Promise<Record<string, string>> {
  const response = await fetch(`${url}/token`, { method: 'POST', body: new URLSearchParams(form) });
  return (await response.json()) as Record<string, string>;
}
