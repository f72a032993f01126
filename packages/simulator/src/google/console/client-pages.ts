import { html } from 'hono/html';
import { InvalidInputError } from '../../invalid-input.ts';
import {
  addSecret,
  clientSecretJson,
  newClient,
  type OAuthClient,
  originProblem,
  redirectUriProblem,
} from '../identity/clients.ts';
import { deleteClient } from '../identity/store.ts';
import type { GoogleProject } from '../world.ts';
import { configured } from './auth-pages.ts';
import { button, buttonForm, buttonLink, field, form, group, select, table } from './forms.ts';
import type { ConsoleContext, ConsolePage } from './site.ts';

const maxUris = 100;

/** @see https://support.google.com/cloud/answer/15549257 (manage OAuth clients) */
export function clientPages(context: ConsoleContext): ConsolePage<GoogleProject>[] {
  const { world, store } = context;
  const listHref = (project: GoogleProject) => `/console/auth/clients?project=${project.projectId}`;
  const clientsOf = ({ projectNumber }: GoogleProject) =>
    [...store.clients.values()].filter(({ clientId }) => clientId.startsWith(`${projectNumber}-`));
  const clientOf = (project: GoogleProject, id: string): OAuthClient => {
    const client = clientsOf(project).find(({ clientId }) => clientId === id);
    if (!client) throw new InvalidInputError('The OAuth client was not found.');
    return client;
  };
  /** The only page that shows a secret. */
  const disclose = (project: GoogleProject, client: OAuthClient, title: string) => {
    const options = { issuer: context.issuer(), projectId: project.projectId };
    const file = context.offer(
      `client_secret_${client.clientId}.json`,
      clientSecretJson(client, options),
    );
    return {
      title,
      content: html`<section><p>The client secret can be seen and downloaded here, and nowhere afterwards.</p>
<p>Client ID<br><code id="client-id">${client.clientId}</code></p>
<p>Client secret<br><code id="client-secret">${client.clientSecret}</code></p>
<a class="button" href="${file}" download>Download JSON</a>${buttonLink(listHref(project), 'OK', 'plain')}</section>`,
    };
  };

  return [
    {
      path: '/auth/clients',
      title: 'Clients',
      show: configured(
        ({
          subject,
        }) => html`${buttonLink(`/console/auth/clients/create?project=${subject.projectId}`, 'Create client')}
<section><h2>OAuth 2.0 Client IDs</h2>${table(
          ['Name', 'Type', 'Client ID'],
          clientsOf(subject).map(({ clientId, name, type }) => [
            html`<a href="/console/auth/clients/${clientId}?project=${subject.projectId}">${name}</a>`,
            type === 'web' ? 'Web application' : 'Desktop',
            clientId,
          ]),
          'No OAuth clients to display',
        )}</section>`,
      ),
    },
    {
      path: '/auth/clients/create',
      title: 'Create OAuth client ID',
      show: configured(({ entered }) =>
        form(
          'create',
          html`${defaultButton}${select(
            'type',
            'Application type',
            [
              ['web', 'Web application'],
              ['installed', 'Desktop app'],
            ],
            entered?.get('type') ?? 'web',
          )}
${field('name', 'Name', { value: entered?.get('name') ?? 'Web client 1' })}
${uriGroups(entered?.getAll('origin') ?? [], entered?.getAll('redirect') ?? [])}
${button('Create')}`,
        ),
      ),
      acts: {
        ...moreFields,
        create: ({ subject }, entered) => {
          if (!subject.branding)
            throw new InvalidInputError('Set up the Google Auth Platform first.');
          const type = entered.get('type') === 'installed' ? 'installed' : 'web';
          const name = entered.get('name')?.trim() || 'Web client 1';
          const { origins, redirectUris } = readUris(entered);
          const { projectNumber } = subject;
          const client = newClient({ type, name: name.slice(0, 100), redirectUris, projectNumber });
          if (type === 'web') client.javascriptOrigins = origins;
          store.clients.set(client.clientId, client);
          return disclose(subject, client, 'OAuth client created');
        },
      },
    },
    {
      path: '/auth/clients/:id',
      title: 'Client ID',
      show: ({ subject, id, entered }) => {
        const client = clientsOf(subject).find(({ clientId }) => clientId === id);
        if (!client) return html`<p>The OAuth client was not found.</p>`;
        const isWeb = client.type === 'web';
        return html`<section><p>Client ID<br><code>${client.clientId}</code></p>
${form(
  'save',
  html`${defaultButton}${field('name', 'Name', { value: entered?.get('name') ?? client.name })}
${isWeb ? uriGroups(entered?.getAll('origin') ?? client.javascriptOrigins ?? [], entered?.getAll('redirect') ?? client.redirectUris) : ''}${button('Save')}`,
)}</section>
<section><h2>Client secrets</h2>${table(['Client secret', 'Status', 'Change'], secretRows(client), '')}
${client.olderSecret ? '' : buttonForm('addSecret', 'Add secret')}</section>
<section><h2>Delete</h2>${buttonForm('delete', 'Delete client')}</section>`;
      },
      acts: {
        ...moreFields,
        save: ({ subject, id }, entered) => {
          const client = clientOf(subject, id);
          const { origins, redirectUris } = readUris(entered);
          client.name = entered.get('name')?.trim().slice(0, 100) || client.name;
          if (client.type === 'web') {
            Object.assign(client, { javascriptOrigins: origins, redirectUris });
          }
          return { notice: 'OAuth client saved' };
        },
        addSecret: ({ subject, id }) => {
          const client = clientOf(subject, id);
          addSecret(client);
          return disclose(subject, client, 'Client secret added');
        },
        switchNewest: ({ subject, id }) => {
          const client = clientOf(subject, id);
          client.isSecretDisabled = !client.isSecretDisabled;
          return { notice: 'Saved.' };
        },
        switchOlder: ({ subject, id }) => {
          const { olderSecret } = clientOf(subject, id);
          if (olderSecret) olderSecret.isEnabled = !olderSecret.isEnabled;
          return { notice: 'Saved.' };
        },
        deleteOlder: ({ subject, id }) => {
          const client = clientOf(subject, id);
          if (client.olderSecret?.isEnabled)
            throw new InvalidInputError('Disable the secret before you delete it.');
          delete client.olderSecret;
          return { notice: 'Client secret deleted' };
        },
        delete: ({ subject, id }) => {
          deleteClient(store, clientOf(subject, id).clientId);
          world.touch();
          return { goTo: listHref(subject), notice: 'OAuth client deleted' };
        },
      },
    },
  ];
}

