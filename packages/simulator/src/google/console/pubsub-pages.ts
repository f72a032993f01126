import { html } from 'hono/html';
import { InvalidInputError } from '../../invalid-input.ts';
import { createSubscription, createTopic, grantPublisher } from '../pubsub/topics.ts';
import type { GoogleProject, Topic } from '../world.ts';
import {
  button,
  buttonForm,
  buttonLink,
  choice,
  field,
  form,
  group,
  select,
  table,
} from './forms.ts';
import type { ConsolePage, PageRequest } from './site.ts';

type Show = ConsolePage<GoogleProject>['show'];

/**
 * Topics, their permissions, and subscriptions.
 *
 * @see https://cloud.google.com/pubsub/docs/create-topic
 * @see https://cloud.google.com/pubsub/docs/create-push-subscription
 */
export const pubsubPages: ConsolePage<GoogleProject>[] = [
  {
    path: '/cloudpubsub/topic/list',
    title: 'Topics',
    show: enabled(({ subject, entered }) => {
      const rows = subject.topics.map((topic) => [
        html`<a href="${topicHref(subject, topic)}">${lastOf(topic.name)}</a>`,
        html`<code>${topic.name}</code>`,
      ]);
      return html`<section>${table(['Topic ID', 'Topic name'], rows, 'No topics to display')}</section>
<section><h2>Create topic</h2>${form(
        'create',
        html`${field('id', 'Topic ID', { value: entered?.get('id') ?? null })}
${choice('checkbox', 'hasSubscription', 'yes', 'Add a default subscription', entered?.get('hasSubscription') === 'yes')}${button('Create')}`,
      )}</section>`;
    }),
    acts: {
      create: ({ subject }, entered) => {
        const id = entered.get('id')?.trim() ?? '';
        const topic = createTopic(subject, id);
        if (entered.get('hasSubscription') === 'yes')
          createSubscription(subject, { id: `${id}-sub`, topic: topic.name, pushEndpoint: '' });
        return { goTo: topicHref(subject, topic), notice: 'A new topic has been created.' };
      },
    },
  },
  {
    path: '/cloudpubsub/topic/detail/:id',
    title: 'Topic',
    show: enabled(({ subject, id, entered }) => {
      const topic = find(subject, id);
      if (!topic) return html`<p>Resource not found (resource=${id}).</p>`;
      const own = subject.subscriptions.filter((one) => one.topic === topic.name);
      return html`<section><p>Topic name<br><code>${topic.name}</code></p></section>
<section><h2>Permissions</h2>${table(
        ['Principal', 'Role', 'Remove'],
        topic.publishers.map((member) => [
          member,
          'Pub/Sub Publisher',
          buttonForm('removeMember', `Remove ${member}`, { member }),
        ]),
        'No principals',
      )}
${form('grant', group('Add principal', html`${field('member', 'New principals', { value: entered?.get('member') ?? null })}${select('role', 'Select a role', roles, entered?.get('role') ?? '')}${button('Save')}`))}</section>
<section><h2>Subscriptions</h2>${table(
        ['Subscription ID', 'Endpoint URL'],
        own.map(({ name, pushEndpoint }) => [lastOf(name), pushEndpoint || 'Pull']),
        'No subscriptions',
      )}${buttonLink(`/console/cloudpubsub/subscription/create?project=${subject.projectId}`, 'Create subscription', 'plain')}</section>
<section><h2>Delete</h2>${buttonForm('delete', 'Delete topic')}</section>`;
    }),
    acts: {
      grant: ({ subject, id }, entered) => {
        const topic = existing(subject, id);
        const role = entered.get('role') ?? '';
        if (!roles.some(([value]) => value === role)) throw new InvalidInputError('Select a role');
        const members = (entered.get('member') ?? '')
          .split(/[\s,]+/)
          .filter(Boolean)
          .slice(0, 100);
        if (members.length === 0) throw new InvalidInputError('Add principals');
        if (role === 'roles/pubsub.publisher')
          for (const member of members) grantPublisher(subject, topic, member);
        return { notice: 'Policy updated' };
      },
      removeMember: ({ subject, id }, entered) => {
        const topic = existing(subject, id);
        topic.publishers = topic.publishers.filter((one) => one !== entered.get('member'));
        return { notice: 'Policy updated' };
      },
      delete: ({ subject, id }) => {
        const topic = existing(subject, id);
        subject.topics = subject.topics.filter((one) => one !== topic);
        const goTo = `/console/cloudpubsub/topic/list?project=${subject.projectId}`;
        return { goTo, notice: 'Topic deleted' };
      },
    },
  },
  {
    path: '/cloudpubsub/subscription/list',
    title: 'Subscriptions',
    show: enabled(({ subject }) => {
      const rows = subject.subscriptions.map((one) => [
        lastOf(one.name),
        one.pushEndpoint === '' ? 'Pull' : 'Push',
        one.topic,
        one.pushEndpoint,
        one.serviceAccount ?? 'none',
        buttonForm('delete', `Delete ${lastOf(one.name)}`, { name: one.name }),
      ]);
      const heads = [
        'Subscription ID',
        'Delivery type',
        'Topic name',
        'Endpoint URL',
        'Service account',
        'Delete',
      ];
      return html`${buttonLink(`/console/cloudpubsub/subscription/create?project=${subject.projectId}`, 'Create subscription')}
<section>${table(heads, rows, 'No subscriptions to display')}</section>`;
    }),
    acts: {
      delete: ({ subject }, entered) => {
        subject.subscriptions = subject.subscriptions.filter(
          ({ name }) => name !== entered.get('name'),
        );
        return { notice: 'Subscription deleted' };
      },
    },
  },
  {
    path: '/cloudpubsub/subscription/create',
    title: 'Create subscription',
    show: enabled((request) => subscriptionForm(request)),
    acts: {
      create: ({ subject }, entered) => {
        const isPush = entered.get('delivery') === 'push';
        const endpoint = entered.get('endpoint')?.trim() ?? '';
        if (isPush && endpoint === '') throw new InvalidInputError('Endpoint URL is required.');
        const isSigned = isPush && entered.get('isSigned') === 'yes';
        if (isSigned && !entered.get('serviceAccount'))
          throw new InvalidInputError('Enable authentication needs a service account.');
        createSubscription(subject, {
          id: entered.get('id')?.trim() ?? '',
          topic: entered.get('topic') ?? '',
          pushEndpoint: isPush ? endpoint : '',
          serviceAccount: isSigned ? entered.get('serviceAccount') : null,
          audience: isSigned ? entered.get('audience') : null,
          ackDeadlineS: Number(entered.get('ackDeadlineS') ?? 10),
        });
        return {
          goTo: `/console/cloudpubsub/subscription/list?project=${subject.projectId}`,
          notice: 'Subscription successfully added.',
        };
      },
    },
  },
];

