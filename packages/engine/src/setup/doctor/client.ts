import type { OpenClient } from '../clients.ts';
import { redirectUriOf } from '../redirect-uri.ts';
import { clientReason, testClientPair } from '../test-client.ts';
import { type Found, fail, passed, skipped, unknown } from './finding.ts';
import type { Network } from './network.ts';
import { networkReason } from './network-error.ts';

/**
 * Asks the provider about ID and secret with a dummy code: Google documents no such question, so
 * the answer is a hint.
 */
export async function checkClient(
  network: Pick<Network, 'tokenEndpoint'>,
  client: OpenClient | null,
  publicUrl: string,
): Promise<Found<'client'>> {
  if (!client) return skipped('no_client');
  const data = { clientId: client.row.clientId };
  const test = await testClientPair(network, client.oauth, redirectUriOf(publicUrl));
  if (test.result === 'working') return { ...passed, data };
  if ('error' in test) return unknown('not_asked', { data, seen: networkReason(test.error)?.seen });
  const { refusal } = test;
  if (!refusal) {
    const status = 'status' in test ? test.status : '';
    return unknown('unclear', { data, seen: `HTTP ${status}` });
  }
  const seen = [refusal.error, refusal.description].filter(Boolean).join(': ');
  const reason = clientReason(refusal, test.result === 'wrong' ? test.code : null);
  return reason ? fail(reason, { data, seen }) : unknown('unclear', { data, seen });
}
