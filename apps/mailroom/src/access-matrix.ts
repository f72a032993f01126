/** Ids that the matrix fills routes with; all but people and invitations belong to the owner. */
export interface Ids {
  none: string;
  account: string;
  folder: string;
  thread: string;
  message: string;
  attachment: string;
  attachmentMessage: string;
  contentId: string;
  action: string;
  outbox: string;
  signature: string;
  signatureImage: string;
  accountEmail: string;
  apiKey: string;
  session: string;
  invitation: string;
  user: string;
}

/** What a route is to answer to whom. */
export interface AccessRow {
  route: string;
  /** `person`: signed in, not by an API key. `administrator` is a person too, but for the setup. */
  access: 'open' | 'member' | 'person' | 'administrator';
  /** The id in path, query or body that is somebody's own. */
  id?: keyof Ids;
  absent?: string;
  /** A foreign id filters everything away or does nothing, instead of answering 404. */
  filters?: boolean;
  /** Whoever may, with an own id; default 200. */
  status?: number;
  isStream?: boolean;
  query?: (id: string, ids: Ids) => string;
  body?: (id: string, ids: Ids) => unknown;
}

const uuid = '00000000-0000-4000-8000-000000000000';
const own = (id: string) => Number(id);
const nobody = { name: null, email: 'nobody@example.test' };

