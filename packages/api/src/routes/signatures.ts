import { createRoute, z } from '@hono/zod-openapi';
import { type Engine, views } from '@mailroom/engine';
import { callerOf } from '../authentication.ts';
import { asImage, revalidated } from '../download-response.ts';
import { idParams, idText } from '../fields.ts';
import { answers, answersBytes, done, routeApp, takes } from '../route-app.ts';

const tags = ['Signatures'];

const listSignatures = createRoute({
  method: 'get',
  path: '/signatures',
  tags,
  summary: 'What you can sign with',
  responses: { 200: answers(z.array(views.signatureView), 'Your own, then everybody’s.') },
});

const createSignature = createRoute({
  method: 'post',
  path: '/signatures',
  tags,
  summary: 'Make a signature',
  description: 'The HTML is sanitised; pictures come from `POST /signatures/images`.',
  request: { body: takes(views.signatureInput) },
  responses: { 200: answers(views.signatureView, 'As it was kept.') },
});

const changeSignature = createRoute({
  method: 'put',
  path: '/signatures/{id}',
  tags,
  summary: 'Change a signature of yours',
  request: { params: idParams, body: takes(views.signatureInput) },
  responses: { 200: answers(views.signatureView, 'As it was kept.') },
});

const removeSignature = createRoute({
  method: 'delete',
  path: '/signatures/{id}',
  tags,
  summary: 'Delete a signature of yours',
  request: { params: idParams },
  responses: { 204: done },
});

const saveShared = createRoute({
  method: 'put',
  path: '/signatures/shared',
  tags,
  summary: 'Set everybody’s signature (administrators)',
  description: 'Fields: {{name}}, {{title}}, {{phone}}, {{email}}. Locked: under every message.',
  request: { body: takes(views.sharedSignatureInput) },
  responses: { 200: answers(views.signatureView, 'As it was kept.') },
});

const removeShared = createRoute({
  method: 'delete',
  path: '/signatures/shared',
  tags,
  summary: 'Remove everybody’s signature (administrators)',
  responses: { 204: done },
});

const addImage = createRoute({
  method: 'post',
  path: '/signatures/images',
  tags,
  summary: 'Make an upload a picture of signatures',
  request: { body: takes(views.signatureImageInput) },
  responses: { 200: answers(views.signatureImageView, 'Show it as `cid:` and its contentId.') },
});

const getImage = createRoute({
  method: 'get',
  path: '/signatures/images/{imageId}',
  tags,
  summary: 'A picture of a signature',
  request: { params: z.object({ imageId: z.string().min(1).max(100) }) },
  responses: { 200: answersBytes('The image.') },
});

const forSending = createRoute({
  method: 'get',
  path: '/signatures/sending',
  tags,
  summary: 'What one of your addresses can sign with, filled in',
  request: { query: z.object({ accountId: idText, email: z.string().max(254).optional() }) },
  responses: { 200: answers(views.sendingSignaturesView, 'Choices and defaults.') },
});

const takeOver = createRoute({
  method: 'post',
  path: '/signatures/taken',
  tags,
  summary: 'Take over the signature that the provider keeps for an address',
  description: 'It becomes one of yours and the address’s default; pictures are fetched.',
  request: { body: takes(views.identityRef) },
  responses: { 200: answers(views.takenSignatureView, 'As it was kept.') },
});

const saveIdentity = createRoute({
  method: 'put',
  path: '/identities',
  tags,
  summary: 'Choose what an address signs with and where answers go',
  request: { body: takes(views.identityInput) },
  responses: { 200: answers(views.identityView, 'The identity.') },
});

const saveSenderName = createRoute({
  method: 'put',
  path: '/accounts/{id}/sender-name',
  tags,
  summary: 'Choose the name that an account’s messages come from',
  request: { params: idParams, body: takes(views.senderNameInput) },
  responses: { 200: answers(z.array(views.identityView), 'The account’s identities.') },
});

const getProfile = createRoute({
  method: 'get',
  path: '/sender-profile',
  tags,
  summary: 'What the fields of signatures say of you',
  responses: { 200: answers(views.senderProfileView, 'Your details.') },
});

const saveProfile = createRoute({
  method: 'put',
  path: '/sender-profile',
  tags,
  summary: 'Change what the fields of signatures say of you',
  request: { body: takes(views.senderProfileView) },
  responses: { 200: answers(views.senderProfileView, 'Your details.') },
});

/** What people sign with, and as whom. */
export function signatureRoutes({ engine }: { engine: Engine }) {
  const { signatures } = engine;
  return routeApp()
    .openapi(listSignatures, async (c) =>
      c.json(await signatures.list(callerOf(c.var.authentication)), 200),
    )
    .openapi(createSignature, async (c) =>
      c.json(await signatures.create(callerOf(c.var.authentication), c.req.valid('json')), 200),
    )
    .openapi(saveShared, async (c) =>
      c.json(await signatures.saveShared(callerOf(c.var.authentication), c.req.valid('json')), 200),
    )
    .openapi(removeShared, async (c) => {
      await signatures.removeShared(callerOf(c.var.authentication));
      return c.body(null, 204);
    })
    .openapi(addImage, async (c) => {
      const { uploadId } = c.req.valid('json');
      return c.json(await signatures.addImage(callerOf(c.var.authentication), uploadId), 200);
    })
    .openapi(getImage, async (c) => {
      const caller = callerOf(c.var.authentication);
      const image = await signatures.image(caller, c.req.valid('param').imageId);
      return revalidated(c.req.raw, caller.userId, asImage(image));
    })
    .openapi(forSending, async (c) => {
      const { accountId, email } = c.req.valid('query');
      const sender = { accountId, ...(email === undefined ? {} : { email }) };
      return c.json(await signatures.forSending(callerOf(c.var.authentication), sender), 200);
    })
    .openapi(takeOver, async (c) =>
      c.json(await signatures.takeOver(callerOf(c.var.authentication), c.req.valid('json')), 200),
    )
    .openapi(changeSignature, async (c) => {
      const { id } = c.req.valid('param');
      const caller = callerOf(c.var.authentication);
      return c.json(await signatures.change(caller, id, c.req.valid('json')), 200);
    })
    .openapi(removeSignature, async (c) => {
      await signatures.remove(callerOf(c.var.authentication), c.req.valid('param').id);
      return c.body(null, 204);
    })
    .openapi(saveIdentity, async (c) =>
      c.json(
        await signatures.saveIdentity(callerOf(c.var.authentication), c.req.valid('json')),
        200,
      ),
    )
    .openapi(saveSenderName, async (c) => {
      const { id } = c.req.valid('param');
      const { senderName } = c.req.valid('json');
      const caller = callerOf(c.var.authentication);
      return c.json(await signatures.saveSenderName(caller, id, senderName), 200);
    })
    .openapi(getProfile, async (c) =>
      c.json(await signatures.profile(callerOf(c.var.authentication)), 200),
    )
    .openapi(saveProfile, async (c) =>
      c.json(
        await signatures.saveProfile(callerOf(c.var.authentication), c.req.valid('json')),
        200,
      ),
    );
}
