import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';

/** Base addresses at which something is wrong before HTTP begins. */
export interface BrokenEndpoints {
  /** A name that no DNS knows (RFC 2606). */
  unknownName: string;
  /** A port at which nobody listens. */
  refused: string;
  /** Takes connections and never says a word. */
  silent: string;
  /** HTTPS at a port that speaks plain HTTP: the handshake fails. */
  withoutTls: string;
}

/** Opens the ports when they are first asked for. */
export function createBrokenEndpoints(port: () => number) {
  let started: Promise<{ endpoints: BrokenEndpoints; server: Server }> | null = null;
  const sockets = new Set<Socket>();

  const start = async () => {
    const silent = createServer((socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => {});
    });
    const silentPort = await listening(silent);
    const closed = createServer();
    const closedPort = await listening(closed);
    await new Promise((resolve) => closed.close(resolve));
    const endpoints = {
      unknownName: 'http://google.invalid',
      refused: `http://127.0.0.1:${closedPort}`,
      silent: `http://127.0.0.1:${silentPort}`,
      withoutTls: `https://127.0.0.1:${port()}`,
    };
    return { endpoints, server: silent };
  };
  return {
    open: async (): Promise<BrokenEndpoints> => {
      started ??= start();
      return (await started).endpoints;
    },
    close: async (): Promise<void> => {
      const running = await started?.catch(() => null);
      for (const socket of sockets) socket.destroy();
      if (running) await new Promise((resolve) => running.server.close(resolve));
    },
  };
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