/** One row a route, in the order they are tried: what destroys comes last. */
export const rows: AccessRow[] = [
  { route: 'GET /health', access: 'open' },
  { route: 'GET /openapi.json', access: 'open' },
  { route: 'GET /docs', access: 'open' },
  { route: 'POST /webhooks/google', access: 'open', body: () => ({}), status: 401 },
  { route: 'GET /host/state', access: 'open' },
  {
    route: 'POST /host/first-administrator',
    access: 'open',
    body: () => ({ name: 'Eve', email: 'eve@example.test', password: 'correct horse battery' }),
    status: 410,
  },
  {
    route: 'POST /host/invitations/inspect',
    access: 'open',
    body: () => ({ token: 'none' }),
    status: 410,
  },
  {
    route: 'POST /host/invitations/accept',
    access: 'open',
    body: () => ({ token: 'none', name: 'Eve', password: 'correct horse battery' }),
    status: 410,
  },

  { route: 'GET /setup/available', access: 'member' },
  { route: 'GET /setup', access: 'administrator' },
  {
    route: 'PUT /setup/clients/:provider',
    access: 'administrator',
    body: () => ({ clientId: 'nobody.apps.googleusercontent.com', clientSecret: 'none' }),
    status: 422,
  },
  {
    route: 'POST /setup/clients/:provider/file',
    access: 'administrator',
    body: () => ({ file: '{}' }),
    status: 400,
  },
  { route: 'POST /setup/clients/:provider/test', access: 'administrator', status: 409 },
  { route: 'PUT /setup/guide/:provider', access: 'administrator', body: () => ({ done: [] }) },
  { route: 'POST /setup/doctor/:provider', access: 'administrator', body: () => ({}) },
  { route: 'POST /setup/push-test/:provider', access: 'administrator', status: 409 },
  { route: 'GET /setup/delegation/:provider', access: 'administrator' },
  {
    route: 'PUT /setup/delegation/:provider',
    access: 'administrator',
    body: () => ({ file: '{}' }),
    status: 400,
  },
  {
    route: 'POST /setup/delegation/:provider/links',
    access: 'administrator',
    body: () => ({ emails: ['nobody@example.test'], syncFrom: null }),
    status: 409,
  },
  { route: 'DELETE /setup/delegation/:provider', access: 'administrator', status: 404 },

  { route: 'GET /accounts/overview', access: 'administrator' },

  { route: 'GET /accounts', access: 'member' },
  { route: 'GET /accounts/:id', access: 'member', id: 'account' },
  { route: 'GET /accounts/:id/timeline', access: 'member', id: 'account' },
  {
    route: 'GET /identities',
    access: 'member',
    id: 'account',
    query: (id) => `?accountId=${id}`,
  },
  { route: 'POST /accounts/:id/identities/sync', access: 'member', id: 'account' },
  {
    route: 'POST /sync',
    access: 'member',
    id: 'account',
    body: (id) => ({ accountId: own(id) }),
    status: 204,
  },
  {
    route: 'POST /accounts/link',
    access: 'member',
    id: 'account',
    body: (id) => ({ provider: 'google-simulated', reconnectAccountId: own(id) }),
  },
  {
    route: 'POST /accounts/link/finish',
    access: 'member',
    body: () => ({ callbackUrl: 'http://localhost/?state=none&code=none' }),
    status: 410,
  },
  {
    route: 'POST /accounts/link/blocked',
    access: 'person',
    body: () => ({ provider: 'google-simulated', page: 'access_denied' }),
    status: 204,
  },
  {
    route: 'POST /accounts/:id/confirm',
    access: 'member',
    id: 'account',
    body: () => ({ syncFrom: null }),
    status: 409,
  },
  {
    route: 'PATCH /accounts/:id',
    access: 'member',
    id: 'account',
    body: () => ({ syncFrom: null }),
  },
  { route: 'POST /accounts/:id/pause', access: 'member', id: 'account' },
  { route: 'POST /accounts/:id/resume', access: 'member', id: 'account' },

  { route: 'GET /folders', access: 'member' },
  {
    route: 'GET /threads',
    access: 'member',
    id: 'folder',
    query: (id) => `?folderId=${id}`,
    filters: true,
  },
  {
    route: 'GET /threads/rows',
    access: 'member',
    id: 'thread',
    query: (id) => `?ids=${id}`,
    filters: true,
  },
  {
    route: 'GET /search',
    access: 'member',
    id: 'account',
    query: (id) => `?q=a&accountId=${id}`,
    filters: true,
  },
  { route: 'GET /threads/:id', access: 'member', id: 'thread' },
  { route: 'GET /messages/:id/body', access: 'member', id: 'message' },
  { route: 'GET /messages/:id/headers', access: 'member', id: 'message' },
  { route: 'GET /messages/:id/raw', access: 'member', id: 'message' },
  {
    route: 'GET /messages/:id/compose',
    access: 'member',
    id: 'message',
    query: () => '?kind=reply',
  },
  { route: 'GET /messages/:id/attachments.zip', access: 'member', id: 'attachmentMessage' },
  {
    route: 'GET /messages/:id/inline/:contentId',
    access: 'member',
    id: 'message',
    status: 404,
  },
  { route: 'GET /attachments/:id', access: 'member', id: 'attachment' },
  {
    route: 'GET /images',
    access: 'member',
    query: () => '?url=https%3A%2F%2Fexample.test%2Fa.png&signature=none',
    status: 404,
  },
  {
    route: 'PUT /trusted-senders',
    access: 'member',
    body: () => ({ email: nobody.email, isTrusted: false }),
    status: 204,
  },
  { route: 'GET /recipients', access: 'member', query: () => '?q=a' },
  {
    route: 'POST /actions',
    access: 'member',
    id: 'thread',
    body: (id) => ({ kind: 'mark_read', threadIds: [own(id)] }),
  },
  { route: 'POST /actions/:id/undo', access: 'member', id: 'action', status: 204 },
  {
    route: 'POST /labels',
    access: 'member',
    id: 'account',
    body: (id) => ({ accountId: own(id), name: 'Matrix' }),
  },

  { route: 'POST /uploads', access: 'member', query: () => '?fileName=a.txt', body: () => ({}) },
  {
    route: 'POST /outbox',
    access: 'member',
    id: 'account',
    body: (id) => ({
      submissionId: `matrix-${id}`,
      accountId: own(id),
      to: [nobody],
      undoSeconds: 60,
    }),
  },
  { route: 'GET /outbox', access: 'member' },
  { route: 'GET /outbox/:id', access: 'member', id: 'outbox' },
  { route: 'POST /outbox/:id/cancel', access: 'member', id: 'outbox' },
  { route: 'POST /outbox/:id/retry', access: 'member', id: 'outbox', status: 409 },
  { route: 'GET /events', access: 'member', isStream: true },

  { route: 'GET /signatures', access: 'member' },
  {
    route: 'POST /signatures',
    access: 'member',
    body: () => ({ name: 'Matrix', html: '<p>Matrix</p>' }),
  },
  {
    route: 'PUT /signatures/:id',
    access: 'member',
    id: 'signature',
    body: () => ({ name: 'Matrix', html: '<p>Matrix</p>' }),
  },
  {
    route: 'PUT /signatures/shared',
    access: 'administrator',
    body: () => ({ html: '<p>{{name}}</p>', isLocked: false }),
  },
  { route: 'DELETE /signatures/shared', access: 'administrator', status: 204 },
  {
    route: 'POST /signatures/images',
    access: 'member',
    body: () => ({ uploadId: 'none' }),
    status: 404,
  },
  {
    route: 'GET /signatures/images/:imageId',
    access: 'member',
    id: 'signatureImage',
    absent: uuid,
  },
  {
    route: 'GET /signatures/sending',
    access: 'member',
    id: 'account',
    query: (id) => `?accountId=${id}`,
  },
  {
    route: 'POST /signatures/taken',
    access: 'member',
    id: 'account',
    body: (id, { accountEmail }) => ({ accountId: own(id), email: accountEmail }),
    status: 404,
  },
  {
    route: 'PUT /identities',
    access: 'member',
    id: 'signature',
    body: (id, { account, accountEmail }) => ({
      accountId: own(account),
      email: accountEmail,
      newSignatureId: own(id),
      replySignatureId: null,
      replyTo: null,
    }),
  },
  {
    route: 'PUT /accounts/:id/sender-name',
    access: 'member',
    id: 'account',
    body: () => ({ senderName: 'Matrix' }),
  },
  { route: 'GET /sender-profile', access: 'member' },
  { route: 'PUT /sender-profile', access: 'member', body: () => ({ title: '', phone: '' }) },
  { route: 'DELETE /signatures/:id', access: 'member', id: 'signature', status: 204 },

  { route: 'GET /host/sessions', access: 'person' },
  { route: 'GET /host/api-keys', access: 'person' },
  {
    route: 'POST /host/api-keys',
    access: 'person',
    body: () => ({ name: 'matrix', scope: 'read' }),
  },
  { route: 'DELETE /host/api-keys/:id', access: 'person', id: 'apiKey', absent: uuid, status: 204 },
  {
    route: 'DELETE /host/sessions/:id',
    access: 'person',
    id: 'session',
    absent: uuid,
    status: 204,
  },
  { route: 'DELETE /host/sessions', access: 'person', status: 204 },
  { route: 'GET /host/users', access: 'administrator' },
  {
    route: 'PATCH /host/users/:id',
    access: 'administrator',
    id: 'user',
    body: () => ({ role: 'member' }),
  },
  { route: 'GET /audit', access: 'administrator' },
  { route: 'GET /host/invitations', access: 'administrator' },
  {
    route: 'POST /host/invitations',
    access: 'administrator',
    body: () => ({ email: 'matrix@example.test', role: 'member' }),
  },
  {
    route: 'DELETE /host/invitations/:id',
    access: 'administrator',
    id: 'invitation',
    status: 204,
  },

  { route: 'DELETE /setup/clients/:provider', access: 'administrator', status: 404 },
  { route: 'DELETE /accounts/:id', access: 'member', id: 'account', status: 204 },
  { route: 'POST /host/simulator', access: 'administrator', body: () => ({ enabled: false }) },
];
