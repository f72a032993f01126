import { createRoute, z } from '@hono/zod-openapi';
import type { Engine } from '@mailroom/engine';
import { callerOf } from '../authentication.ts';
import { asAttachment, asImage, asPreview, asSource, revalidated } from '../download-response.ts';
import { flagText, idParams, idText } from '../fields.ts';
import { answersBytes, routeApp } from '../route-app.ts';

const tags = ['Downloads'];

const getRaw = createRoute({
  method: 'get',
  path: '/messages/{id}/raw',
  tags,
  summary: 'The original message',
  request: { params: idParams, query: z.object({ view: flagText }) },
  responses: { 200: answersBytes('message/rfc822 to save; with `view=1` text/plain to look at.') },
});

const getZip = createRoute({
  method: 'get',
  path: '/messages/{id}/attachments.zip',
  tags,
  summary: 'All attachments of a message',
  request: { params: idParams },
  responses: { 200: answersBytes('A zip file.') },
});

const getInline = createRoute({
  method: 'get',
  path: '/messages/{id}/inline/{contentId}',
  tags,
  summary: 'An image inside a message by its Content-ID',
  request: { params: z.object({ id: idText, contentId: z.string().min(1).max(1000) }) },
  responses: { 200: answersBytes('The image.') },
});

const getAttachment = createRoute({
  method: 'get',
  path: '/attachments/{id}',
  tags,
  summary: 'One attachment',
  description: 'With `preview=1` raster images, PDF and plain text are shown instead of saved.',
  request: { params: idParams, query: z.object({ preview: flagText }) },
  responses: { 200: answersBytes('The file.') },
});

const getImage = createRoute({
  method: 'get',
  path: '/images',
  tags,
  summary: 'A remote image through this server',
  description: 'Only for links that a message body carries: they are signed.',
  request: {
    query: z.object({ url: z.string().max(8000), signature: z.string().min(1).max(500) }),
  },
  responses: { 200: answersBytes('The image.') },
});

/** Everything that answers with bytes of mail: the place where a browser must be told how to treat them. */
export function downloadRoutes({ engine }: { engine: Engine }) {
  return routeApp()
    .openapi(getRaw, async (c) => {
      const { id } = c.req.valid('param');
      const caller = callerOf(c.var.authentication);
      const download = await engine.mail.raw(caller, id);
      const answer = c.req.valid('query').view ? asSource(download) : asAttachment(download);
      return revalidated(c.req.raw, caller.userId, answer);
    })
    .openapi(getZip, async (c) => {
      const { id } = c.req.valid('param');
      return asAttachment(await engine.mail.attachmentsZip(callerOf(c.var.authentication), id));
    })
    .openapi(getInline, async (c) => {
      const { id, contentId } = c.req.valid('param');
      const caller = callerOf(c.var.authentication);
      const answer = asImage(await engine.mail.inlineImage(caller, id, contentId));
      return revalidated(c.req.raw, caller.userId, answer);
    })
    .openapi(getAttachment, async (c) => {
      const { id } = c.req.valid('param');
      const caller = callerOf(c.var.authentication);
      const download = await engine.mail.attachment(caller, id);
      const answer = c.req.valid('query').preview ? asPreview(download) : asAttachment(download);
      return revalidated(c.req.raw, caller.userId, answer);
    })
    .openapi(getImage, async (c) => {
      const caller = callerOf(c.var.authentication);
      const answer = asImage(await engine.mail.proxiedImage(caller, c.req.valid('query')));
      return revalidated(c.req.raw, caller.userId, answer);
    });
}
