import type { DoctorCheckView, DoctorReportView } from '../../packages/engine/src/views.ts';
import { approve, ConsentBlockedError } from '../../packages/simulator/src/index.ts';
import type { Translate } from '../../packages/ui/src/i18n/translate.ts';
import type { Place } from './place.ts';
import type { Diagnosis, Scenario } from './scenario.ts';

/** What the API says, and with which facts. */
export interface Finding extends Diagnosis {
  facts: Record<string, string | number>;
}

/** Stands where words hold a fact that the API does not name. */
export const gap = '…';

/** What a scenario's `arrange` left: what there is to try. */
export type Arranged = Awaited<ReturnType<Scenario['arrange']>>;

/**
 * Asks the API what is wrong, the way that the part of the interface asks that shows it.
 *
 * @returns what it says; where it says nothing of this scenario, what it says instead
 */
export async function diagnose(
  place: Place,
  scenario: Scenario,
  arranged: Arranged,
): Promise<Finding> {
  switch (scenario.shows) {
    case 'report':
      return examine(place, scenario, arranged as object | undefined);
    case 'form':
      return refusal(place, 'PUT', '/setup/clients/google', arranged);
    case 'file':
      return refusal(place, 'POST', '/setup/clients/google/file', { file: arranged });
    case 'key':
      return refusal(place, 'PUT', '/setup/delegation/google', { file: arranged });
    case 'return': {
      const callbackUrl = await (arranged as () => Promise<string>)();
      return refusal(place, 'POST', '/accounts/link/finish', { callbackUrl });
    }
    case 'blocked':
      return blocked(place, scenario, String(arranged));
    case 'account':
      return stored(place, Number(arranged));
    case 'push': {
      const { pushTest } = await place.must('GET', '/setup');
      return { code: pushTest.problem?.code ?? pushTest.state, facts: {} };
    }
    case 'delegation': {
      const { links } = await place.must('GET', '/setup/delegation/google');
      const failed = links.find(({ state }: { state: string }) => state === 'failed');
      return { code: failed?.problem.code ?? 'linked', facts: {} };
    }
  }
}

/** What people read: what was found, and the mend. @returns null where there are no words */
export function wordsOf(
  t: Translate,
  { words, mend = `${words}.mend` }: Scenario,
  { facts }: Finding,
): { title: string; mend: string } | null {
  const title = t.optional(words, facts);
  const how = t.optional(mend, facts);
  if (title === null || how === null) return null;
  return { title: shortened(title), mend: shortened(how) };
}

/** Facts that only the page knows, such as how long something is away, leave a gap. */
function shortened(text: string): string {
  return text.replace(/\{\{[^}]*\}\}/g, gap);
}

/** Whether the API said what it was to say. */
export function isDiagnosed({ says }: Scenario, finding: Finding): boolean {
  return (
    says.check === finding.check &&
    says.code === finding.code &&
    (says.reason === undefined || says.reason === finding.reason)
  );
}

/** Whether a check passes by itself, once what was wrong is mended at the provider. */
export async function isHealed(place: Place, { says }: Scenario): Promise<boolean> {
  const report = await place.must('POST', '/setup/doctor/google', { only: [says.check] });
  const checks = (report as DoctorReportView).checks.filter(({ id }) => id === says.check);
  return checks.length > 0 && checks.every(({ status }) => status === 'pass');
}

async function examine(place: Place, { says }: Scenario, input: object = {}): Promise<Finding> {
  const asked = { browserOrigin: place.server.url, ...input };
  const report: DoctorReportView = await place.must('POST', '/setup/doctor/google', asked);
  const own = report.checks.filter(({ id }) => id === says.check);
  const found = own.find(({ reason }) => reason === says.code) ?? own[0];
  if (!found) return { code: 'no such check', facts: {} };
  const isTold = found.status === 'fail' || found.status === 'unknown';
  const code = isTold ? (found.reason ?? found.status) : found.status;
  return { check: found.id, code, facts: factsOf(found) };
}

async function refusal(
  place: Place,
  method: string,
  path: string,
  body: unknown,
): Promise<Finding> {
  const answer = await place.ask(method, path, body);
  if (answer.status < 400) return { code: `answered ${answer.status}`, facts: {} };
  const { code, data = {}, detail = '' } = answer.body;
  return {
    code,
    ...(typeof data.reason === 'string' ? { reason: data.reason } : {}),
    facts: { ...scalars(data), detail },
  };
}

/** Nobody comes back from the provider's own page: whoever tried says which one it was. */
async function blocked(
  place: Place,
  scenario: Extract<Scenario, { shows: 'blocked' }>,
  email: string,
): Promise<Finding> {
  const begun = await place.must('POST', '/accounts/link', { provider: 'google' });
  const seen = await pageOf(begun.authorizationUrl, email, scenario.userAgent);
  if (seen !== scenario.googleSays) return { code: `Google shows ${seen}`, facts: {} };
  const told = { provider: 'google', page: scenario.page };
  await place.must('POST', '/accounts/link/blocked', told);
  return examine(place, scenario);
}

/** The code on the page at which the consent ends. */
async function pageOf(
  authorizationUrl: string,
  email: string,
  userAgent?: string,
): Promise<string> {
  if (userAgent) {
    const response = await fetch(authorizationUrl, { headers: { 'user-agent': userAgent } });
    return /class="code">[^<]*?([a-z_]+)</.exec(await response.text())?.[1] ?? 'no error';
  }
  try {
    await approve({ authorizationUrl, email });
    return 'no error';
  } catch (error) {
    if (error instanceof ConsentBlockedError) return error.code;
    throw error;
  }
}

async function stored(place: Place, accountId: number): Promise<Finding> {
  const { problem, grantExpiresAt } = await place.must('GET', `/accounts/${accountId}`);
  if (problem) return { code: problem.code, facts: {} };
  return { code: grantExpiresAt ? 'grant_ends' : 'well', facts: {} };
}

function factsOf({ data, account }: DoctorCheckView): Finding['facts'] {
  return { email: account?.email ?? '', ...scalars(data) };
}

function scalars(data: Record<string, unknown>): Finding['facts'] {
  return Object.fromEntries(
    Object.entries(data).filter(
      (entry): entry is [string, string | number] =>
        typeof entry[1] === 'string' || typeof entry[1] === 'number',
    ),
  );
}
