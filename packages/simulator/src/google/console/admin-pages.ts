import { html } from 'hono/html';
import { InvalidInputError } from '../../invalid-input.ts';
import { delegate, undelegate, type Workspace, workspaceOf } from '../delegation/workspaces.ts';
import { area, button, buttonForm, choice, field, form, group, table } from './forms.ts';
import type { ConsoleContext, ConsolePage } from './site.ts';

/**
 * The admin console of a Workspace: domain-wide delegation, app access control, users.
 *
 * @param switchUser suspends an account or switches its Gmail off
 * @see https://support.google.com/a/answer/162106
 * @see https://support.google.com/a/answer/7281227
 */
export function adminPages(
  { world, store }: ConsoleContext,
  switchUser: (email: string, states: { isMailOff?: boolean; isSuspended?: boolean }) => boolean,
): ConsolePage<Workspace>[] {
  const usersOf = ({ domain }: Workspace) =>
    [...world.users.values()].filter((user) => user.hostedDomain === domain);
  return [
    {
      path: '/ac/owl/domainwidedelegation',
      title: 'Domain-wide delegation',
      show: ({ subject, entered }) => html`<section><h2>API clients</h2>${table(
        ['Client ID', 'Scopes', 'Delete'],
        subject.delegations.map(({ clientId, scopes }) => [
          clientId,
          scopes.join(', '),
          buttonForm('delete', `Delete ${clientId}`, { clientId }),
        ]),
        'No API clients',
      )}</section>
<section>${form(
        'authorize',
        group(
          'Add new',
          html`${field('clientId', 'Client ID', { value: entered?.get('clientId') ?? null })}
${area('scopes', 'OAuth scopes (comma-delimited)', entered?.get('scopes') ?? '')}${button('Authorize')}`,
        ),
      )}</section>`,
      acts: {
        authorize: ({ subject }, entered) => {
          const clientId = entered.get('clientId') ?? '';
          const scopes = entered.get('scopes') ?? '';
          delegate(world, store, { domain: subject.domain, clientId, scopes });
          return { notice: 'API client authorized.' };
        },
        delete: ({ subject }, entered) => {
          undelegate(subject, entered.get('clientId') ?? '');
          return { notice: 'API client deleted.' };
        },
      },
    },
    {
      path: '/ac/owl/list',
      title: 'App access control',
      show: ({ subject, entered }) => html`<section><h2>Configured apps</h2>${table(
        ['Client ID', 'Access', 'Remove'],
        subject.trustedClients.map((clientId) => [
          clientId,
          'Trusted',
          buttonForm('remove', `Remove ${clientId}`, { clientId }),
        ]),
        'No configured apps',
      )}
${form(
  'trust',
  group(
    'Configure new app',
    html`${field('clientId', 'Client ID', { value: entered?.get('clientId') ?? null })}
${choice('radio', 'access', 'trusted', 'Trusted', true)}${button('Configure')}`,
  ),
)}</section>
<section><h2>Unconfigured third-party apps</h2>${form(
        'unlisted',
        html`${group(
          'What users may do',
          html`${choice('radio', 'unlisted', 'allowed', 'Allow users to access any third-party apps', subject.unlistedApps === 'allowed')}
${choice('radio', 'unlisted', 'blocked', 'Don’t allow users to access any third-party apps', subject.unlistedApps === 'blocked')}`,
        )}${button('Save')}`,
      )}</section>`,
      acts: {
        trust: ({ subject }, entered) => {
          const clientId = entered.get('clientId')?.trim() ?? '';
          if (!store.clients.has(clientId))
            throw new InvalidInputError('No app has this Client ID.');
          subject.trustedClients = [...new Set([...subject.trustedClients, clientId])];
          return { notice: 'App configured.' };
        },
        remove: ({ subject }, entered) => {
          const gone = entered.get('clientId');
          subject.trustedClients = subject.trustedClients.filter((one) => one !== gone);
          return { notice: 'Removed.' };
        },
        unlisted: ({ subject }, entered) => {
          subject.unlistedApps = entered.get('unlisted') === 'blocked' ? 'blocked' : 'allowed';
          return { notice: 'Saved.' };
        },
      },
    },
    {
      path: '/ac/users',
      title: 'Users',
      show: ({ subject }) =>
        html`<section>${table(
          ['User', 'Account', 'Gmail'],
          usersOf(subject).map(({ email, isSuspended, isMailOff }) => [
            email,
            buttonForm('suspend', `${isSuspended ? 'Reactivate' : 'Suspend'} ${email}`, { email }),
            buttonForm('mail', `Turn Gmail ${isMailOff ? 'on' : 'off'} for ${email}`, { email }),
          ]),
          'No users',
        )}</section>`,
      acts: {
        suspend: ({ subject }, entered) => {
          const user = usersOf(subject).find(({ email }) => email === entered.get('email'));
          if (user) switchUser(user.email, { isSuspended: user.isSuspended !== true });
          return { notice: 'Saved.' };
        },
        mail: ({ subject }, entered) => {
          const user = usersOf(subject).find(({ email }) => email === entered.get('email'));
          if (user) switchUser(user.email, { isMailOff: user.isMailOff !== true });
          return { notice: 'Saved.' };
        },
      },
    },
  ];
}

/** The Workspaces that have users, or decisions. */
export function workspacesOf({ world, store }: ConsoleContext): Workspace[] {
  const domains = [...world.users.values()].flatMap((user) => user.hostedDomain ?? []);
  return [...new Set([...domains, ...store.workspaces.keys()])].map((domain) =>
    workspaceOf(store, domain),
  );
}
