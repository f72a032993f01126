import { html } from 'hono/html';
import { InvalidInputError } from '../../invalid-input.ts';
import {
  createServiceAccount,
  createServiceAccountKey,
  deleteServiceAccount,
} from '../delegation/service-accounts.ts';
import type { GoogleProject, ServiceAccount } from '../world.ts';
import { button, buttonForm, buttonLink, field, form, table } from './forms.ts';
import type { ConsoleContext, ConsolePage } from './site.ts';

/** @see https://cloud.google.com/iam/docs/service-accounts-create */
export function iamPages(context: ConsoleContext): ConsolePage<GoogleProject>[] {
  const { world } = context;
  const listHref = ({ projectId }: GoogleProject) =>
    `/console/iam-admin/serviceaccounts?project=${projectId}`;
  const detailHref = ({ projectId }: GoogleProject, { uniqueId }: ServiceAccount) =>
    `/console/iam-admin/serviceaccounts/details/${uniqueId}?project=${projectId}`;
  const accountOf = (project: GoogleProject, id: string): ServiceAccount => {
    const account = project.serviceAccounts.find(({ uniqueId }) => uniqueId === id);
    if (!account) throw new InvalidInputError('No such service account.');
    return account;
  };
  const detail = (path: string): ConsolePage<GoogleProject> => ({
    path,
    title: 'Service account details',
    show: ({ subject, id }) => {
      const account = subject.serviceAccounts.find(({ uniqueId }) => uniqueId === id);
      if (!account) return html`<p>No such service account.</p>`;
      return html`<section><p>Email<br><code>${account.email}</code></p>
<p>Unique ID<br><code>${account.uniqueId}</code></p>
<p>Status: ${account.isEnabled ? 'Enabled' : 'Disabled'}</p>
${buttonForm('switch', account.isEnabled ? 'Disable service account' : 'Enable service account')}
${buttonLink(listHref(subject), 'Done', 'plain')}</section>
<section><h2>Advanced settings: Domain-wide delegation</h2><p>Client ID<br><code>${account.uniqueId}</code></p>
${buttonLink('/admin-console/ac/owl/domainwidedelegation', 'View Google Workspace Admin Console', 'plain')}</section>
<section><h2>Keys</h2>${table(
        ['Type', 'Status', 'Key', 'Change'],
        account.keys.map((key) => [
          'JSON',
          key.isEnabled ? 'Active' : 'Disabled',
          html`<code>${key.id}</code>`,
          html`${buttonForm('switchKey', key.isEnabled ? 'Disable' : 'Enable', { key: key.id })} ${buttonForm('deleteKey', 'Delete', { key: key.id })}`,
        ]),
        'No keys',
      )}${buttonForm('createKey', 'Create new key', {}, 'main')}</section>
<section><h2>Delete</h2>${buttonForm('delete', 'Delete service account')}</section>`;
    },
    acts: {
      switch: ({ subject, id }) => {
        const account = accountOf(subject, id);
        account.isEnabled = !account.isEnabled;
        return { notice: 'Saved.' };
      },
      createKey: async ({ subject, id }) => {
        const account = accountOf(subject, id);
        const { projectId } = subject;
        const { keyId, keyFile } = await createServiceAccountKey(account, {
          projectId,
          issuer: context.issuer(),
          now: world.clock.now(),
        });
        const file = context.offer(`${projectId}-${keyId.slice(0, 12)}.json`, keyFile);
        return {
          title: 'Private key created',
          content: html`<section><p>The file holds the private key. It can be had here, and nowhere afterwards.</p>
<a class="button" href="${file}" download>Download JSON</a>${buttonLink(detailHref(subject, account), 'Close', 'plain')}</section>`,
        };
      },
      switchKey: ({ subject, id }, entered) => {
        const key = accountOf(subject, id).keys.find((one) => one.id === entered.get('key'));
        if (key) key.isEnabled = !key.isEnabled;
        return { notice: 'Saved.' };
      },
      deleteKey: ({ subject, id }, entered) => {
        const account = accountOf(subject, id);
        account.keys = account.keys.filter((one) => one.id !== entered.get('key'));
        return { notice: 'Key deleted.' };
      },
      delete: ({ subject, id }) => {
        deleteServiceAccount(world, accountOf(subject, id).email);
        return { goTo: listHref(subject), notice: 'Service account deleted.' };
      },
    },
  });

  return [
    {
      path: '/iam-admin/serviceaccounts',
      title: 'Service accounts',
      show: ({
        subject,
      }) => html`${buttonLink(`/console/iam-admin/serviceaccounts/create?project=${subject.projectId}`, 'Create service account')}
<section>${table(
        ['Email', 'Status', 'Name', 'OAuth 2 Client ID'],
        subject.serviceAccounts.map((account) => [
          html`<a href="${detailHref(subject, account)}">${account.email}</a>`,
          account.isEnabled ? 'Enabled' : 'Disabled',
          account.displayName,
          account.uniqueId,
        ]),
        'No service accounts',
      )}</section>`,
    },
    {
      path: '/iam-admin/serviceaccounts/create',
      title: 'Create service account',
      show: ({ entered }) =>
        form(
          'create',
          html`${field('name', 'Service account name', { value: entered?.get('name') ?? null })}
${field('id', 'Service account ID', { value: entered?.get('id') ?? null, isOptional: true, hint: 'Left empty, it is made from the name.' })}
${button('Create and continue')}`,
        ),
      acts: {
        create: ({ subject }, entered) => {
          const name = entered.get('name')?.trim().slice(0, 100) ?? '';
          if (name === '') throw new InvalidInputError('Service account name is required.');
          const id = entered.get('id')?.trim();
          const account = createServiceAccount(subject, { name, ...(id ? { id } : {}) });
          return { goTo: detailHref(subject, account), notice: 'Service account created' };
        },
      },
    },
    detail('/iam-admin/serviceaccounts/details/:id'),
    detail('/iam-admin/serviceaccounts/details/:id/keys'),
  ];
}
