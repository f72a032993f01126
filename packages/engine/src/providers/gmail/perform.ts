import { isMailError, MailError } from '../../errors.ts';
import type { CallOptions, CommandReceipt, RemoteCommand, RemoteFolder } from '../provider.ts';
import type { GmailClient } from './client.ts';
import { labelChanges, toFolder } from './labels.ts';
import { costOf, type GmailCosts } from './quota.ts';
import { labelListShape, labelShape } from './shapes.ts';

/** Gmail's own bound for batchModify and batchDelete. */
const maxBatch = 1_000;

interface PerformContext {
  client: GmailClient;
  costs: GmailCosts;
}

/** Carries a command out. Doing it twice is the same as once. */
export async function performCommand(
  context: PerformContext,
  command: RemoteCommand,
  options: CallOptions,
): Promise<CommandReceipt> {
  switch (command.kind) {
    case 'create_folder':
      return { gone: [], folder: await createFolder(context.client, command.name, options) };
    case 'delete':
      return { gone: await deleteMessages(context, command.remoteIds, options) };
    case 'update':
      return { gone: await updateMessages(context, command, options) };
  }
}

async function updateMessages(
  context: PerformContext,
  command: Extract<RemoteCommand, { kind: 'update' }>,
  options: CallOptions,
): Promise<string[]> {
  const { add, remove } = labelChanges(command);
  if (add.length === 0 && remove.length === 0) return [];
  const change = { addLabelIds: add, removeLabelIds: remove };
  return inBatches(command.remoteIds, {
    oneCosts: costOf(context.costs, 'messages.modify'),
    manyCost: costOf(context.costs, 'messages.batchModify'),
    runOne: (id) =>
      context.client.send({
        ...options,
        method: 'messages.modify',
        verb: 'POST',
        path: `messages/${encodeURIComponent(id)}/modify`,
        query: { fields: 'id' },
        body: change,
        isRepeatable: true,
      }),
    runMany: (ids) =>
      context.client.send({
        ...options,
        method: 'messages.batchModify',
        verb: 'POST',
        path: 'messages/batchModify',
        body: { ids, ...change },
        isRepeatable: true,
      }),
  });
}

async function deleteMessages(
  context: PerformContext,
  remoteIds: string[],
  options: CallOptions,
): Promise<string[]> {
  return inBatches(remoteIds, {
    oneCosts: costOf(context.costs, 'messages.delete'),
    manyCost: costOf(context.costs, 'messages.batchDelete'),
    runOne: (id) =>
      context.client.send({
        ...options,
        method: 'messages.delete',
        verb: 'DELETE',
        path: `messages/${encodeURIComponent(id)}`,
        isRepeatable: true,
      }),
    runMany: (ids) =>
      context.client.send({
        ...options,
        method: 'messages.batchDelete',
        verb: 'POST',
        path: 'messages/batchDelete',
        body: { ids },
        isRepeatable: true,
      }),
  });
}

/** One call each or one for all, whichever costs less. @returns ids that Gmail no longer has */
async function inBatches(
  remoteIds: string[],
  how: {
    oneCosts: number;
    manyCost: number;
    runOne(id: string): Promise<unknown>;
    runMany(ids: string[]): Promise<unknown>;
  },
): Promise<string[]> {
  const ids = [...new Set(remoteIds)];
  const gone: string[] = [];
  for (let at = 0; at < ids.length; at += maxBatch) {
    const batch = ids.slice(at, at + maxBatch);
    const isBatchCheaper = batch.length > 1 && how.manyCost <= batch.length * how.oneCosts;
    if (isBatchCheaper) {
      // Says nothing of ids that are gone; history will.
      await how.runMany(batch);
      continue;
    }
    for (const id of batch) {
      try {
        await how.runOne(id);
      } catch (error) {
        if (!isMailError(error, 'remote_gone')) throw error;
        gone.push(id);
      }
    }
  }
  return gone;
}

async function createFolder(
  client: GmailClient,
  name: string,
  options: CallOptions,
): Promise<RemoteFolder> {
  const existing = await findFolder(client, name, options);
  if (existing) return existing;
  try {
    const label = await client.call(labelShape, {
      ...options,
      method: 'labels.create',
      verb: 'POST',
      path: 'labels',
      body: { name, labelListVisibility: 'labelShow', messageListVisibility: 'show' },
      // A repeated creation is answered 409, and then the label is looked up.
      isRepeatable: true,
    });
    return toFolder(label);
  } catch (error) {
    if (!isMailError(error, 'conflict') && !isMailError(error, 'provider_rejected')) throw error;
    const made = await findFolder(client, name, options);
    if (made) return made;
    throw isMailError(error, 'conflict')
      ? new MailError('provider_rejected', { cause: error, detail: error.detail ?? name })
      : error;
  }
}

async function findFolder(
  client: GmailClient,
  name: string,
  options: CallOptions,
): Promise<RemoteFolder | null> {
  const { labels } = await client.call(labelListShape, {
    ...options,
    method: 'labels.list',
    path: 'labels',
  });
  const label = labels.find(
    (one) => one.type !== 'system' && one.name.toLowerCase() === name.trim().toLowerCase(),
  );
  return label ? toFolder(label) : null;
}
