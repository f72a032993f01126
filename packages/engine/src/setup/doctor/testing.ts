import { expect } from 'vitest';
import { views } from '../../index.ts';
import { providerGuides } from '../../store/schema.ts';
import { TEST_CALLER, type TestEngine, until } from '../../testing.ts';
import type { DoctorCheckId, DoctorInput, DoctorReportView } from '../../views.ts';
import { doctorReasons } from './reasons.ts';

/** What the doctor's tests do with an engine on a simulated Google. */
export function doctorTests(test: () => TestEngine) {
  const client = () => test().simulator.clients()[0] as { clientId: string; clientSecret: string };

  /** Saves a client whatever Google thinks of it, as one does whose secret changed since. */
  async function save(
    { clientId, clientSecret }: { clientId: string; clientSecret: string },
    more: object = {},
  ) {
    const kind = { type: 'status', status: 503 } as const;
    test().simulator.faults.add({ match: 'oauth.token', kind, remaining: 1 });
    await test().database.db.update(providerGuides).set({ report: null });
    await test().engine.setup.saveClient(TEST_CALLER, 'google', {
      clientId,
      clientSecret,
      ...more,
    });
    await until(async () => (await test().engine.setup.get(TEST_CALLER)).report, 'the report');
  }

  async function examine(input: DoctorInput = {}): Promise<DoctorReportView> {
    const report = await test().engine.setup.runDoctor(TEST_CALLER, 'google', input);
    views.doctorReportView.parse(report);
    for (const { id, reason } of report.checks)
      if (reason) expect([...doctorReasons[id], ...doctorReasons.any]).toContain(reason);
    return report;
  }

  async function look(id: DoctorCheckId, input: DoctorInput = {}) {
    const report = await examine({ only: [id], ...input });
    const [check] = report.checks.filter((one) => one.id === id);
    if (!check) throw new Error(`no check ${id}`);
    return { ...check, verdict: report.verdict };
  }

  /** Tries to link and fails. */
  async function tryLink(email: string, untick: string[] = []) {
    const browserSecret = 'a-browser-of-this-test-0123456789';
    const { authorizationUrl } = await test().engine.accounts.startLink(TEST_CALLER, {
      provider: 'google',
      browserSecret,
    });
    const callbackUrl = await test().simulator.approve({ authorizationUrl, email, untick });
    await expect(
      test().engine.accounts.finishLink(TEST_CALLER, { callbackUrl, browserSecret }),
    ).rejects.toThrow();
  }

  return { client, save, examine, look, tryLink };
}
