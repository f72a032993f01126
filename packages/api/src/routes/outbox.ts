import { createRoute, z } from '@hono/zod-openapi';
import { type Engine, MailError, views } from '@mailroom/engine';
import { callerOf } from '../authentication.ts';
import { limitStream } from '../body-limits.ts';
import { idParams } from '../fields.ts';
import { answers, routeApp, takes } from '../route-app.ts';

const tags = ['Outbox'];

/** Gmail's bound on a whole message; other providers refuse less by themselves. */
const maxUploadBytes = 36_700_160;

const upload = createRoute({
  method: 'post',
  path: '/uploads',
  tags,
  summary: 'Upload a file to attach',
  description: 'The body is the file itself; Content-Type says what it is.',
  request: {
    query: z.object({ fileName: z.string().min(1).max(500) }),
    body: {
      required: true,
      content: { 'application/octet-stream': { schema: z.any() } },
    },
  },
  responses: { 200: answers(views.uploadView, 'Name its id in `uploadIds` of a submission.') },
});

const submit = createRoute({
  method: 'post',
  path: '/outbox',
  tags,
  summary: 'Send a message',
  description: 'The same `submissionId` twice is one message.',
  request: { body: takes(views.submissionInput) },
  responses: { 200: answers(views.outboxView, 'Its state.') },
});

const listOutbox = createRoute({
  method: 'get',
  path: '/outbox',
  tags,
  summary: 'What is on its way, and lately sent',
  responses: { 200: answers(z.array(views.outboxView), 'Newest first.') },
});

const getOutbox = createRoute({
  method: 'get',
  path: '/outbox/{id}',
  tags,
  summary: 'One message on its way',
  request: { params: idParams },
  responses: { 200: answers(views.outboxView, 'Its state.') },
});

const cancelOutbox = createRoute({
  method: 'post',
  path: '/outbox/{id}/cancel',
  tags,
  summary: 'Undo send',
  request: { params: idParams },
  responses: { 200: answers(views.outboxView, 'Its state.') },
});

const retryOutbox = createRoute({
  method: 'post',
  path: '/outbox/{id}/retry',
  tags,
  summary: 'Send again what failed or is unconfirmed',
  request: { params: idParams },
  responses: { 200: answers(views.outboxView, 'Its state.') },
});

/** Sending. */
export function outboxRoutes({ engine }: { engine: Engine }) {
  return routeApp()
    .openapi(upload, async (c) => {
      const { fileName } = c.req.valid('query');
      const body = c.req.raw.body;
      if (!body) throw new MailError('invalid_input', { detail: 'The body is missing.' });
      const mimeType = c.req.header('content-type')?.slice(0, 200) ?? 'application/octet-stream';
      const input = { fileName, mimeType, body: limitStream(body, maxUploadBytes) };
      return c.json(await engine.outbox.upload(callerOf(c.var.authentication), input), 200);
    })
    .openapi(submit, async (c) =>
      c.json(await engine.outbox.submit(callerOf(c.var.authentication), c.req.valid('json')), 200),
    )
    .openapi(listOutbox, async (c) =>
      c.json(await engine.outbox.list(callerOf(c.var.authentication)), 200),
    )
    .openapi(getOutbox, async (c) => {
      const { id } = c.req.valid('param');
      return c.json(await engine.outbox.get(callerOf(c.var.authentication), id), 200);
    })
    .openapi(cancelOutbox, async (c) => {
      const { id } = c.req.valid('param');
      return c.json(await engine.outbox.cancel(callerOf(c.var.authentication), id), 200);
    })
    .openapi(retryOutbox, async (c) => {
      const { id } = c.req.valid('param');
      return c.json(await engine.outbox.retry(callerOf(c.var.authentication), id), 200);
    });
}
