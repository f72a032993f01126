import { randomBytes } from 'node:crypto';
import { createGoogleSimulator, type GoogleSimulator } from '@mailroom/simulator';
import { pino } from 'pino';
import { createLimits } from '../limits.ts';
import { createOAuth, googleScopes, type OAuth, type OAuthClient } from '../oauth.ts';
import type { AccessTokens, MailProvider } from '../provider.ts';
import { createGmailProvider, type GmailProviderOptions } from './provider.ts';
import { resolveGmailQuota } from './quota.ts';

export const testRedirectUri = 'http://localhost:3000/admin/settings/mail/oauth2';

/** Tests of the rest must not wait for quota. */
const plentyOfUnits = 1_000_000;

/** A simulated Google with one client, for tests. */
export interface GmailTest {
  simulator: GoogleSimulator;
  oauth: OAuth;
  client: OAuthClient;
  /** Links a mailbox through the consent pages. */
  authorize(email: string): ReturnType<OAuth['exchange']>;
  /** The adapter of a mailbox, with a token of its own. */
  open(email: string, options?: Partial<GmailProviderOptions>): Promise<MailProvider>;
  stop(): Promise<void>;
}

/** Starts a simulated Google with the given accounts. */
export async function startGmailTest(
  options: Parameters<typeof createGoogleSimulator>[0],
): Promise<GmailTest> {
  const simulator = await createGoogleSimulator({
    quota: {
      name: 'plenty',
      unitsPerUserPerMinute: plentyOfUnits,
      unitsPerProjectPerMinute: plentyOfUnits * 10,
      maxConcurrentPerUser: 20,
      costs: { ...resolveGmailQuota().costs },
    },
    ...options,
    project: { publishingStatus: 'production', isVerified: true, ...options?.project },
  });
  const registered = simulator.registerClient({ type: 'web', redirectUris: [testRedirectUri] });
  const client: OAuthClient = {
    issuer: simulator.issuer,
    clientId: registered.clientId,
    clientSecret: registered.clientSecret,
  };
  const oauth = createOAuth({ now: () => new Date(simulator.clock.now()) });
  const authorize = async (email: string) => {
    const secrets = {
      state: randomBytes(24).toString('base64url'),
      nonce: randomBytes(24).toString('base64url'),
      codeVerifier: randomBytes(32).toString('base64url'),
    };
    const authorizationUrl = await oauth.authorizationUrl(client, {
      ...secrets,
      redirectUri: testRedirectUri,
      scopes: googleScopes,
      loginHint: null,
    });
    const callback = await simulator.approve({ authorizationUrl, email });
    return oauth.exchange(client, new URL(callback).searchParams, {
      ...secrets,
      redirectUri: testRedirectUri,
    });
  };
  return {
    simulator,
    oauth,
    client,
    authorize,
    open: async (email, overrides = {}) => {
      const grant = await authorize(email);
      const quota = resolveGmailQuota({ gmailUnitsPerUserPerMinute: plentyOfUnits });
      const limits = createLimits();
      return createGmailProvider({
        apiUrl: simulator.gmailUrl,
        tokens: tokensOf(oauth, client, grant.accessToken, grant.refreshToken),
        limit: limits.forMailbox({
          provider: 'google-simulated',
          subject: grant.identity.subject,
          clientId: client.clientId,
          allowance: quota.allowance,
        }),
        costs: quota.costs,
        logger: pino({ level: 'silent' }),
        now: () => new Date(simulator.clock.now()),
        retryDelayMs: 5,
        ...overrides,
      });
    },
    stop: () => simulator.stop(),
  };
}

function tokensOf(
  oauth: OAuth,
  client: OAuthClient,
  first: string,
  refreshToken: string | null,
): AccessTokens {
  let token = first;
  return {
    get: async ({ rejected } = {}) => {
      if (rejected === token && refreshToken)
        token = (await oauth.refresh(client, refreshToken)).accessToken;
      return token;
    },
  };
}
