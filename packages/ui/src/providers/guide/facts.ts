import type { DelegationView, DoctorCheckId, DoctorCheckView, SetupView } from '../../views.ts';
import type { FactId, Step } from './steps.ts';

/** `no` contradicts a tick by hand; `unknown` leaves it. */
export type Fact = 'yes' | 'no' | 'unknown';
export type Facts = Record<FactId, Fact>;

/** How a step stands: `seen` was found out, `ticked` was said, `contradicted` was said but is not so. */
export type StepState = 'open' | 'seen' | 'ticked' | 'contradicted' | 'info';

/** What is known without anybody saying so. */
export function factsOf(setup: SetupView, delegation: DelegationView | null): Facts {
  const client = setup.clients.find(({ provider }) => provider === 'google');
  const { answers } = setup.guide;
  const found = (id: DoctorCheckId) => factOf(checkOf(setup, id));
  const isLinked = (client?.accountCount ?? 0) > 0;
  return {
    project: yes(Boolean(client) || Boolean(answers.projectId)),
    api: found('api_enabled') === 'unknown' ? yes(isLinked) : found('api_enabled'),
    // The console makes no client before the app is registered.
    app: yes(Boolean(client)),
    client: found('redirect_registered') === 'no' ? 'no' : yes(Boolean(client)),
    file: client?.status === 'broken' ? 'no' : yes(Boolean(client?.hasSecret)),
    checked: both(client ? found('client') : 'unknown', found('redirect_registered')),
    published: publishedOf(setup, found('grant_lifetime')),
    linked: yes(isLinked),
    verified: yes(answers.publishing === 'verified'),
    pushTopic: yes(Boolean(client?.pushTopic)),
    pushReceived: pushOf(setup, found('push')),
    key: yes(Boolean(delegation?.serviceAccount)),
    delegated:
      found('delegation') === 'unknown'
        ? yes(delegation?.links.some(({ state }) => state === 'linked') ?? false)
        : found('delegation'),
  };
}

/** How a step stands under the facts and the ticks that were made by hand. */
export function stateOf(step: Step, facts: Facts, done: readonly string[]): StepState {
  const fact = step.fact ? facts[step.fact] : 'unknown';
  if (!step.fact && !step.isTickedByHand) return 'info';
  if (fact === 'yes') return 'seen';
  const isTicked = Boolean(step.isTickedByHand) && done.includes(step.id);
  if (fact === 'no' && (isTicked || !step.isTickedByHand)) return 'contradicted';
  return isTicked ? 'ticked' : 'open';
}

/** Whether a step counts as done. */
export function isDone(state: StepState): boolean {
  return state === 'seen' || state === 'ticked';
}

/** What the doctor's last report says about one check; null: not looked at. */
export function checkOf(setup: SetupView, id: DoctorCheckId): DoctorCheckView | null {
  const checks = setup.report?.checks.filter((check) => check.id === id) ?? [];
  // Several mailboxes may have been looked at: the worst counts.
  return checks.find(({ status }) => status === 'fail') ?? checks[0] ?? null;
}

/** The project that links lead to: the client's own, else what was typed. */
export function projectIdOf(setup: SetupView): string | null {
  const client = setup.clients.find(({ provider }) => provider === 'google');
  return client?.projectId ?? setup.guide.answers.projectId ?? null;
}

/** Mailboxes whose permission dies after seven days, as far as the doctor saw. */
export function hasShortGrants(setup: SetupView): boolean {
  return checkOf(setup, 'grant_lifetime')?.status === 'fail';
}

function publishedOf(setup: SetupView, lifetime: Fact): Fact {
  const { publishing } = setup.guide.answers;
  // Permissions given in Testing keep their seven days: they do not disprove a publication.
  if (publishing === 'production' || publishing === 'verified') return 'yes';
  return lifetime;
}

function pushOf(setup: SetupView, found: Fact): Fact {
  if (setup.pushTest.state === 'received') return 'yes';
  return setup.pushTest.state === 'failed' ? 'no' : found;
}

function factOf(check: DoctorCheckView | null): Fact {
  if (check?.status === 'pass') return 'yes';
  return check?.status === 'fail' ? 'no' : 'unknown';
}

function both(one: Fact, other: Fact): Fact {
  if (one === 'no' || other === 'no') return 'no';
  return one === 'yes' && other === 'yes' ? 'yes' : 'unknown';
}

function yes(isSo: boolean): Fact {
  return isSo ? 'yes' : 'unknown';
}
