import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEvents, type Events } from './events.ts';
import { appendChanges } from './store/changes.ts';
import type { OpenDatabase } from './store/database.ts';
import { databasesUnderTest, openTestDatabase } from './store/testing.ts';

describe.each(await databasesUnderTest())('the change feed on %s', (kind) => {
  let database: OpenDatabase;
  let events: Events;
  beforeAll(async () => {
    database = await openTestDatabase(kind);
    events = await createEvents(database);
  });
  afterAll(async () => {
    await events?.stop();
    await database?.close();
  });

  it('[ST25] begins a moment before it is asked, so that nothing falls between list and feed', async () => {
    const arrived = (id: number) =>
      database.db.transaction((tx) =>
        appendChanges(tx as never, 'ann', [
          { kind: 'thread', accountId: null, ids: [id], newMail: true },
        ]),
      );
    await arrived(1);
    await database.db.execute("update mailroom.changes set at = now() - interval '1 minute'");
    await arrived(2);
    const ending = new AbortController();
    const feed = events.subscribe('ann', null, ending.signal);
    expect((await feed.next()).value).toMatchObject({ number: 2, ids: [2], newMail: false });
    await arrived(3);
    expect((await feed.next()).value).toMatchObject({ number: 3, ids: [3], newMail: true });
    ending.abort();
  });
});
