import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/**
 * What a proxy looks like that opens encrypted connections with a certificate of its own: it answers
 * over TLS, and nobody trusts it.
 */
export async function startInterceptor(): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer({ key, cert }, (_request, response) => response.end('{}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://localhost:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Signed by itself and good for nothing else. */
const cert = `-----BEGIN CERTIFICATE-----
MIIBmjCCAUGgAwIBAgIUc9UHSoS0cLfr0ypV3gg0VTGsRVMwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjIwNDY1N1oYDzIxMjYxMDI5
MjA0NjU3WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAR3uhPiLutEfEbEU7Eh44eUOqtbBFyVS8q9v9DlUiLogif8C2eZmfDp
r/vs308S/5zO4tgmMZSB2p26PXFSN14ko28wbTAdBgNVHQ4EFgQUw8NgskOF+Xh1
xj34f9H+tOCN40swHwYDVR0jBBgwFoAUw8NgskOF+Xh1xj34f9H+tOCN40swDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDRwAwRAIgHVJBE2hNQ05rg7DLIQrDFC38Dr48FNiITNhWkX8m4q0CICU6
xQLja2rsiaLlfUH70BqDEkWormR5HOalBAoMX3wt
-----END CERTIFICATE-----`;
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgA/UVXGSeZ1rP89pJ
SW2a0vAP9evkt2gItoubQEVAOIShRANCAAR3uhPiLutEfEbEU7Eh44eUOqtbBFyV
S8q9v9DlUiLogif8C2eZmfDpr/vs308S/5zO4tgmMZSB2p26PXFSN14k
-----END PRIVATE KEY-----`;
