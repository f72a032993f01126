import { html } from 'hono/html';
import { InvalidInputError } from '../../invalid-input.ts';
import { newProject } from '../project.ts';
import type { GoogleProject } from '../world.ts';
import { button, buttonForm, buttonLink, field, form, select, table } from './forms.ts';
import type { ConsoleContext, ConsolePage } from './site.ts';

const maxProjects = 100;

/** The services of the library. */
const services: Record<string, { title: string; key: 'isGmailApiEnabled' | 'isPubsubApiEnabled' }> =
  {
    'gmail.googleapis.com': { title: 'Gmail API', key: 'isGmailApiEnabled' },
    'pubsub.googleapis.com': { title: 'Cloud Pub/Sub API', key: 'isPubsubApiEnabled' },
  };

/** The projects that the console shows. */
export function listedProjects({ world, hidesFirstProject }: ConsoleContext): GoogleProject[] {
  return hidesFirstProject ? world.projects.slice(1) : world.projects;
}

/**
 * Pages that come before a project: create one, select one.
 *
 * @see https://cloud.google.com/resource-manager/docs/creating-managing-projects
 */
export function selectorPages(context: ConsoleContext): ConsolePage<null>[] {
  const { world } = context;
  const organisations = () => [
    ...new Set([...world.users.values()].flatMap((user) => user.hostedDomain ?? [])),
  ];
  const list = (path: string) =>
    table(
      ['Name', 'ID', 'Number'],
      listedProjects(context).map((project) => [
        html`<a href="/console${path}?project=${project.projectId}">${project.name}</a>`,
        project.projectId,
        project.projectNumber,
      ]),
      'You have no projects yet.',
    );
  return [
    {
      path: '/projectcreate',
      title: 'New Project',
      show: ({ entered }) =>
        form(
          'create',
          html`${field('name', 'Project name', { value: entered?.get('name') ?? 'My Project' })}
${field('projectId', 'Project ID', { value: entered?.get('projectId') ?? null, isOptional: true, hint: 'Left empty, one is made from the name. It cannot be changed later.' })}
${select('organisation', 'Location', [['', 'No organization'], ...organisations().map((domain) => [domain, domain] as const)], entered?.get('organisation') ?? '')}
${button('Create')}`,
        ),
      acts: {
        create: (_request, entered) => {
          const projectId = entered.get('projectId')?.trim();
          const organisation = entered.get('organisation') || null;
          if (world.projects.length >= maxProjects)
            throw new InvalidInputError('Project quota used up');
          if (world.projects.some((one) => one.projectId === projectId))
            throw new InvalidInputError('The project ID is already in use');
          if (organisation && !organisations().includes(organisation))
            throw new InvalidInputError('Location: no such organization');
          const project = newProject(entered.get('name') ?? '', {
            organisationDomain: organisation,
            ...(projectId ? { projectId } : {}),
          });
          world.projects.push(project);
          return {
            goTo: `/console/welcome?project=${project.projectId}`,
            notice: `Create Project: ${project.name}`,
          };
        },
      },
    },
    {
      path: '/projectselector2/:id{.+}',
      title: 'Select a project',
      show: ({ id }) => html`${list(`/${id}`)}
${buttonLink('/console/projectcreate', 'New project')}`,
    },
  ];
}

/**
 * The welcome page and the API library of a project.
 *
 * @see https://cloud.google.com/service-usage/docs/enable-disable
 */
export function apiPages(): ConsolePage<GoogleProject>[] {
  const show = (project: GoogleProject, service: string) => {
    const known = services[service];
    if (!known) return html`<p>This simulation has no such API.</p>`;
    const { title, key } = known;
    return html`<section><h2>${title}</h2><p><code>${service}</code></p>
${
  project[key]
    ? html`<p class="notice">API Enabled</p>${buttonLink(`/console/apis/api/${service}/overview?project=${project.projectId}`, 'Manage', 'plain')}${buttonForm('disable', 'Disable API')}`
    : buttonForm('enable', 'Enable', {}, 'main')
}</section>`;
  };
  const acts = (path: string): ConsolePage<GoogleProject> => ({
    path,
    title: 'APIs & Services',
    show: ({ subject, id }) => show(subject, id),
    acts: {
      enable: ({ subject, id }) => switchTo(subject, id, true),
      disable: ({ subject, id }) => switchTo(subject, id, false),
    },
  });
  return [
    {
      path: '/welcome',
      title: 'Welcome',
      show: ({ subject }) =>
        html`<section><p>Project number: <code>${subject.projectNumber}</code><br>Project ID: <code>${subject.projectId}</code></p></section>`,
    },
    {
      path: '/apis/library',
      title: 'API Library',
      show: ({ subject }) =>
        table(
          ['API', 'State'],
          Object.entries(services).map(([service, { title, key }]) => [
            html`<a href="/console/apis/library/${service}?project=${subject.projectId}">${title}</a>`,
            subject[key] ? 'Enabled' : 'Not enabled',
          ]),
          '',
        ),
    },
    acts('/apis/library/:id'),
    acts('/apis/api/:id/overview'),
  ];
}

function switchTo(project: GoogleProject, service: string, isOn: boolean) {
  const known = services[service];
  if (!known) throw new InvalidInputError('This simulation has no such API.');
  project[known.key] = isOn;
  return { notice: `${known.title} is now ${isOn ? 'enabled' : 'disabled'}.` };
}
