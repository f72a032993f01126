import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { dropForeignQueries } from './own-queries.ts';

it('[UI50] shows nobody what another user of the page was shown', () => {
  const client = new QueryClient();
  const keys = [['host', 'state'], ['host', 'users'], ['threads', 1], ['accounts']];
  const held = () => keys.filter((key) => client.getQueryData(key) !== undefined);
  for (const key of keys) client.setQueryData(key, 'mail');
  dropForeignQueries(client, null, 'ada');
  dropForeignQueries(client, 'ada', 'ada');
  expect(held()).toEqual(keys);
  dropForeignQueries(client, 'ada', 'ben');
  expect(held()).toEqual([['host', 'state']]);
});
