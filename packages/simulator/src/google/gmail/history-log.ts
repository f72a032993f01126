import type { Clock } from '../../clock.ts';
import type { Random } from '../../random.ts';
import type { HistoryRecord } from '../mailbox.ts';

/** Records are kept this long: "typically valid for at least a week". */
const keptMs = 8 * 24 * 60 * 60 * 1000;

/** The mailbox's changes in order; ids increase with gaps, as Google's do. */
export interface HistoryLog {
  readonly lastId: number;
  /** Ids below this one are too old. */
  readonly floor: number;
  nextId(): number;
  /** Takes an id and appends a record. */
  record(change: Omit<HistoryRecord, 'id' | 'at'>): HistoryRecord;
  /** Appends a record of the past with the id it already has; used while loading. */
  recordPast(record: HistoryRecord): void;
  /** Null when `startId` is too old, or was never given out. */
  since(startId: number): readonly HistoryRecord[] | null;
  expire(): void;
  setFloor(id: number): void;
  all(): readonly HistoryRecord[];
  restore(state: { lastId: number; floor: number; records: HistoryRecord[] }): void;
}

/**
 * Creates an empty log.
 *
 * @see https://developers.google.com/workspace/gmail/api/guides/sync#limitations
 */
export function createHistoryLog(clock: Clock, random: Random): HistoryLog {
  let records: HistoryRecord[] = [];
  let lastId = 100_000 + Math.floor(random() * 900_000);
  let floor = lastId;
  const nextId = () => {
    lastId += 1 + Math.floor(random() * 30);
    return lastId;
  };
  const dropOld = () => {
    const oldest = clock.now() - keptMs;
    if ((records[0]?.at ?? Number.POSITIVE_INFINITY) >= oldest) return;
    const kept = records.findIndex((record) => record.at >= oldest);
    const dropped = kept < 0 ? records : records.slice(0, kept);
    floor = Math.max(floor, dropped.at(-1)?.id ?? floor);
    records = kept < 0 ? [] : records.slice(kept);
  };
  return {
    get lastId() {
      return lastId;
    },
    get floor() {
      dropOld();
      return floor;
    },
    nextId,
    record: (change) => {
      const record = { id: nextId(), at: clock.now(), ...change };
      records.push(record);
      return record;
    },
    recordPast: (record) => void records.push(record),
    since: (startId) => {
      dropOld();
      if (startId < floor || startId > lastId) return null;
      return records.slice(firstAfter(records, startId));
    },
    expire: () => {
      records = [];
      // One id further on, so that the id a client holds right now is too old as well.
      floor = nextId();
    },
    setFloor: (id) => {
      floor = id;
    },
    all: () => records,
    restore: (state) => {
      lastId = state.lastId;
      floor = state.floor;
      records = [...state.records];
    },
  };
}

function firstAfter(records: readonly HistoryRecord[], id: number): number {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((records[middle]?.id ?? 0) <= id) low = middle + 1;
    else high = middle;
  }
  return low;
}
