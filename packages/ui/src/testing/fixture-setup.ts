import type {
  DelegatedLinkView,
  DelegationView,
  DoctorCheckId,
  DoctorCheckView,
  DoctorReportView,
  ProviderClientView,
  SetupView,
} from '../views.ts';
import type { FixtureAnswer, FixtureServer } from './fixture-server.ts';

/** Providers as an administrator finds them, in memory; tests change what they like. */
export interface FixtureSetup {
  setup: SetupView;
  delegation: DelegationView;
  /** What the next checks find, by their id; the others pass. */
  findings: Map<DoctorCheckId, Partial<DoctorCheckView>>;
  /** Bodies of what was asked, newest last: `POST /setup/doctor/google {…}`. */
  asked: { route: string; body: unknown }[];
  /** Held back until the test lets it go: resolves before a doctor's answer. */
  gate: Promise<void>;
}

const NOW = '2026-03-02T09:30:00.000Z';
const CHECKS: readonly DoctorCheckId[] = [
  'public_url',
  'redirect_uri',
  'reach_identity',
  'reach_token',
  'reach_api',
  'clock',
  'client',
  'redirect_registered',
  'scopes',
  'refresh_token',
  'grant_lifetime',
  'api_enabled',
  'mailbox',
  'identities',
  'test_mail',
  'push',
  'delegation',
];

/** Lets a fixture server answer for the providers page. Without a client until a test adds one. */
export function serveSetup(fixture: FixtureServer): FixtureSetup {
  const state: FixtureSetup = {
    setup: emptySetup(fixture.url),
    delegation: { serviceAccount: null, scopes: ['https://mail.google.com/'], links: [] },
    findings: new Map(),
    asked: [],
    gate: Promise.resolve(),
  };
  const on = (route: string, make: (body: unknown) => unknown) =>
    fixture.answers.set(route, async (text): Promise<FixtureAnswer> => {
      const body: unknown = text ? JSON.parse(text) : null;
      if (!route.startsWith('GET')) state.asked.push({ route, body });
      const made = await make(body);
      return isAnswer(made) ? made : { status: 200, body: made };
    });
  on('GET /setup', () => state.setup);
  on('GET /setup/available', () => []);
  on('GET /setup/delegation/google', () => state.delegation);
  on('POST /setup/doctor/google', async () => {
    await state.gate;
    state.setup.report = fixtureReport(state.findings);
    return state.setup.report;
  });
  on('PUT /setup/clients/google', (body) => {
    const known = state.setup.clients[0] ?? fixtureClient();
    const saved = { ...known, ...(body as object), updatedAt: new Date().toISOString() };
    state.setup.clients = [saved];
    return saved;
  });
  on('POST /setup/clients/google/test', () => state.setup.clients[0] ?? refusal(404, 'not_found'));
  on('POST /setup/push-test/google', () => {
    state.setup.pushTest = {
      state: 'waiting',
      startedAt: new Date().toISOString(),
      elapsedMs: 0,
      problem: null,
    };
    return state.setup.pushTest;
  });
  on('PUT /setup/delegation/google', (body) => {
    const { file } = body as { file: string };
    if (!file.includes('service_account')) {
      return refusal(400, 'client_file_invalid', { reason: 'oauth_client' });
    }
    state.delegation.serviceAccount = {
      clientId: '104857600000000000001',
      email: 'mailroom@mailroom-prod.iam.gserviceaccount.com',
      projectId: 'mailroom-prod',
      keyId: '9f2c41d07ab3',
      updatedAt: NOW,
      problem: null,
    };
    return state.delegation;
  });
  on('POST /setup/delegation/google/links', (body) => {
    const { emails } = body as { emails: string[] };
    const others = state.delegation.links.filter(({ email }) => !emails.includes(email));
    state.delegation.links = [...others, ...emails.map((email, at) => fixtureLink(at + 1, email))];
    return state.delegation;
  });
  return state;
}

/** A client that works. */
export function fixtureClient(changes: Partial<ProviderClientView> = {}): ProviderClientView {
  return {
    provider: 'google',
    isSimulated: false,
    clientId: '914872530121-8bqk3vd1m0r4c7tq.apps.googleusercontent.com',
    hasSecret: true,
    projectId: 'mailroom-prod',
    status: 'working',
    problem: null,
    testedAt: NOW,
    pushTopic: null,
    pushServiceAccount: null,
    accountCount: 2,
    updatedAt: NOW,
    ...changes,
  };
}

/** One mailbox on its way, or what came of it. */
export function fixtureLink(
  id: number,
  email: string,
  state: DelegatedLinkView['state'] = 'waiting',
  code: string | null = null,
): DelegatedLinkView {
  const problem = code === null ? null : { code, message: code, at: NOW };
  return { id, email, userId: null, state, problem, accountId: state === 'linked' ? id : null };
}

/** A report in which everything passes but what is told; a test mail only when asked for. */
export function fixtureReport(
  findings: ReadonlyMap<DoctorCheckId, Partial<DoctorCheckView>> = new Map(),
): DoctorReportView {
  const checks = CHECKS.map((id): DoctorCheckView => {
    const check: DoctorCheckView = {
      id,
      status: id === 'test_mail' ? 'skipped' : 'pass',
      isAdvisory: id === 'client' || id === 'redirect_registered',
      reason: id === 'test_mail' ? 'not_asked' : null,
      seen: null,
      data: {},
      link: null,
      account: null,
      durationMs: 120,
    };
    return { ...check, ...findings.get(id) };
  });
  const failed = checks.filter(({ status }) => status === 'fail');
  const isBroken = failed.some(({ isAdvisory }) => !isAdvisory);
  const at = new Date().toISOString();
  return {
    provider: 'google',
    startedAt: at,
    finishedAt: at,
    verdict: isBroken ? 'broken' : failed.length > 0 ? 'doubtful' : 'healthy',
    checks,
  };
}

function emptySetup(url: string): SetupView {
  return {
    redirectUri: `${url}/admin/settings/mail/oauth2`,
    redirectUriProblems: [],
    webhookUrl: `${url}/api/webhooks/google`,
    googleConsoleUrl: 'https://console.cloud.google.com',
    googleAdminUrl: 'https://admin.google.com',
    clients: [],
    guide: { answers: {}, done: [] },
    report: null,
    pushTest: { state: 'none', startedAt: null, elapsedMs: null, problem: null },
  };
}

function refusal(status: number, code: string, data: object = {}): FixtureAnswer {
  return { status, body: { code, title: 'Refused.', data } };
}

function isAnswer(made: unknown): made is FixtureAnswer {
  return typeof made === 'object' && made !== null && 'status' in made && 'body' in made;
}
