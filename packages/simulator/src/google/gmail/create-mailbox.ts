import { createRandom, type Random } from '../../random.ts';
import type {
  Draft,
  HistoryRecord,
  HistoryType,
  Label,
  LabelCounts,
  Mailbox,
  MailboxOptions,
  SendAs,
  StoredMessage,
  Watch,
} from '../mailbox.ts';
import { headerOfRaw } from '../mime.ts';
import { createHistoryLog } from './history-log.ts';
import { countLabel } from './label-counts.ts';
import { compareMessages, createOrderedList, type OrderedList } from './ordered-list.ts';
import { systemLabels } from './system-labels.ts';

/** Creates a mailbox; empty unless a base is given. */
export function createMailbox(options: MailboxOptions): Mailbox {
  const { clock, email } = options;
  const random = createRandom(options.seed);
  const source = options.base?.source ?? null;
  const history = createHistoryLog(clock, random);
  const byId = new Map<string, StoredMessage>();
  const byThread = new Map<string, StoredMessage[]>();
  const byMessageId = new Map<string, string>();
  const everything = createOrderedList();
  const byLabel = new Map<string, OrderedList>();
  const intern = createInterner();
  const baseIds: string[] = [];
  const changedBase = new Set<string>();
  const deletedBase = new Set<string>();
  const countCache = new Map<string, { historyId: number; counts: LabelCounts }>();
  const listeners = new Set<(record: HistoryRecord) => void>();
  const labels = new Map<string, Label>(systemLabels().map((label) => [label.id, label]));
  for (const label of options.base?.labels ?? []) labels.set(label.id, label);
  const drafts = new Map<string, Draft>();
  const sendAs = new Map<string, SendAs>([[email, primarySendAs(email, options.name)]]);
  let watch: Watch | null = null;

  const listOf = (labelId: string) => {
    const known = byLabel.get(labelId);
    if (known) return known;
    const list = createOrderedList();
    byLabel.set(labelId, list);
    return list;
  };
  const index = (message: StoredMessage, how: 'append' | 'add') => {
    byId.set(message.id, message);
    const thread = byThread.get(message.threadId);
    if (!thread) byThread.set(message.threadId, [message]);
    else {
      thread.push(message);
      if (how === 'add') thread.sort(compareMessages);
    }
    everything[how](message);
    for (const labelId of message.labelIds) listOf(labelId)[how](message);
    if (typeof message.raw === 'number') return;
    const messageId = headerOfRaw(message.raw, 'message-id')?.trim();
    if (messageId) byMessageId.set(messageId, message.id);
  };
  const unindex = (message: StoredMessage) => {
    byId.delete(message.id);
    const rest = (byThread.get(message.threadId) ?? []).filter((other) => other !== message);
    if (rest.length > 0) byThread.set(message.threadId, rest);
    else byThread.delete(message.threadId);
    everything.remove(message);
    for (const labelId of message.labelIds) listOf(labelId).remove(message);
  };
  const setLabels = (message: StoredMessage, labelIds: readonly string[]) => {
    const before = message.labelIds;
    message.labelIds = intern(labelIds);
    for (const id of before) if (!message.labelIds.includes(id)) listOf(id).remove(message);
    for (const id of message.labelIds) if (!before.includes(id)) listOf(id).add(message);
    if (typeof message.raw === 'number') changedBase.add(message.id);
  };
  const newId = (at: number) => {
    for (let tries = 0; tries < 1_000; tries += 1) {
      const id = messageIdAt(at, random);
      if (!byId.has(id) && !deletedBase.has(id)) return id;
    }
    throw new Error('no free message id in this millisecond');
  };
  const note = (
    type: HistoryType,
    message: StoredMessage,
    labelIds: readonly string[],
  ): HistoryRecord => {
    const record = history.record({
      type,
      messageId: message.id,
      threadId: message.threadId,
      labelIds,
      labelsAfter: message.labelIds,
    });
    message.historyId = record.id;
    for (const listener of listeners) listener(record);
    return record;
  };

  const relabel: Mailbox['relabel'] = (id, add, remove) => {
    const message = byId.get(id);
    if (!message) return undefined;
    const added = add.filter((label) => !message.labelIds.includes(label));
    const removed = remove.filter((label) => message.labelIds.includes(label));
    if (removed.length > 0) {
      setLabels(
        message,
        message.labelIds.filter((label) => !removed.includes(label)),
      );
      note('labelRemoved', message, removed);
    }
    if (added.length > 0) {
      setLabels(message, [...message.labelIds, ...added]);
      note('labelAdded', message, added);
    }
    return message;
  };

  loadBase();

  return {
    email,
    clock,
    get historyId() {
      return history.lastId;
    },
    get messageCount() {
      return byId.size;
    },
    get threadCount() {
      return byThread.size;
    },
    labels,
    drafts,
    sendAs,
    get watch() {
      return watch;
    },
    set watch(value) {
      watch = value;
    },
    get: (id) => byId.get(id),
    raw: (message) => {
      if (typeof message.raw !== 'number') return message.raw;
      if (!source) throw new Error('a rendered message without its source');
      return source.render(message.raw);
    },
    head: (message) => {
      if (typeof message.raw !== 'number') return message.raw;
      return source?.head(message.raw) ?? new Uint8Array();
    },
    thread: (threadId) => byThread.get(threadId) ?? [],
    findByMessageId: (messageId) => {
      const id = byMessageId.get(messageId);
      const added = id === undefined ? undefined : byId.get(id);
      if (added) return added;
      const baseId = baseIds[source?.indexOfMessageId(messageId) ?? -1];
      return baseId === undefined ? undefined : byId.get(baseId);
    },
    newestFirst: (labelId, position) =>
      labelId === null
        ? everything.newestFirst(position)
        : (byLabel.get(labelId)?.newestFirst(position) ?? []),
    labelSize: (labelId) => byLabel.get(labelId)?.length ?? 0,
    counts: (labelId) => {
      const cached = countCache.get(labelId);
      if (cached?.historyId === history.lastId) return cached.counts;
      const counts = countLabel(byLabel.get(labelId)?.newestFirst() ?? []);
      countCache.set(labelId, { historyId: history.lastId, counts });
      return counts;
    },
    insert: (raw, { labelIds, threadId = null, internalDate = clock.now() }) => {
      const id = newId(clock.now());
      const isKnownThread = threadId !== null && byThread.has(threadId);
      const message: StoredMessage = {
        id,
        threadId: isKnownThread ? threadId : id,
        internalDate,
        historyId: 0,
        labelIds: intern(labelIds),
        raw,
      };
      index(message, 'add');
      note('messageAdded', message, message.labelIds);
      return message;
    },
    relabel,
    remove: (id) => {
      const message = byId.get(id);
      if (!message) return false;
      unindex(message);
      if (typeof message.raw === 'number') deletedBase.add(id);
      for (const draft of drafts.values()) if (draft.messageId === id) drafts.delete(draft.id);
      note('messageDeleted', message, message.labelIds);
      return true;
    },
    removeLabel: (labelId) => {
      for (const message of [...listOf(labelId).newestFirst()]) relabel(message.id, [], [labelId]);
      labels.delete(labelId);
      byLabel.delete(labelId);
    },
    historySince: (startId) => history.since(startId),
    expireHistory: () => history.expire(),
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    snapshot: () => ({
      version: 1,
      source: source?.name ?? null,
      historyId: history.lastId,
      historyFloor: history.floor,
      history: [...history.all()],
      changed: Object.fromEntries(
        [...changedBase]
          .map((id) => byId.get(id))
          .filter((message) => message !== undefined)
          .map(({ id, labelIds, historyId }) => [id, { labelIds: [...labelIds], historyId }]),
      ),
      deleted: [...deletedBase],
      added: [...byId.values()].flatMap(({ raw, labelIds, ...rest }) =>
        typeof raw === 'number'
          ? []
          : [{ ...rest, labelIds: [...labelIds], raw: Buffer.from(raw).toString('base64') }],
      ),
      labels: [...labels.values()].filter((label) => label.type === 'user'),
      drafts: [...drafts.values()],
      sendAs: [...sendAs.values()],
      watch,
    }),
    restore: (snapshot) => {
      if (snapshot.version !== 1 || snapshot.source !== (source?.name ?? null))
        throw new Error(`snapshot of ${snapshot.source} over a mailbox of ${source?.name ?? null}`);
      for (const message of [...byId.values()])
        if (typeof message.raw !== 'number' || snapshot.deleted.includes(message.id))
          unindex(message);
      for (const id of snapshot.deleted) deletedBase.add(id);
      for (const [id, change] of Object.entries(snapshot.changed)) {
        const message = byId.get(id);
        if (!message) continue;
        setLabels(message, change.labelIds);
        message.historyId = change.historyId;
      }
      for (const { raw, labelIds, ...rest } of snapshot.added)
        index({ ...rest, labelIds: intern(labelIds), raw: Buffer.from(raw, 'base64') }, 'add');
      for (const label of [...labels.values()]) if (label.type === 'user') labels.delete(label.id);
      for (const label of snapshot.labels) labels.set(label.id, label);
      replace(drafts, snapshot.drafts, (draft) => draft.id);
      replace(sendAs, snapshot.sendAs, (alias) => alias.sendAsEmail);
      watch = snapshot.watch;
      history.restore({
        lastId: snapshot.historyId,
        floor: snapshot.historyFloor,
        records: snapshot.history,
      });
    },
  };

  /** The base's last week has history too, so that a client may start from any recent message. */
  function loadBase(): void {
    const threadIds: string[] = [];
    const weekAgo = clock.now() - 7 * 24 * 60 * 60 * 1000;
    for (const base of options.base?.messages ?? []) {
      const id = newId(base.internalDate);
      const threadId = threadIds[base.thread] ?? id;
      threadIds[base.thread] = threadId;
      const historyId = history.nextId();
      const labelIds = intern(base.labelIds);
      const { internalDate } = base;
      index({ id, threadId, internalDate, historyId, labelIds, raw: base.index }, 'append');
      baseIds[base.index] = id;
      if (labelIds.includes('DRAFT')) {
        const draftId = `r${Math.floor(random() * 2 ** 52)}`;
        drafts.set(draftId, { id: draftId, messageId: id });
      }
      if (internalDate < weekAgo) history.setFloor(historyId);
      else
        history.recordPast({
          id: historyId,
          at: internalDate,
          type: 'messageAdded',
          messageId: id,
          threadId,
          labelIds,
          labelsAfter: labelIds,
        });
    }
  }
}

/** Gmail's ids hold the time: 11 hex digits of milliseconds, then 20 random bits. */
function messageIdAt(at: number, random: Random): string {
  const time = Math.max(0, Math.floor(at)).toString(16).padStart(11, '0').slice(-11);
  const tail = Math.floor(random() * 0x100000).toString(16);
  return time + tail.padStart(5, '0');
}

/** One array for each set of labels: 100,000 messages share a few hundred. */
function createInterner(): (labelIds: readonly string[]) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (labelIds) => {
    const sorted = [...new Set(labelIds)].sort();
    const key = sorted.join(' ');
    const interned = known.get(key);
    if (interned) return interned;
    known.set(key, sorted);
    return sorted;
  };
}

function primarySendAs(email: string, name: string): SendAs {
  return {
    sendAsEmail: email,
    displayName: name,
    replyToAddress: '',
    signature: '',
    isPrimary: true,
    isDefault: true,
    treatAsAlias: false,
    verificationStatus: 'accepted',
  };
}

function replace<T>(map: Map<string, T>, items: readonly T[], keyOf: (item: T) => string): void {
  map.clear();
  for (const item of items) map.set(keyOf(item), item);
}
