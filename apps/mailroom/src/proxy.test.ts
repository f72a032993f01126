import { describe, expect, it, vi } from 'vitest';
import { inviteMember, password, startForTest } from './testing.ts';

const admin = { name: 'Root', email: 'root@example.test', password };

describe('behind a reverse proxy', () => {
  const proxied = {
    ...{ origin: 'https://mail.example.test', 'sec-fetch-site': 'same-origin' },
    ...{ 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https' },
    ...{ 'x-forwarded-host': 'mail.example.test' },
  };

  it('[HO24] asks for the terminal’s token where nobody said that there is a proxy', async () => {
    const out: string[] = [];
    const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      out.push(String(text));
      return true;
    });
    const open = await startForTest();
    try {
      const visitor = open.visitor(proxied);
      expect(open.firstRunToken).toBeNull();
      const state = await (await visitor.host.host.state.$get()).json();
      expect(state).toMatchObject({ needsToken: true, publicUrl: open.publicUrl, notices: [] });
      const post = (token?: string, as = visitor) =>
        as.host.host['first-administrator'].$post({ json: { ...admin, token } });
      await expect(post()).rejects.toMatchObject({ code: 'forbidden' });
      const token = /first-run token (\S+)/.exec(out.join(''))?.[1] ?? '';
      // A browser that does not tell where the page came from: only the origin is left to go by.
      const { 'sec-fetch-site': _, ...older } = proxied;
      await expect(post(token, open.visitor(older))).rejects.toMatchObject({
        code: 'forbidden',
        message: expect.stringContaining('set PUBLIC_URL to the address that you use'),
      });
      expect((await post(token)).status).toBe(200);
      // What Google is told to come back to is never what a header says.
      const setup = (await (await visitor.fetch('/api/setup')).json()) as unknown;
      expect(JSON.stringify(setup)).not.toContain('mail.example.test');
    } finally {
      write.mockRestore();
      await open.stop();
    }
  }, 90_000);

  it.each([
    ['0', '127.0.0.1'],
    ['1', '203.0.113.7'],
    ['2', '198.51.100.9'],
  ])(
    '[HO24] with TRUST_PROXY=%s believes what that many proxies saw',
    async (trusted, address) => {
      const open = await startForTest({
        ...{ PUBLIC_URL: 'https://mail.example.test', TRUST_PROXY: trusted },
      });
      try {
        // The first is what the client itself claims.
        const claims = { 'x-forwarded-for': '192.0.2.1, 198.51.100.9, 203.0.113.7' };
        const visitor = open.visitor({ ...claims, 'x-real-ip': '192.0.2.2' });
        const token = open.firstRunToken ?? '';
        await visitor.host.host['first-administrator'].$post({ json: { ...admin, token } });
        const sessions = await (await visitor.host.host.sessions.$get()).json();
        expect(sessions.map(({ ipAddress }) => ipAddress)).toEqual([address]);
      } finally {
        await open.stop();
      }
    },
    90_000,
  );
});

it('[HO25] tells what it runs on to administrators alone', async () => {
  const open = await startForTest();
  try {
    const health = await fetch(`${open.url}/api/health`);
    expect(await health.json()).toEqual({ isLive: true, isReady: true });
    const root = open.visitor();
    await root.host.host['first-administrator'].$post({ json: admin });
    const notices = async (visitor: typeof root) =>
      (await (await visitor.host.host.state.$get()).json()).notices;
    expect(await notices(root)).toEqual(['embedded_database']);
    const member = await inviteMember(open, root, 'mia@example.test');
    expect(await notices(member)).toEqual([]);
    expect(await notices(open.visitor())).toEqual([]);
  } finally {
    await open.stop();
  }
}, 90_000);
