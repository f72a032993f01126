import type { DoctorCheckId, GuideAnswers } from '../../views.ts';

/** The guide's parts, in the order they are shown. All but the first are optional. */
export const CHAPTERS = [
  'setup',
  'consent',
  'publishing',
  'verification',
  'push',
  'delegation',
  'trust',
  'secret',
] as const;

export type ChapterId = (typeof CHAPTERS)[number];

/** What the application can find out by itself; see facts.ts. */
export type FactId =
  | 'project'
  | 'api'
  | 'app'
  | 'client'
  | 'file'
  | 'checked'
  | 'published'
  | 'linked'
  | 'verified'
  | 'pushTopic'
  | 'pushReceived'
  | 'key'
  | 'delegated';

/** Values of this installation that are pasted elsewhere; see values.ts. */
export type CopyId =
  | 'appName'
  | 'redirectUri'
  | 'origin'
  | 'scope'
  | 'url'
  | 'host'
  | 'webhookUrl'
  | 'pushAccount'
  | 'clientId'
  | 'serviceClientId'
  | 'delegationScopes';

/** Longer texts to paste; see texts.ts. */
export type TextId = 'justification' | 'privacy' | 'video';

export type SketchId = 'client' | 'audience' | 'warning' | 'boxes' | 'right';

/** What somebody has to type, paste or drop. Choosing and ticking is not counted. */
export type InputId =
  | 'projectName'
  | 'appName'
  | 'contactMail'
  | 'testerMails'
  | 'clientName'
  | 'redirectUri'
  | 'clientFile';

/** Answers under which something is shown; what is absent does not matter. */
export interface When {
  audience?: 'internal' | 'external';
  publishing?: 'testing';
}

/** Where a step's button leads. `cloud` and `admin` begin with the configured consoles. */
export type StepLink =
  | { to: 'cloud'; path: string; hasNoProject?: true }
  | { to: 'admin'; path: string }
  | { to: 'accounts' };

/** One step: everything but its words. */
export interface Step {
  id: string;
  chapter: ChapterId;
  when?: When;
  link?: StepLink;
  copies?: readonly CopyId[];
  texts?: readonly TextId[];
  sketch?: SketchId;
  inputs?: readonly InputId[];
  /** Ticks the step by itself. */
  fact?: FactId;
  /** Somebody ticks it; with a fact as well, whichever comes first. */
  isTickedByHand?: true;
  /** A question that is answered inside the step. */
  asks?: 'projectId' | 'publishing';
  /** Shows what the doctor found about these checks, and its button. */
  checks?: readonly DoctorCheckId[];
}

/**
 * Every step of setting up Google, in order. Paths belong to the console of 2025 and later.
 *
 * @see https://support.google.com/cloud/answer/15544987 (Google Auth Platform)
 * @see https://developers.google.com/workspace/gmail/api/guides/push
 * @see https://support.google.com/a/answer/162106 (domain-wide delegation)
 */
