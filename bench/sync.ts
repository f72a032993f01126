import { CALLER, linkAccount, REDIRECT_URI, startEngine } from './linked-engine.ts';
import { type SimulatorProcess, startSimulator } from './simulator-process.ts';
import { round, sleep, until } from './statistics.ts';

const EMAIL = 'alice@gmail.example';
const MINUTE_MS = 60_000;

/**
 * A full synchronisation of `messages` under a quota scaled so that it takes minutes.
 *
 * `quotaUse` counts whole minutes only, from the first call on, while synchronisation had work left:
 * the last, broken minute would flatter or harm by chance.
 */
export async function measureSync(options: { messages: number; unitsPerMinute: number }) {
  const simulator = await startSimulator({
    users: [EMAIL],
    messages: options.messages,
    redirectUri: REDIRECT_URI,
  });
  const { engine, stop } = await startEngine(simulator, {
    gmailUnitsPerUserPerMinute: options.unitsPerMinute,
  });
  try {
    const costs = await scaleQuota(simulator, options.unitsPerMinute);
    const accountId = await linkAccount(engine, EMAIL);
    await sleep(MINUTE_MS + 2_000); // linking used units of this minute's allowance
    await simulator.control('DELETE', '/usage');
    const samples: { atMs: number; units: number }[] = [];
    const startedAt = performance.now();
    await engine.accounts.confirm(CALLER, accountId, { syncFrom: null });

    let firstScreenMs: number | null = null;
    await until(
      async () => {
        const usage = await simulator.usage(EMAIL);
        samples.push({ atMs: performance.now() - startedAt, units: usage.units });
        if (firstScreenMs === null) {
          const page = await engine.mail.threads(CALLER, { role: 'inbox', limit: 50 });
          if (page.threads.length === 50) firstScreenMs = performance.now() - startedAt;
        }
        const account = await engine.accounts.get(CALLER, accountId);
        return account.sync.phase === 'originals' || account.sync.phase === 'idle';
      },
      { timeoutMs: 20 * MINUTE_MS, everyMs: 100, what: 'full synchronisation' },
    );
    const usage = await simulator.usage(EMAIL);
    const { messageCount } = await engine.accounts.get(CALLER, accountId);
    return {
      messages: messageCount,
      durationMs: Math.round(performance.now() - startedAt),
      unitsPerMinuteAllowed: options.unitsPerMinute,
      unitsUsed: usage.units,
      requests: usage.requests,
      byMethod: usage.byMethod,
      quotaUse: round(quotaUse(samples, options.unitsPerMinute)),
      rejected: round(usage.rejected / usage.requests),
      unitsPerMessage: round(usage.units / messageCount / (costs['messages.get'] ?? Number.NaN)),
      firstScreenMs: Math.round(firstScreenMs ?? Number.NaN),
    };
  } finally {
    await stop();
    await simulator.stop();
  }
}

/** The 2026 costs with another allowance a minute. */
async function scaleQuota(simulator: SimulatorProcess, unitsPerUserPerMinute: number) {
  const project = (await simulator.control('GET', '/project')) as {
    quota: { costs: Record<string, number> };
  };
  const quota = { ...project.quota, name: 'scaled', unitsPerUserPerMinute };
  await simulator.control('PATCH', '/project', { quota });
  return project.quota.costs;
}

function quotaUse(samples: { atMs: number; units: number }[], unitsPerMinute: number): number {
  const lastMs = samples.at(-1)?.atMs ?? 0;
  const minutes = Math.floor(lastMs / MINUTE_MS);
  if (minutes === 0) return Number.NaN;
  const atEnd = samples.filter((sample) => sample.atMs <= minutes * MINUTE_MS).at(-1)?.units ?? 0;
  return atEnd / (minutes * unitsPerMinute);
}
