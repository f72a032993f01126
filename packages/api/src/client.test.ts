import type { views } from '@mailroom/engine';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { ApiError, answerOf, createClient, throwingFetch } from './client.ts';

function answering(status: number, body: string, type = 'application/problem+json'): typeof fetch {
  return async () => new Response(body, { status, headers: { 'Content-Type': type } });
}

describe('createClient', () => {
  it('[AP12] types inputs and answers as the views do', async () => {
    const seen: string[] = [];
    const client = createClient('https://mail.example.test/base/api', async (input) => {
      seen.push(String(input));
      return Response.json({ threads: [], nextCursor: null });
    });
    const query = { role: 'inbox', unreadOnly: '1', limit: '20' } as const;
    const page = await answerOf(client.threads.$get({ query }));
    expectTypeOf(page.threads).toEqualTypeOf<views.ThreadPageView['threads']>();
    const answer = await client.accounts[':id'].timeline.$get({ param: { id: '7' }, query: {} });
    expectTypeOf((await answer.json())[0]?.kind).toEqualTypeOf<string | undefined>();
    expect(seen).toEqual([
      'https://mail.example.test/base/api/threads?role=inbox&unreadOnly=1&limit=20',
      'https://mail.example.test/base/api/accounts/7/timeline',
    ]);
  });

  it('[AP12] throws the problem of an answer that is no success', async () => {
    const problem = { type: 'x', title: 'Gone.', status: 410, code: 'link_expired' };
    const client = createClient('/api', answering(410, JSON.stringify(problem)));
    await expect(client.accounts.$get()).rejects.toMatchObject({
      name: 'ApiError',
      code: 'link_expired',
      status: 410,
    });
  });

  it.each([['<html>'], ['null'], ['{"code":7}'], ['']])(
    '[AP12] makes a problem of an error that is none: %s',
    async (body) => {
      const request = throwingFetch(answering(502, body, 'text/html'))('/api/x');
      await expect(request).rejects.toMatchObject({ code: 'unreachable', status: 502 });
    },
  );

  it('[AP12] says unreachable when the server cannot be reached', async () => {
    const request = throwingFetch(async () => {
      throw new TypeError('fetch failed');
    })('/api/x');
    await expect(request).rejects.toBeInstanceOf(ApiError);
    await expect(request).rejects.toMatchObject({ code: 'unreachable', status: 0 });
  });
});
