import type { Caller, DoctorReportView, Engine, ProviderId } from '@mailroom/engine';
import { StartError } from '../start-error.ts';

/** Whoever may run commands on the server's machine with the server's rights. */
const operator: Caller = { userId: 'server', isAdministrator: true };

/**
 * Runs the doctor for the person at the terminal.
 *
 * @param testMail address of a linked mailbox to send a test mail through; null: none
 * @throws StartError when there is no such mailbox
 */
export async function examine(engine: Engine, testMail: string | null): Promise<DoctorReportView> {
  const { clients } = await engine.setup.get(operator);
  const known = clients.find(({ provider }) => provider === 'google') ?? clients[0];
  const provider: ProviderId = known?.provider ?? 'google';
  if (testMail === null) return engine.setup.runDoctor(operator, provider, {});
  const address = testMail.toLowerCase();
  const account = (await engine.accounts.overview(operator)).find(
    (one) => one.email.toLowerCase() === address && one.provider === provider,
  );
  if (!account) throw new StartError(`No mailbox with the address ${testMail} is linked.`);
  // In its owner's name: nobody else may send through a mailbox.
  const owner = { userId: account.userId, isAdministrator: true };
  return engine.setup.runDoctor(owner, provider, { testMailAccountId: account.id });
}
