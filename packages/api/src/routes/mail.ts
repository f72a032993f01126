import { createRoute, z } from '@hono/zod-openapi';
import { type Engine, views } from '@mailroom/engine';
import { callerOf } from '../authentication.ts';
import {
  cursorText,
  flagText,
  idParams,
  idsText,
  idText,
  limitText,
  localeText,
} from '../fields.ts';
import { answers, done, routeApp, takes } from '../route-app.ts';

const tags = ['Mail'];

const listFolders = createRoute({
  method: 'get',
  path: '/folders',
  tags,
  summary: 'Folders of all your accounts, with counts',
  responses: { 200: answers(z.array(views.folderView), 'Folders.') },
});

const listThreads = createRoute({
  method: 'get',
  path: '/threads',
  tags,
  summary: 'Conversations, newest first',
  request: {
    query: z.object({
      folderId: idText.optional(),
      role: views.folderRole.optional(),
      accountId: idText.optional(),
      unreadOnly: flagText,
      cursor: cursorText,
      limit: limitText,
    }),
  },
  responses: { 200: answers(views.threadPageView, 'A page.') },
});

const readRows = createRoute({
  method: 'get',
  path: '/threads/rows',
  tags,
  summary: 'Rows of the list by id',
  description: 'In no order; ids that are not yours are left out.',
  request: { query: z.object({ ids: idsText }) },
  responses: { 200: answers(views.threadPageView, 'Rows.') },
});

const searchThreads = createRoute({
  method: 'get',
  path: '/search',
  tags,
  summary: 'Search conversations',
  request: {
    query: z.object({
      q: z.string().max(1000),
      accountId: idText.optional(),
      cursor: cursorText,
      limit: limitText,
    }),
  },
  responses: {
    200: answers(views.threadPageView, 'A page; `problems` says what was not understood.'),
  },
});

const getThread = createRoute({
  method: 'get',
  path: '/threads/{id}',
  tags,
  summary: 'A conversation with its messages',
  request: { params: idParams },
  responses: { 200: answers(views.threadView, 'The conversation.') },
});

const getBody = createRoute({
  method: 'get',
  path: '/messages/{id}/body',
  tags,
  summary: 'The sanitised text of a message, as a document for a sandboxed frame',
  request: {
    params: idParams,
    query: z.object({
      theme: z.enum(['light', 'dark']).default('light'),
      images: z.enum(['blocked', 'shown', 'trusted']).default('trusted'),
      locale: localeText,
    }),
  },
  responses: { 200: answers(views.messageBodyView, 'The body.') },
});

const getHeaders = createRoute({
  method: 'get',
  path: '/messages/{id}/headers',
  tags,
  summary: 'All header fields',
  request: { params: idParams },
  responses: { 200: answers(views.messageHeadersView, 'Headers in their order.') },
});

const getComposeDraft = createRoute({
  method: 'get',
  path: '/messages/{id}/compose',
  tags,
  summary: 'What a reply or forward starts from',
  request: {
    params: idParams,
    query: z.object({ kind: z.enum(['reply', 'reply_all', 'forward']), locale: localeText }),
  },
  responses: { 200: answers(views.composeDraftView, 'Recipients, subject and quote.') },
});

const trustSender = createRoute({
  method: 'put',
  path: '/trusted-senders',
  tags,
  summary: "Show a sender's remote images always, or no longer",
  request: { body: takes(z.object({ email: z.string().min(3).max(320), isTrusted: z.boolean() })) },
  responses: { 204: done },
});

const suggestRecipients = createRoute({
  method: 'get',
  path: '/recipients',
  tags,
  summary: 'People to write to',
  request: { query: z.object({ q: z.string().max(200) }) },
  responses: { 200: answers(z.array(views.addressView), 'Best first.') },
});

const act = createRoute({
  method: 'post',
  path: '/actions',
  tags,
  summary: 'Mark, star, archive, move, delete',
  request: { body: takes(views.actionInput) },
  responses: { 200: answers(views.actionView, 'What was done.') },
});

const undo = createRoute({
  method: 'post',
  path: '/actions/{id}/undo',
  tags,
  summary: 'Undo an action',
  request: { params: idParams },
  responses: { 204: done },
});

const createLabel = createRoute({
  method: 'post',
  path: '/labels',
  tags,
  summary: 'Make a label',
  request: {
    body: takes(
      z.object({
        accountId: z.number().int().positive(),
        name: z.string().trim().min(1).max(225),
      }),
    ),
  },
  responses: { 200: answers(views.folderView, 'The label.') },
});

/** Reading mail and acting on it. */
export function mailRoutes({ engine }: { engine: Engine }) {
  return routeApp()
    .openapi(listFolders, async (c) =>
      c.json(await engine.mail.folders(callerOf(c.var.authentication)), 200),
    )
    .openapi(listThreads, async (c) =>
      c.json(await engine.mail.threads(callerOf(c.var.authentication), c.req.valid('query')), 200),
    )
    .openapi(readRows, async (c) => {
      const { ids } = c.req.valid('query');
      return c.json(await engine.mail.threadRows(callerOf(c.var.authentication), ids), 200);
    })
    .openapi(searchThreads, async (c) => {
      const { q, ...rest } = c.req.valid('query');
      const caller = callerOf(c.var.authentication);
      return c.json(await engine.mail.search(caller, { text: q, ...rest }), 200);
    })
    .openapi(getThread, async (c) => {
      const { id } = c.req.valid('param');
      return c.json(await engine.mail.thread(callerOf(c.var.authentication), id), 200);
    })
    .openapi(getBody, async (c) => {
      const { id } = c.req.valid('param');
      const options = c.req.valid('query');
      return c.json(await engine.mail.body(callerOf(c.var.authentication), id, options), 200);
    })
    .openapi(getHeaders, async (c) => {
      const { id } = c.req.valid('param');
      return c.json(await engine.mail.headers(callerOf(c.var.authentication), id), 200);
    })
    .openapi(getComposeDraft, async (c) => {
      const { id } = c.req.valid('param');
      const { kind, locale } = c.req.valid('query');
      const caller = callerOf(c.var.authentication);
      return c.json(await engine.outbox.draftFor(caller, id, kind, locale), 200);
    })
    .openapi(trustSender, async (c) => {
      const { email, isTrusted } = c.req.valid('json');
      await engine.mail.trustSender(callerOf(c.var.authentication), email, isTrusted);
      return c.body(null, 204);
    })
    .openapi(suggestRecipients, async (c) => {
      const { q } = c.req.valid('query');
      return c.json(await engine.mail.suggestRecipients(callerOf(c.var.authentication), q), 200);
    })
    .openapi(act, async (c) =>
      c.json(await engine.mail.act(callerOf(c.var.authentication), c.req.valid('json')), 200),
    )
    .openapi(undo, async (c) => {
      await engine.mail.undo(callerOf(c.var.authentication), c.req.valid('param').id);
      return c.body(null, 204);
    })
    .openapi(createLabel, async (c) => {
      const { accountId, name } = c.req.valid('json');
      const caller = callerOf(c.var.authentication);
      return c.json(await engine.mail.createLabel(caller, accountId, name), 200);
    });
}
