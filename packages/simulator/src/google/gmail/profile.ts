import type { Method } from './method.ts';

/** @see https://developers.google.com/workspace/gmail/api/reference/rest/v1/users/getProfile */
export const profileMethods: Method[] = [
  {
    id: 'getProfile',
    verb: 'GET',
    path: 'profile',
    handle: ({ mailbox }) => ({
      emailAddress: mailbox.email,
      messagesTotal: mailbox.messageCount,
      threadsTotal: mailbox.threadCount,
      historyId: String(mailbox.historyId),
    }),
  },
];
