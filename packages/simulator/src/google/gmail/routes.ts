import { type Context, Hono } from 'hono';
import type { Deliveries } from '../pubsub/deliveries.ts';
import { connectionFaultHeader } from '../with-faults.ts';
import type { World } from '../world.ts';
import { runBatch } from './batch.ts';
import { parseJson, parseUpload, readBytes } from './body.ts';
import { type Answer, createCallRunner, failure } from './call.ts';
import { draftMethods } from './drafts.ts';
import { apiError } from './errors.ts';
import { historyMethods } from './history.ts';
import { labelMethods } from './labels.ts';
import { messageMethods } from './messages.ts';
import { type Method, matchMethod } from './method.ts';
import { profileMethods } from './profile.ts';
import { createPublisher, pushMethods } from './push.ts';
import { createQuotaLedger } from './quota.ts';
import { settingsMethods } from './settings.ts';
import { threadMethods } from './threads.ts';
import { createResumableUploads } from './upload.ts';

/**
 * The Gmail API of a world: `/gmail/v1/...`, `/upload/gmail/v1/...`,
 * `/resumable/upload/gmail/v1/...` and `/batch/gmail/v1`.
 */
export function gmailRoutes(world: World, deliveries: Deliveries): Hono {
  const publisher = createPublisher(world, deliveries);
  const runner = createCallRunner(world, createQuotaLedger(world), publisher);
  const uploads = createResumableUploads(runner, world.clock);
  const methods: Method[] = [
    ...profileMethods,
    ...messageMethods,
    ...threadMethods,
    ...labelMethods,
    ...draftMethods,
    ...historyMethods,
    ...settingsMethods,
    ...pushMethods(publisher),
  ];
  publisher.follow();

  const plain = async (c: Context) => {
    const { url, found, headers } = route(c, /^\/gmail\/v1\//);
    if (!found) return notFoundPage(c);
    const readBody = async () => {
      const bytes = await readBytes(c.req.raw, false);
      return { body: parseJson(bytes), media: null };
    };
    return reply(await runner.run({ ...found, query: url.searchParams, headers, readBody }));
  };

  const upload = async (c: Context) => {
    const { url, found, headers } = route(c, /^(?:\/resumable)?\/upload\/gmail\/v1\//);
    const uploadId = url.searchParams.get('upload_id');
    if (uploadId !== null && (c.req.method === 'PUT' || c.req.method === 'POST'))
      return reply(await uploads.proceed(uploadId, c.req.raw));
    if (!found?.method.acceptsUpload) return notFoundPage(c);
    const call = { ...found, query: url.searchParams, headers };
    const uploadType =
      url.searchParams.get('uploadType') ?? url.searchParams.get('upload_protocol');
    if (uploadType === 'resumable') return reply(await uploads.start(call, c.req.raw));
    const contentType = headers.get('content-type') ?? '';
    const readBody = async () =>
      parseUpload(uploadType, contentType, await readBytes(c.req.raw, true));
    return reply(await runner.run({ ...call, readBody }));
  };

  const route = (c: Context, prefix: RegExp) => {
    const url = new URL(c.req.url);
    // The raw path: a decoded one would split an id that holds an encoded slash.
    const found = matchMethod(methods, c.req.method, url.pathname.replace(prefix, ''));
    return { url, found, headers: c.req.raw.headers };
  };

  const batch = async (c: Context) => {
    try {
      const bytes = await readBytes(c.req.raw, false);
      return reply(await runBatch(runner, methods, c.req.raw.headers, bytes));
    } catch (error) {
      return reply(failure(error));
    }
  };

  const app = new Hono();
  app.all('/gmail/v1/*', plain);
  app.all('/upload/gmail/v1/*', upload);
  app.all('/resumable/upload/gmail/v1/*', upload);
  app.post('/batch/gmail/v1', batch);
  app.post('/batch', () =>
    reply(failure(apiError(404, 'notFound', 'The global batch endpoint is gone.'))),
  );
  return app;
}

/** Puts an answer on the wire; the server's outermost layer breaks the connection if told to. */
function reply({ status, headers, body, failure: broken }: Answer): Response {
  const spoiling =
    broken === null ? null : broken.type === 'lost' ? 'drop' : `cut:${broken.afterBytes}`;
  return new Response(body === '' ? null : body, {
    status,
    headers: spoiling === null ? headers : { ...headers, [connectionFaultHeader]: spoiling },
  });
}

function notFoundPage(c: Context): Response {
  return c.html(
    '<!DOCTYPE html><html lang=en><title>Error 404 (Not Found)!!1</title><p><b>404.</b> That’s an error.</p>',
    404,
  );
}
