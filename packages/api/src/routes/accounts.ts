import { createRoute, z } from '@hono/zod-openapi';
import { type Engine, MailError, views } from '@mailroom/engine';
import { callerOf } from '../authentication.ts';
import { idParams, idText, syncFromInput } from '../fields.ts';
import { browserSecretOf, keepBrowserSecret } from '../link-cookie.ts';
import { answers, done, routeApp, takes } from '../route-app.ts';

const tags = ['Accounts'];

const listAccounts = createRoute({
  method: 'get',
  path: '/accounts',
  tags,
  summary: 'Your linked accounts',
  responses: { 200: answers(z.array(views.accountView), 'All of them.') },
});

const accountsOverview = createRoute({
  method: 'get',
  path: '/accounts/overview',
  tags,
  summary: 'Every linked mailbox and its state, without mail (administrators)',
  responses: { 200: answers(z.array(views.accountOverviewView), 'All of them.') },
});

const getAccount = createRoute({
  method: 'get',
  path: '/accounts/{id}',
  tags,
  summary: 'One account',
  request: { params: idParams },
  responses: { 200: answers(views.accountView, 'The account.') },
});

const linkAccount = createRoute({
  method: 'post',
  path: '/accounts/link',
  tags,
  summary: 'Begin to link or reconnect an account',
  description: 'Sets a cookie that the same browser must bring to `/accounts/link/finish`.',
  request: {
    body: takes(
      z.object({
        provider: views.providerId,
        reconnectAccountId: z.number().int().positive().optional(),
        /** From the data of `scope_missing`: asks for what that attempt lacks alone. */
        continueTransactionId: z
          .string()
          .regex(/^[0-9a-f]{32}$/)
          .optional(),
        /** The user's language, for letters about this mailbox. */
        locale: views.locale.optional(),
        returnTo: z
          .string()
          .max(500)
          .regex(/^\/(?![/\\])/, 'must be a path of this site')
          .optional(),
      }),
    ),
  },
  responses: { 200: answers(views.linkStartView, 'Where to send the user.') },
});

const finishLink = createRoute({
  method: 'post',
  path: '/accounts/link/finish',
  tags,
  summary: 'Finish linking with what the provider sent back',
  request: { body: takes(z.object({ callbackUrl: z.url().max(8000) })) },
  responses: {
    200: answers(
      views.linkResultView.extend({ returnTo: z.string().nullable() }),
      'The account, and whether it is to be confirmed.',
    ),
  },
});

const reportBlocked = createRoute({
  method: 'post',
  path: '/accounts/link/blocked',
  tags,
  summary: 'Say which page of the provider stopped you',
  description: 'For people only. The provider sends nobody back from such a page.',
  request: { body: takes(z.object({ provider: views.providerId, page: views.blockPage })) },
  responses: { 204: done },
});

const confirmAccount = createRoute({
  method: 'post',
  path: '/accounts/{id}/confirm',
  tags,
  summary: 'Confirm the mailbox and begin its first synchronisation',
  request: { params: idParams, body: takes(syncFromInput) },
  responses: { 200: answers(views.accountView, 'The account.') },
});

const changeAccount = createRoute({
  method: 'patch',
  path: '/accounts/{id}',
  tags,
  summary: 'Change the start date',
  description: 'An earlier date fetches older mail; a later one keeps what is here.',
  request: { params: idParams, body: takes(syncFromInput) },
  responses: { 200: answers(views.accountView, 'The account.') },
});

const pauseAccount = createRoute({
  method: 'post',
  path: '/accounts/{id}/pause',
  tags,
  summary: 'Pause synchronisation',
  request: { params: idParams },
  responses: { 200: answers(views.accountView, 'The account.') },
});

const resumeAccount = createRoute({
  method: 'post',
  path: '/accounts/{id}/resume',
  tags,
  summary: 'Resume synchronisation',
  request: { params: idParams },
  responses: { 200: answers(views.accountView, 'The account.') },
});

const unlinkAccount = createRoute({
  method: 'delete',
  path: '/accounts/{id}',
  tags,
  summary: 'Unlink: revoke the grant, delete the mail here',
  request: { params: idParams },
  responses: { 204: done },
});

const readTimeline = createRoute({
  method: 'get',
  path: '/accounts/{id}/timeline',
  tags,
  summary: 'What synchronisation did, newest first',
  request: { params: idParams, query: z.object({ before: idText.optional() }) },
  responses: { 200: answers(z.array(views.timelineEntryView), 'Entries.') },
});