const roles = [
  ['', 'Select a role'],
  ['roles/pubsub.publisher', 'Pub/Sub Publisher'],
  ['roles/pubsub.subscriber', 'Pub/Sub Subscriber'],
  ['roles/pubsub.viewer', 'Pub/Sub Viewer'],
] as const;

function enabled(show: Show): Show {
  return (request) =>
    request.subject.isPubsubApiEnabled
      ? show(request)
      : html`<section><p>The Cloud Pub/Sub API is not enabled in this project.</p>
${buttonLink(`/console/apis/library/pubsub.googleapis.com?project=${request.subject.projectId}`, 'Enable the API')}</section>`;
}

function subscriptionForm({ subject, entered }: PageRequest<GoogleProject>) {
  const value = (name: string) => entered?.get(name) ?? null;
  const delivery = value('delivery') ?? 'pull';
  const topics = subject.topics.map(({ name }) => [name, name] as const);
  const accounts = subject.serviceAccounts.map(({ email }) => [email, email] as const);
  return form(
    'create',
    html`${field('id', 'Subscription ID', { value: value('id') })}
${select('topic', 'Select a Cloud Pub/Sub topic', topics, value('topic') ?? '')}
${group(
  'Delivery type',
  html`${choice('radio', 'delivery', 'pull', 'Pull', delivery === 'pull')}${choice('radio', 'delivery', 'push', 'Push', delivery === 'push')}
${field('endpoint', 'Endpoint URL', { value: value('endpoint'), isOptional: true })}
${choice('checkbox', 'isSigned', 'yes', 'Enable authentication', value('isSigned') === 'yes')}
${select('serviceAccount', 'Service account', [['', 'Select a service account'], ...accounts], value('serviceAccount') ?? '')}
${field('audience', 'Audience (optional)', { value: value('audience'), isOptional: true })}`,
)}
${group('Expiration period', html`${choice('radio', 'expiration', '31d', 'Expire after this many days of inactivity (up to 365): 31', value('expiration') !== 'never')}${choice('radio', 'expiration', 'never', 'Never expire', value('expiration') === 'never')}`)}
${field('ackDeadlineS', 'Acknowledgement deadline (seconds)', { value: value('ackDeadlineS') ?? '10', type: 'number' })}
${button('Create')}`,
  );
}

function topicHref({ projectId }: GoogleProject, topic: Topic): string {
  return `/console/cloudpubsub/topic/detail/${encodeURIComponent(lastOf(topic.name))}?project=${projectId}`;
}

function lastOf(name: string): string {
  return name.split('/').at(-1) ?? name;
}

function find(project: GoogleProject, id: string): Topic | undefined {
  return project.topics.find(({ name }) => lastOf(name) === id);
}

function existing(project: GoogleProject, id: string): Topic {
  const topic = find(project, id);
  if (!topic) throw new InvalidInputError(`Resource not found (resource=${id.slice(0, 255)}).`);
  return topic;
}
