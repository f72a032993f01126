import { describe, expect, it } from 'vitest';
import { collect, emptyBatch } from './batch.ts';

describe('collect', () => {
  it('[UI13] keeps the last word on a conversation', () => {
    let batch = collect(emptyBatch(), { number: 1, kind: 'thread', accountId: 1, ids: [1, 2] });
    batch = collect(batch, { number: 2, kind: 'thread_deleted', accountId: 1, ids: [2] });
    expect([...batch.threads]).toEqual([1]);
    expect([...batch.deleted]).toEqual([2]);
    batch = collect(batch, { number: 3, kind: 'thread', accountId: 1, ids: [2], newMail: true });
    expect([...batch.threads]).toEqual([1, 2]);
    expect([...batch.deleted]).toEqual([]);
    expect([...batch.newMail]).toEqual([2]);
  });

  it('[UI13] asks for everything anew on reset', () => {
    const batch = collect(emptyBatch(), { number: 1, kind: 'reset', accountId: null, ids: [] });
    expect(batch.isReset).toBe(true);
  });
});