const listIdentities = createRoute({
  method: 'get',
  path: '/identities',
  tags,
  summary: 'Addresses that you can send from',
  request: { query: z.object({ accountId: idText.optional() }) },
  responses: { 200: answers(z.array(views.identityView), 'Identities.') },
});

const syncIdentities = createRoute({
  method: 'post',
  path: '/accounts/{id}/identities/sync',
  tags,
  summary: 'Ask the provider for the addresses to send from',
  request: { params: idParams },
  responses: { 200: answers(z.array(views.identityView), 'Identities.') },
});

const syncNow = createRoute({
  method: 'post',
  path: '/sync',
  tags,
  summary: 'Synchronise now',
  request: { body: takes(z.object({ accountId: z.number().int().positive().optional() })) },
  responses: { 204: done },
});

/** Accounts: linking, state, synchronisation. */
export function accountRoutes({ engine, publicUrl }: { engine: Engine; publicUrl: string }) {
  return routeApp()
    .openapi(listAccounts, async (c) =>
      c.json(await engine.accounts.list(callerOf(c.var.authentication)), 200),
    )
    .openapi(linkAccount, async (c) => {
      const browserSecret = keepBrowserSecret(c, publicUrl);
      const input = { ...c.req.valid('json'), browserSecret };
      return c.json(await engine.accounts.startLink(callerOf(c.var.authentication), input), 200);
    })
    .openapi(finishLink, async (c) => {
      const { callbackUrl } = c.req.valid('json');
      const input = { callbackUrl, browserSecret: browserSecretOf(c) };
      return c.json(await engine.accounts.finishLink(callerOf(c.var.authentication), input), 200);
    })
    .openapi(reportBlocked, async (c) => {
      const { authentication } = c.var;
      if (authentication.method !== 'cookie') throw new MailError('forbidden');
      await engine.accounts.reportBlocked(callerOf(authentication), c.req.valid('json'));
      return c.body(null, 204);
    })
    .openapi(accountsOverview, async (c) =>
      c.json(await engine.accounts.overview(callerOf(c.var.authentication)), 200),
    )
    .openapi(getAccount, async (c) => {
      const { id } = c.req.valid('param');
      return c.json(await engine.accounts.get(callerOf(c.var.authentication), id), 200);
    })
    .openapi(confirmAccount, async (c) => {
      const { id } = c.req.valid('param');
      const input = c.req.valid('json');
      return c.json(await engine.accounts.confirm(callerOf(c.var.authentication), id, input), 200);
    })
    .openapi(changeAccount, async (c) => {
      const { id } = c.req.valid('param');
      const { syncFrom } = c.req.valid('json');
      const caller = callerOf(c.var.authentication);
      return c.json(await engine.accounts.changeStart(caller, id, syncFrom), 200);
    })
    .openapi(pauseAccount, async (c) => {
      const { id } = c.req.valid('param');
      return c.json(await engine.accounts.pause(callerOf(c.var.authentication), id), 200);
    })
    .openapi(resumeAccount, async (c) => {
      const { id } = c.req.valid('param');
      return c.json(await engine.accounts.resume(callerOf(c.var.authentication), id), 200);
    })
    .openapi(unlinkAccount, async (c) => {
      await engine.accounts.unlink(callerOf(c.var.authentication), c.req.valid('param').id);
      return c.body(null, 204);
    })
    .openapi(readTimeline, async (c) => {
      const { id } = c.req.valid('param');
      const { before } = c.req.valid('query');
      const caller = callerOf(c.var.authentication);
      return c.json(await engine.accounts.timeline(caller, id, before), 200);
    })
    .openapi(listIdentities, async (c) => {
      const { accountId } = c.req.valid('query');
      const caller = callerOf(c.var.authentication);
      return c.json(await engine.accounts.identities(caller, accountId ?? null), 200);
    })
    .openapi(syncIdentities, async (c) => {
      const { id } = c.req.valid('param');
      const caller = callerOf(c.var.authentication);
      return c.json(await engine.accounts.syncIdentities(caller, id), 200);
    })
    .openapi(syncNow, async (c) => {
      const { accountId } = c.req.valid('json');
      await engine.sync.wake(callerOf(c.var.authentication), accountId ?? null);
      return c.body(null, 204);
    });
}