/** "Add URI" shows the form again with one more line. */
const moreFields: NonNullable<ConsolePage<GoogleProject>['acts']> = {
  addOrigin: (_request, entered) => {
    entered.append('origin', '');
    return { isAgain: true };
  },
  addRedirect: (_request, entered) => {
    entered.append('redirect', '');
    return { isAgain: true };
  },
};

/** The Enter key presses a form's first button: without this one it would add a line. */
const defaultButton = html`<button class="default" tabindex="-1" aria-hidden="true"></button>`;

function uriGroups(origins: readonly string[], redirects: readonly string[]) {
  const lines = (name: string, values: readonly string[]) =>
    (values.length > 0 ? values : ['']).map(
      (value, at) => html`<label for="${name}-${at}">URIs ${at + 1}</label>
<input id="${name}-${at}" name="${name}" value="${value}">`,
    );
  return html`${group('Authorized JavaScript origins', html`<p class="hint">For use with requests from a browser</p>${lines('origin', origins)}${button('Add URI', 'plain', 'addOrigin')}`)}
${group('Authorized redirect URIs', html`<p class="hint">For use with requests from a web server</p>${lines('redirect', redirects)}${button('Add URI', 'plain', 'addRedirect')}`)}`;
}

function readUris(entered: URLSearchParams): { origins: string[]; redirectUris: string[] } {
  const filled = (name: string) =>
    entered
      .getAll(name)
      .map((one) => one.trim())
      .filter(Boolean);
  const origins = filled('origin');
  const redirectUris = filled('redirect');
  if (origins.length > maxUris || redirectUris.length > maxUris)
    throw new InvalidInputError('Too many URIs');
  const problems = [
    ...origins.map((uri) => worded('Invalid Origin', uri, originProblem(uri))),
    ...redirectUris.map((uri) => worded('Invalid Redirect', uri, redirectUriProblem(uri))),
  ].filter((one) => one !== null);
  if (problems.length > 0) throw new InvalidInputError(problems.join('\n'));
  return { origins: [...new Set(origins)], redirectUris: [...new Set(redirectUris)] };
}

function worded(kind: string, uri: string, problem: string | null): string | null {
  return problem && `${kind}: ${problem} (${uri.slice(0, 300)})`;
}

function secretRows(client: OAuthClient) {
  const masked = (secret: string) => `****${secret.slice(-4)}`;
  const { clientSecret, isSecretDisabled, olderSecret } = client;
  const rows = [
    [
      masked(clientSecret),
      isSecretDisabled ? 'Disabled' : 'Enabled',
      buttonForm('switchNewest', isSecretDisabled ? 'Enable' : 'Disable'),
    ],
  ];
  if (olderSecret) {
    rows.push([
      masked(olderSecret.value),
      olderSecret.isEnabled ? 'Enabled' : 'Disabled',
      olderSecret.isEnabled
        ? buttonForm('switchOlder', 'Disable')
        : html`${buttonForm('switchOlder', 'Enable')} ${buttonForm('deleteOlder', 'Delete')}`,
    ]);
  }
  return rows;
}
