import { html } from 'hono/html';
import { InvalidInputError } from '../../invalid-input.ts';
import { scopeInfo } from '../identity/scopes.ts';
import type { GoogleProject } from '../world.ts';
import {
  area,
  button,
  buttonForm,
  buttonLink,
  choice,
  field,
  form,
  group,
  table,
} from './forms.ts';
import type { ConsoleContext, ConsolePage, PageRequest } from './site.ts';

const maxTestUsers = 100;
const emailPattern = /^[^\s@<>",;]{1,64}@[^\s@<>",;]+\.[^\s@<>",;]+$/;

/**
 * The Google Auth Platform but its clients: overview with the first setting-up, branding,
 * audience, data access, verification.
 *
 * @see https://support.google.com/cloud/answer/15544987
 * @see https://support.google.com/cloud/answer/15549945
 */
export function authPages(context: ConsoleContext): ConsolePage<GoogleProject>[] {
  return [
    {
      path: '/auth/overview',
      title: 'OAuth Overview',
      show: configured(({ subject }) => {
        const { audience, publishingStatus, branding, isVerified } = subject;
        const state = publishingStatus === 'testing' ? 'Testing' : 'In production';
        return html`<section><p>App name: <b>${branding?.appName ?? ''}</b></p>
<p>User type: ${audience === 'internal' ? 'Internal' : `External, ${state}`}</p>
<p>${isVerified ? 'Verified' : 'Not verified'}</p></section>`;
      }),
    },
    {
      path: '/auth/overview/create',
      title: 'Project configuration',
      show: ({ subject, entered }) =>
        form(
          'create',
          html`${group('App Information', brandingFields(entered, subject))}
${group('Audience', audienceFields(subject, entered?.get('audience') ?? ''))}
${group('Contact Information', field('contactEmail', 'Email addresses', { type: 'email', value: entered?.get('contactEmail') ?? null, hint: 'Google tells you here about changes to your project.' }))}
${group('Finish', choice('checkbox', 'isAgreed', 'yes', 'I agree to the Google API Services: User Data Policy.', false))}
${button('Create')}`,
        ),
      acts: {
        create: ({ subject }, entered) => {
          const contactEmail = address(entered.get('contactEmail'), 'Email addresses');
          const branding = { ...readBranding(entered), contactEmail };
          const audience = readAudience(subject, entered);
          if (entered.get('isAgreed') !== 'yes')
            throw new InvalidInputError(
              'Agree to the Google API Services: User Data Policy first.',
            );
          Object.assign(subject, { branding, audience });
          const goTo = `/console/auth/overview?project=${subject.projectId}`;
          return { goTo, notice: 'OAuth configuration created!' };
        },
      },
    },
    {
      path: '/auth/branding',
      title: 'Branding',
      show: configured(({ subject, entered }) =>
        form(
          'save',
          html`${brandingFields(entered, subject)}
${field('contactEmail', 'Developer contact information', { type: 'email', value: entered?.get('contactEmail') ?? subject.branding?.contactEmail ?? null })}
${button('Save')}`,
        ),
      ),
      acts: {
        save: ({ subject }, entered) => {
          const contactEmail = address(entered.get('contactEmail'), 'Email addresses');
          subject.branding = { ...readBranding(entered), contactEmail };
          return { notice: 'Saved.' };
        },
      },
    },
    audiencePage(context),
    {
      path: '/auth/audience/publish',
      title: 'Push to production?',
      show: ({ subject }) =>
        html`<section><p>Your app will be available to any user with a Google Account. Apps that ask for sensitive or restricted scopes must be verified; until then users see a warning, and at most ${subject.userCap} of them may authorise it.</p>
${buttonForm('confirm', 'Confirm', {}, 'main')}${buttonLink(`/console/auth/audience?project=${subject.projectId}`, 'Cancel', 'plain')}</section>`,
      acts: {
        confirm: ({ subject }) => {
          subject.publishingStatus = 'production';
          const goTo = `/console/auth/audience?project=${subject.projectId}`;
          return { goTo, notice: 'Publishing status: In production' };
        },
      },
    },
    scopesPage,
    verificationPage,
  ];
}

/** Shows what comes before everything else while the platform is not set up. */
export function configured(
  show: ConsolePage<GoogleProject>['show'],
): ConsolePage<GoogleProject>['show'] {
  return (request) =>
    request.subject.branding
      ? show(request)
      : html`<section><p>Google Auth Platform not configured yet</p>
${buttonLink(`/console/auth/overview/create?project=${request.subject.projectId}`, 'Get started')}</section>`;
}

function audiencePage({ world }: ConsoleContext): ConsolePage<GoogleProject> {
  return {
    path: '/auth/audience',
    title: 'Audience',
    show: configured((request) => {
      const { subject } = request;
      const { audience, organisationDomain, newUsers, userCap, testUsers } = subject;
      const isExternal = audience === 'external';
      const other = isExternal
        ? organisationDomain && buttonForm('internal', 'Make internal')
        : buttonForm('external', 'Make external');
      return html`${isExternal ? publishing(subject) : ''}
<section><h2>User type</h2><p>${isExternal ? 'External' : 'Internal'}</p>${other ?? ''}</section>
${isExternal ? html`<section><h2>OAuth user cap</h2><p>${newUsers.size} users (${userCap} user cap)</p></section>` : ''}
${
  isExternal
    ? html`<section><h2>Test users</h2>
${form('addUsers', html`${area('users', 'Add users', request.entered?.get('users') ?? '', 'Addresses of Google Accounts, separated by commas or lines; at most 100.')}${button('Save')}`)}
${table(
  ['User information', 'Remove'],
  [...testUsers].map((user) => [user, buttonForm('removeUser', `Remove ${user}`, { user })]),
  'No test users',
)}</section>`
    : ''
}`;
    }),
    acts: {
      testing: ({ subject }) => {
        subject.publishingStatus = 'testing';
        return { notice: 'Publishing status: Testing' };
      },
      internal: ({ subject }) => {
        if (!subject.organisationDomain)
          throw new InvalidInputError('Internal needs a project within an organization.');
        subject.audience = 'internal';
        return { notice: 'User type: Internal' };
      },
      external: ({ subject }) => {
        Object.assign(subject, { audience: 'external', publishingStatus: 'testing' });
        return { notice: 'User type: External' };
      },
      addUsers: ({ subject }, entered) => {
        const words = (entered.get('users') ?? '')
          .toLowerCase()
          .split(/[\s,;]+/)
          .filter(Boolean);
        const strangers = words.filter((word) => !world.users.has(word));
        if (strangers.length > 0)
          throw new InvalidInputError(
            `Ineligible accounts not added. These are no Google Accounts: ${strangers.join(', ')}`,
          );
        const users = new Set([...subject.testUsers, ...words]);
        if (users.size > maxTestUsers) throw new InvalidInputError('At most 100 test users.');
        subject.testUsers = users;
        return { notice: 'Saved.' };
      },
      removeUser: ({ subject }, entered) => {
        subject.testUsers.delete(entered.get('user') ?? '');
        return { notice: 'Removed.' };
      },
    },
  };
}

function publishing(project: GoogleProject) {
  const isTesting = project.publishingStatus === 'testing';
  return html`<section><h2>Publishing status</h2><p>${isTesting ? 'Testing' : 'In production'}</p>
${
  isTesting
    ? buttonLink(`/console/auth/audience/publish?project=${project.projectId}`, 'Publish app')
    : buttonForm('testing', 'Back to testing')
}</section>`;
}

const scopesPage: ConsolePage<GoogleProject> = {
  path: '/auth/scopes',
  title: 'Data Access',
  show: configured(({ subject, entered }) => {
    const tables = (['basic', 'sensitive', 'restricted'] as const).map((kind) => {
      const own = subject.scopes.filter((scope) => scopeInfo(scope)?.class === kind);
      const name = kind === 'basic' ? 'non-sensitive' : kind;
      const rows = own.map((scope) => [
        html`<code>${scope}</code>`,
        scopeInfo(scope)?.label.en ?? '',
        buttonForm('remove', `Remove ${scope}`, { scope }),
      ]);
      return html`<section><h2>Your ${name} scopes</h2>${table(['Scope', 'User-facing description', 'Remove'], rows, 'No rows to display')}</section>`;
    });
    return html`<section><h2>Add or remove scopes</h2>
${form('add', html`${area('scopes', 'Manually add scopes', entered?.get('scopes') ?? '', 'One in a line, or separated by commas.')}${button('Add to table')}${button('Update', 'plain')}${button('Save', 'plain')}`)}</section>${tables}`;
  }),
  acts: {
    add: ({ subject }, entered) => {
      const scopes = (entered.get('scopes') ?? '').split(/[\s,]+/).filter(Boolean);
      const unknown = scopes.filter((scope) => !scopeInfo(scope));
      if (unknown.length > 0)
        throw new InvalidInputError(`Invalid scopes: ${unknown.join(', ').slice(0, 500)}`);
      subject.scopes = [...new Set([...subject.scopes, ...scopes])];
      return { notice: 'Saved.' };
    },
    remove: ({ subject }, entered) => {
      subject.scopes = subject.scopes.filter((scope) => scope !== entered.get('scope'));
      return { notice: 'Removed.' };
    },
  },
};

const verificationPage: ConsolePage<GoogleProject> = {
  path: '/auth/verification',
  title: 'Verification Center',
  show: configured(({ subject }) => {
    const { isVerified, isInReview, audience, publishingStatus } = subject;
    const isPublic = audience === 'external' && publishingStatus === 'production';
    if (isVerified) return html`<section><p>Your app is verified.</p></section>`;
    if (isInReview)
      return html`<section><p>Your app is being reviewed. With Google this takes weeks, and for restricted scopes a security assessment.</p>
${buttonForm('approve', 'Let the simulated review pass', {}, 'main')}${buttonForm('withdraw', 'Withdraw')}</section>`;
    if (!isPublic)
      return html`<section><p>Verification is for apps in production with external users.</p></section>`;
    return html`<section><p>Verification status: needs verification</p>${buttonForm('submit', 'Submit for verification', {}, 'main')}</section>`;
  }),
  acts: {
    submit: ({ subject }) => {
      if (subject.publishingStatus !== 'production' || subject.scopes.length === 0)
        throw new InvalidInputError('Publish the app and list its scopes under Data Access first.');
      subject.isInReview = true;
      return { notice: 'Submitted.' };
    },
    withdraw: ({ subject }) => {
      subject.isInReview = false;
      return { notice: 'Withdrawn.' };
    },
    approve: ({ subject }) => {
      Object.assign(subject, { isInReview: false, isVerified: true });
      return { notice: 'Verified.' };
    },
  },
};

function brandingFields(entered: PageRequest<unknown>['entered'], project: GoogleProject) {
  const { branding } = project;
  return html`${field('appName', 'App name', { value: entered?.get('appName') ?? branding?.appName ?? null })}
${field('supportEmail', 'User support email', { type: 'email', value: entered?.get('supportEmail') ?? branding?.supportEmail ?? null })}`;
}

function audienceFields(project: GoogleProject, chosen: string) {
  const hasOrganisation = project.organisationDomain !== null;
  return html`${choice('radio', 'audience', 'internal', `Internal${hasOrganisation ? '' : ' (only for projects within an organization)'}`, chosen === 'internal')}
${choice('radio', 'audience', 'external', 'External', chosen === 'external')}`;
}

function readBranding(entered: URLSearchParams) {
  const appName = entered.get('appName')?.trim() ?? '';
  if (appName === '' || appName.length > 100) throw new InvalidInputError('App name is required.');
  if (/^(google|gmail|youtube)\b/i.test(appName))
    throw new InvalidInputError('App name: do not use names that may be confused with Google’s.');
  return { appName, supportEmail: address(entered.get('supportEmail'), 'User support email') };
}

function readAudience(project: GoogleProject, entered: URLSearchParams): 'internal' | 'external' {
  const audience = entered.get('audience');
  if (audience === 'internal' && project.organisationDomain === null)
    throw new InvalidInputError('Internal needs a project within an organization.');
  if (audience === 'internal' || audience === 'external') return audience;
  throw new InvalidInputError('Choose an audience.');
}

function address(text: string | null, label: string): string {
  const value = text?.trim() ?? '';
  if (!emailPattern.test(value)) throw new InvalidInputError(`${label}: enter an e-mail address.`);
  return value;
}
