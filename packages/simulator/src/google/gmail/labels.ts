import type { Label, Mailbox } from '../mailbox.ts';
import { apiError, invalidArgument, notFound } from './errors.ts';
import { labelColors } from './label-colors.ts';
import type { Method, MethodCall } from './method.ts';
import { optionalObject, optionalString } from './parameters.ts';

const maxLabels = 10_000;
const maxNameLength = 225;
const messageVisibilities = ['show', 'hide'] as const;
const listVisibilities = ['labelShow', 'labelShowIfUnread', 'labelHide'] as const;

/** @see https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.labels */
export const labelMethods: Method[] = [
  {
    id: 'labels.list',
    verb: 'GET',
    path: 'labels',
    handle: ({ mailbox }) => ({ labels: [...mailbox.labels.values()] }),
  },
  { id: 'labels.create', verb: 'POST', path: 'labels', handle: createLabel },
  {
    id: 'labels.get',
    verb: 'GET',
    path: 'labels/:id',
    handle: ({ mailbox, params }) => {
      const label = existing(mailbox, params.id);
      return { ...label, ...mailbox.counts(label.id) };
    },
  },
  {
    id: 'labels.update',
    verb: 'PUT',
    path: 'labels/:id',
    handle: (call) => updateLabel(call, 'replace'),
  },
  {
    id: 'labels.patch',
    verb: 'PATCH',
    path: 'labels/:id',
    handle: (call) => updateLabel(call, 'patch'),
  },
  { id: 'labels.delete', verb: 'DELETE', path: 'labels/:id', handle: deleteLabel },
];

function createLabel({ mailbox, body }: MethodCall): Label {
  const name = readName(mailbox, optionalString(body, 'name'), null);
  if (mailbox.labels.size >= maxLabels) throw invalidArgument('Too many labels');
  const label: Label = { id: nextLabelId(mailbox), name, type: 'user', ...readLook(body) };
  mailbox.labels.set(label.id, label);
  return label;
}

function updateLabel({ mailbox, params, body }: MethodCall, how: 'replace' | 'patch'): Label {
  const label = existing(mailbox, params.id);
  if (label.type === 'system') throw invalidArgument('Invalid update request');
  const given = optionalString(body, 'name');
  const bodyId = optionalString(body, 'id');
  if (bodyId !== undefined && bodyId !== label.id) throw invalidArgument('Invalid update request');
  const keepsName = how === 'patch' && given === undefined;
  const name = keepsName ? label.name : readName(mailbox, given, label.id);
  const before: Partial<Label> = how === 'patch' ? label : {};
  const updated: Label = { ...before, id: label.id, name, type: 'user', ...readLook(body) };
  mailbox.labels.set(label.id, updated);
  return updated;
}

function deleteLabel({ mailbox, params }: MethodCall): void {
  const label = existing(mailbox, params.id);
  if (label.type === 'system') throw invalidArgument('Invalid delete request');
  mailbox.removeLabel(label.id);
}

function existing(mailbox: Mailbox, id: string | undefined): Label {
  const label = mailbox.labels.get(id ?? '');
  if (!label) throw notFound();
  return label;
}

/** Names differ from every other without regard to case, and are not a system label's. */
function readName(mailbox: Mailbox, given: string | undefined, ownId: string | null): string {
  const name = given?.trim() ?? '';
  if (name === '' || name.length > maxNameLength) throw invalidArgument('Invalid label name');
  if (name.split('/').some((piece) => piece.trim() === ''))
    throw invalidArgument('Invalid label name');
  if (name.startsWith('^')) throw invalidArgument('Invalid label name');
  for (const other of mailbox.labels.values()) {
    if (other.id === ownId || other.name.toLowerCase() !== name.toLowerCase()) continue;
    if (other.type === 'system') throw invalidArgument('Invalid label name');
    throw apiError(409, 'aborted', 'Label name exists or conflicts', { status: 'ABORTED' });
  }
  return name;
}

function readLook(body: Record<string, unknown>): Partial<Label> {
  const look: Partial<Label> = {};
  const inMessages = optionalString(body, 'messageListVisibility');
  const inList = optionalString(body, 'labelListVisibility');
  if (inMessages !== undefined) look.messageListVisibility = oneOf(inMessages, messageVisibilities);
  if (inList !== undefined) look.labelListVisibility = oneOf(inList, listVisibilities);
  const color = optionalObject(body, 'color');
  if (color) look.color = readColor(color);
  return look;
}

function oneOf<T extends string>(value: string, allowed: readonly T[]): T {
  const found = allowed.find((word) => word === value);
  if (!found) throw invalidArgument(`Invalid value: ${value.slice(0, 100)}`);
  return found;
}

/** @see https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.labels#Color */
function readColor(color: Record<string, unknown>): NonNullable<Label['color']> {
  const textColor = optionalString(color, 'textColor')?.toLowerCase() ?? '';
  const backgroundColor = optionalString(color, 'backgroundColor')?.toLowerCase() ?? '';
  if (!labelColors.has(textColor) || !labelColors.has(backgroundColor))
    throw invalidArgument('Label color is not on the allowed color palette');
  return { textColor, backgroundColor };
}

function nextLabelId(mailbox: Mailbox): string {
  let highest = 0;
  for (const id of mailbox.labels.keys())
    highest = Math.max(highest, Number(/^Label_(\d{1,15})$/.exec(id)?.[1] ?? 0));
  return `Label_${highest + 1}`;
}
