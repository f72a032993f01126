import { createServer, type IncomingMessage, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { StartError } from '../start-error.ts';
import { clientAddressHeader } from '../users/auth.ts';

export interface Listening {
  port: number;
  /** Stops taking connections; waits for the open requests up to `graceMs`, then cuts them. */
  close(graceMs: number): Promise<void>;
}

type Fetch = (request: Request) => Response | Promise<Response>;

/**
 * Listens and hands every request to `fetch`.
 *
 * @throws StartError when the port is taken or the address is not ours
 */
export async function listen(options: {
  host: string;
  port: number;
  /** Path that the site lies under, without a trailing slash; proxies may or may not strip it. */
  basePath: string;
  trustedProxies: number;
  fetch: Fetch;
}): Promise<Listening> {
  const listener = getRequestListener((request) => options.fetch(request));
  const server = createServer((incoming, outgoing) => {
    setClientAddress(incoming, options.trustedProxies);
    incoming.url = stripBasePath(incoming.url ?? '/', options.basePath);
    void listener(incoming, outgoing);
  });
  await bind(server, options.host, options.port);
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  return {
    port,
    async close(graceMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(cut);
    },
  };
}

function bind(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') {
        reject(new StartError(`Port ${port} on ${host} is in use. Choose another one: PORT=3001`));
      } else if (error.code === 'EACCES') {
        reject(new StartError(`Port ${port} needs more rights than this process has.`));
      } else if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
        reject(new StartError(`HOST=${host} is no address of this machine.`));
      } else reject(error);
    });
    server.listen(port, host, () => resolve());
  });
}

/**
 * Replaces what the outside says about the client's address by what is known: the connection's
 * other end, or what the trusted proxies in front saw.
 */
function setClientAddress(incoming: IncomingMessage, trustedProxies: number): void {
  const forwarded = String(incoming.headers['x-forwarded-for'] ?? '').split(',');
  const seen = trustedProxies > 0 ? forwarded.at(-trustedProxies)?.trim() : undefined;
  const address = seen || incoming.socket.remoteAddress || 'unknown';
  const { rawHeaders } = incoming;
  for (let index = rawHeaders.length - 2; index >= 0; index -= 2) {
    if (rawHeaders[index]?.toLowerCase() === clientAddressHeader) rawHeaders.splice(index, 2);
  }
  rawHeaders.push(clientAddressHeader, address.slice(0, 100));
  incoming.headers[clientAddressHeader] = address.slice(0, 100);
}

function stripBasePath(url: string, basePath: string): string {
  if (basePath === '' || !url.startsWith(basePath)) return url;
  const rest = url.slice(basePath.length);
  if (rest === '' || rest.startsWith('?')) return `/${rest}`;
  return rest.startsWith('/') ? rest : url;
}
