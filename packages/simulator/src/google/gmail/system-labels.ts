import type { Label } from '../mailbox.ts';

const visible = [
  'INBOX',
  'SENT',
  'DRAFT',
  'SPAM',
  'TRASH',
  'STARRED',
  'UNREAD',
  'IMPORTANT',
  'CHAT',
];
const categories = ['PERSONAL', 'SOCIAL', 'PROMOTIONS', 'UPDATES', 'FORUMS'];

/**
 * The labels that every mailbox has.
 *
 * @see https://developers.google.com/workspace/gmail/api/guides/labels
 */
export function systemLabels(): Label[] {
  return [
    ...visible.map((id): Label => ({ id, name: id, type: 'system' })),
    ...categories.map(
      (name): Label => ({
        id: `CATEGORY_${name}`,
        name: `CATEGORY_${name}`,
        type: 'system',
        messageListVisibility: 'hide',
        labelListVisibility: 'labelHide',
      }),
    ),
  ];
}

/** Labels that nobody sets by hand: Gmail refuses them in a modification. */
export const fixedLabels: ReadonlySet<string> = new Set(['SENT', 'DRAFT', 'CHAT']);
