import type { Mailbox, StoredMessage } from '../mailbox.ts';
import { invalidArgument } from './errors.ts';
import { stringArray } from './parameters.ts';
import { fixedLabels } from './system-labels.ts';

/** Labels to put on and to take off. */
export interface LabelChange {
  add: string[];
  remove: string[];
}

const maxLabelsPerChange = 100;

/**
 * Reads `addLabelIds` and `removeLabelIds`.
 *
 * @throws ApiError 400 for an unknown label, one that nobody sets by hand, or more than 100
 * @see https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/modify
 */
export function readLabelChange(mailbox: Mailbox, body: Record<string, unknown>): LabelChange {
  const add = stringArray(body, 'addLabelIds');
  const remove = stringArray(body, 'removeLabelIds');
  if (add.length + remove.length === 0) throw invalidArgument('No label add or removes specified');
  if (add.length > maxLabelsPerChange || remove.length > maxLabelsPerChange)
    throw invalidArgument('Too many labels specified');
  checkLabels(mailbox, [...add, ...remove]);
  if (add.some((id) => remove.includes(id)))
    throw invalidArgument('Cannot both add and remove the same label');
  return { add, remove };
}

/** Refuses labels that do not exist or that only Gmail sets. */
export function checkLabels(mailbox: Mailbox, labelIds: readonly string[]): void {
  for (const id of labelIds) {
    if (!mailbox.labels.has(id)) throw invalidArgument(`Invalid label: ${id.slice(0, 100)}`);
    if (fixedLabels.has(id)) throw invalidArgument(`Invalid label: ${id}`);
  }
}

/** Applies a change; the inbox, the spam and the bin exclude each other. */
export function relabelMessage(
  mailbox: Mailbox,
  id: string,
  change: LabelChange,
): StoredMessage | undefined {
  const remove = new Set(change.remove);
  for (const place of ['INBOX', 'SPAM', 'TRASH']) {
    if (!change.add.includes(place)) continue;
    for (const other of ['INBOX', 'SPAM', 'TRASH'])
      if (other !== place && !change.add.includes(other)) remove.add(other);
  }
  return mailbox.relabel(id, change.add, [...remove]);
}
