import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createImageProxy, isPublicAddress, pictureType } from './image-proxy.ts';
import { imageSignature } from './links.ts';

const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const caller = { userId: 'ann', isAdministrator: false };
const seen: { url: string; headers: Record<string, unknown> }[] = [];

let server: Server;
let port: number;
beforeAll(async () => {
  server = createServer((request, response) => {
    const url = request.url ?? '';
    seen.push({ url, headers: { ...request.headers } });
    if (url === '/redirect') return response.writeHead(302, { location: '/pixel.png' }).end();
    if (url === '/loop') return response.writeHead(302, { location: '/loop' }).end();
    if (url === '/escape')
      return response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end();
    if (url === '/svg')
      return response
        .writeHead(200, { 'content-type': 'image/png' })
        .end('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>');
    if (url === '/huge') return response.writeHead(200, { 'content-length': '99999999' }).end('x');
    if (url === '/slow') return undefined;
    return response.writeHead(200, { 'content-type': 'text/html', 'set-cookie': 'a=b' }).end(png);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Loopback stands for the internet here; everything else stays refused. */
const proxy = () =>
  createImageProxy({
    key: 'test',
    timeoutMs: 500,
    isAllowedAddress: (address) => address === '127.0.0.1',
    isAllowedPort: () => true,
  });

async function fetchThrough(path: string) {
  const images = proxy();
  const url = path.startsWith('http') ? path : `http://127.0.0.1:${port}${path}`;
  const signature = imageSignature(images.key, 'ann', url);
  return images.fetch(caller, { url, signature });
}

describe('image proxy', () => {
  it('[RD1] fetches a picture without cookies and referrer, and believes its bytes', async () => {
    const image = await fetchThrough('/redirect');
    expect([image.mimeType, image.sizeBytes]).toEqual(['image/png', png.byteLength]);
    expect(seen.at(-1)?.url).toBe('/pixel.png');
    expect(Object.keys(seen.at(-1)?.headers ?? {}).sort()).toEqual([
      'accept',
      'connection',
      'host',
      'user-agent',
    ]);
  });

  it.each(['/svg', '/huge', '/slow', '/loop', '/escape', 'http://10.0.0.1/a.png', 'ftp://a/b'])(
    '[RD2] answers %s like an absent picture',
    async (path) => {
      await expect(fetchThrough(path)).rejects.toMatchObject({ code: 'not_found' });
    },
  );

  it('[RD3] refuses links that it did not sign for this user', async () => {
    const images = proxy();
    const url = `http://127.0.0.1:${port}/pixel.png`;
    const signature = imageSignature(images.key, 'bo', url);
    for (const wrong of [signature, '', 'x'.repeat(43)])
      await expect(images.fetch(caller, { url, signature: wrong })).rejects.toMatchObject({
        code: 'not_found',
      });
  });

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'not an address',
  ])('[RD4] counts %s as not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it('[RD4] counts public addresses as public', () => {
    expect(['1.1.1.1', '2606:4700::1111'].map(isPublicAddress)).toEqual([true, true]);
  });

  it('[RD6] checks what name servers answer, not what this machine calls by that name', async () => {
    const url = `http://localhost:${port}/pixel.png`;
    const link = { url, signature: imageSignature('test', 'ann', url) };
    const common = { ...{ key: 'test', timeoutMs: 500 }, isAllowedPort: () => true };
    const asked: string[] = [];
    const answering = (...addresses: string[]) =>
      createImageProxy({
        ...common,
        isAllowedAddress: (address) => address === '127.0.0.1',
        async resolve(host) {
          asked.push(host);
          return addresses.map((address) => ({ address, family: 4 }));
        },
      });
    expect((await answering('127.0.0.1').fetch(caller, link)).mimeType).toBe('image/png');
    expect(asked).toEqual(['localhost']);
    for (const addresses of [[], ['127.0.0.1', '10.0.0.1']])
      await expect(answering(...addresses).fetch(caller, link)).rejects.toMatchObject({
        code: 'not_found',
      });
    // The real resolver: no answer within the bound, or none at all.
    await expect(proxy().fetch(caller, link)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('[RD6] fetches eight at a time, and four of one user', async () => {
    const running = new Map<string, number>();
    const peaks = new Map<string, number>();
    const count = (name: string, by: number) => {
      running.set(name, (running.get(name) ?? 0) + by);
      peaks.set(name, Math.max(peaks.get(name) ?? 0, running.get(name) ?? 0));
    };
    const images = createImageProxy({
      ...{ key: 'test', timeoutMs: 5_000 },
      async resolve(host) {
        const [, user] = host.split('.');
        for (const name of [user ?? '', 'all']) count(name, 1);
        for (let turn = 0; turn < 20; turn += 1) await new Promise((next) => setImmediate(next));
        for (const name of [user ?? '', 'all']) count(name, -1);
        return [];
      },
    });
    const fetches = ['ann', 'bo', 'cy'].flatMap((userId) =>
      Array.from({ length: 10 }, (_, index) => {
        const url = `http://${index}.${userId}.test/a.png`;
        const signature = imageSignature('test', userId, url);
        return images.fetch({ userId, isAdministrator: false }, { url, signature });
      }),
    );
    const results = await Promise.allSettled(fetches);
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    expect([peaks.get('ann'), peaks.get('bo'), peaks.get('all')]).toEqual([4, 4, 8]);
  });

  it('[RD5] knows pictures by their first bytes', () => {
    expect(pictureType(Buffer.from('<svg xmlns='))).toBeNull();
    expect(pictureType(Buffer.from('GIF89a...'))).toBe('image/gif');
    expect(pictureType(new Uint8Array())).toBeNull();
  });
});