export const STEPS = [
  {
    id: 'project',
    chapter: 'setup',
    link: { to: 'cloud', path: '/projectcreate', hasNoProject: true },
    inputs: ['projectName'],
    asks: 'projectId',
    fact: 'project',
    isTickedByHand: true,
  },
  {
    id: 'api',
    chapter: 'setup',
    link: { to: 'cloud', path: '/apis/library/gmail.googleapis.com' },
    fact: 'api',
    isTickedByHand: true,
  },
  {
    id: 'app',
    chapter: 'setup',
    link: { to: 'cloud', path: '/auth/overview' },
    copies: ['appName'],
    inputs: ['appName', 'contactMail'],
    fact: 'app',
    isTickedByHand: true,
  },
  {
    id: 'scope',
    chapter: 'setup',
    when: { audience: 'external' },
    link: { to: 'cloud', path: '/auth/scopes' },
    copies: ['scope'],
    isTickedByHand: true,
  },
  {
    id: 'client',
    chapter: 'setup',
    link: { to: 'cloud', path: '/auth/clients/create' },
    copies: ['redirectUri', 'origin'],
    sketch: 'client',
    inputs: ['clientName', 'redirectUri'],
    fact: 'client',
    isTickedByHand: true,
  },
  { id: 'file', chapter: 'setup', inputs: ['clientFile'], fact: 'file' },
  {
    id: 'doctor',
    chapter: 'setup',
    checks: ['client', 'redirect_registered'],
    fact: 'checked',
  },
  {
    id: 'publish',
    chapter: 'setup',
    when: { audience: 'external' },
    link: { to: 'cloud', path: '/auth/audience' },
    sketch: 'audience',
    asks: 'publishing',
    fact: 'published',
  },
  {
    id: 'testers',
    chapter: 'setup',
    when: { audience: 'external', publishing: 'testing' },
    link: { to: 'cloud', path: '/auth/audience' },
    inputs: ['testerMails'],
    isTickedByHand: true,
  },
  {
    id: 'link',
    chapter: 'setup',
    link: { to: 'accounts' },
    checks: ['scopes', 'refresh_token', 'grant_lifetime', 'api_enabled', 'mailbox'],
    fact: 'linked',
  },
  { id: 'warning', chapter: 'consent', when: { audience: 'external' }, sketch: 'warning' },
  { id: 'boxes', chapter: 'consent', sketch: 'boxes' },
  { id: 'states', chapter: 'publishing', when: { audience: 'external' } },
  {
    id: 'toProduction',
    chapter: 'publishing',
    when: { audience: 'external' },
    link: { to: 'cloud', path: '/auth/audience' },
    checks: ['grant_lifetime'],
  },
  {
    id: 'toTesting',
    chapter: 'publishing',
    when: { audience: 'external' },
    link: { to: 'cloud', path: '/auth/audience' },
  },
  { id: 'needed', chapter: 'verification', when: { audience: 'external' }, isTickedByHand: true },
  {
    id: 'home',
    chapter: 'verification',
    when: { audience: 'external' },
    link: { to: 'cloud', path: '/auth/branding' },
    copies: ['url', 'host'],
    texts: ['privacy'],
    isTickedByHand: true,
  },
  {
    id: 'submit',
    chapter: 'verification',
    when: { audience: 'external' },
    link: { to: 'cloud', path: '/auth/verification' },
    texts: ['justification', 'video'],
    isTickedByHand: true,
  },
  { id: 'assessment', chapter: 'verification', when: { audience: 'external' }, fact: 'verified' },
  {
    id: 'pushTopic',
    chapter: 'push',
    link: { to: 'cloud', path: '/cloudpubsub/topic/list' },
    isTickedByHand: true,
    fact: 'pushTopic',
  },
  {
    id: 'pushRight',
    chapter: 'push',
    link: { to: 'cloud', path: '/cloudpubsub/topic/list' },
    copies: ['pushAccount'],
    sketch: 'right',
    isTickedByHand: true,
    fact: 'pushReceived',
  },
  {
    id: 'pushSigner',
    chapter: 'push',
    link: { to: 'cloud', path: '/iam-admin/serviceaccounts/create' },
    isTickedByHand: true,
    fact: 'pushReceived',
  },
  {
    id: 'pushSubscription',
    chapter: 'push',
    link: { to: 'cloud', path: '/cloudpubsub/subscription/create' },
    copies: ['webhookUrl'],
    isTickedByHand: true,
    fact: 'pushReceived',
  },
  { id: 'pushTest', chapter: 'push', checks: ['push'], fact: 'pushReceived' },
  {
    id: 'serviceAccount',
    chapter: 'delegation',
    link: { to: 'cloud', path: '/iam-admin/serviceaccounts' },
    isTickedByHand: true,
    fact: 'key',
  },
  { id: 'serviceKey', chapter: 'delegation', fact: 'key' },
  {
    id: 'delegate',
    chapter: 'delegation',
    link: { to: 'admin', path: '/ac/owl/domainwidedelegation' },
    copies: ['serviceClientId', 'delegationScopes'],
    isTickedByHand: true,
    fact: 'delegated',
  },
  { id: 'delegatedLink', chapter: 'delegation', checks: ['delegation'], fact: 'delegated' },
  {
    id: 'trust',
    chapter: 'trust',
    link: { to: 'admin', path: '/ac/owl/list?tab=configuredApps' },
    copies: ['clientId'],
    isTickedByHand: true,
  },
  {
    id: 'newSecret',
    chapter: 'secret',
    link: { to: 'cloud', path: '/auth/clients' },
    checks: ['client'],
  },
] as const satisfies readonly Step[];

export type StepId = (typeof STEPS)[number]['id'];

/** Whether something stands under these answers. */
export function applies(when: When | undefined, answers: GuideAnswers): boolean {
  if (!when) return true;
  if (when.audience && when.audience !== answers.audience) return false;
  return !when.publishing || when.publishing === answers.publishing;
}

/** The steps of a chapter under these answers, in order. */
export function stepsOf(chapter: ChapterId, answers: GuideAnswers): (Step & { id: StepId })[] {
  return STEPS.filter(
    (step: Step) => step.chapter === chapter && applies(step.when, answers),
  ) as (Step & { id: StepId })[];
}
