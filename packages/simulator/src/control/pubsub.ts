import { Hono } from 'hono';
import { z } from 'zod';
import type { NodeBindings } from '../connection-faults.ts';
import {
  createSubscription,
  createTopic,
  gmailPublisher,
  grantPublisher,
} from '../google/pubsub/topics.ts';
import type { GoogleProject } from '../google/world.ts';
import { InvalidInputError } from '../invalid-input.ts';
import { readBody } from './body.ts';
import type { ControlContext } from './routes.ts';

const name = z.string().min(1).max(255);
const topicBody = z.strictObject({
  id: name,
  projectId: z.string().max(63).optional(),
  /** Absent: Gmail may publish; an empty list: nobody may. */
  publishers: z.array(z.string().max(254)).max(100).optional(),
});
const subscriptionBody = z.strictObject({
  id: name,
  projectId: z.string().max(63).optional(),
  topic: z.string().max(400),
  pushEndpoint: z.string().max(2_048),
  serviceAccount: z.string().max(254).nullable().optional(),
  audience: z.string().max(2_048).nullable().optional(),
  ackDeadlineS: z.int().optional(),
});

/** Pub/Sub: topics, push subscriptions, and what became of the messages. */
export function pubsubRoutes(context: ControlContext): Hono<{ Bindings: NodeBindings }> {
  const { world } = context.parts;
  const app = new Hono<{ Bindings: NodeBindings }>();

  app.get('/pubsub', (c) =>
    c.json({
      topics: world.projects.flatMap(({ topics }) => topics),
      subscriptions: world.projects.flatMap(({ subscriptions }) => subscriptions),
      deliveries: context.deliveries.list(),
    }),
  );
  app.post('/pubsub/topics', async (c) => {
    const { id, projectId, publishers = [gmailPublisher] } = await readBody(c, topicBody);
    const project = projectNamed(projectId);
    const topic = createTopic(project, id);
    for (const member of publishers) grantPublisher(project, topic, member);
    world.touch();
    return c.json(topic, 201);
  });
  app.delete('/pubsub/topics/:id', (c) => {
    for (const project of world.projects) {
      const gone = `projects/${project.projectId}/topics/${c.req.param('id')}`;
      project.topics = project.topics.filter((topic) => topic.name !== gone);
    }
    world.touch();
    return c.json({ ok: true });
  });
  app.post('/pubsub/subscriptions', async (c) => {
    const { projectId, serviceAccount, audience, ackDeadlineS, ...rest } = await readBody(
      c,
      subscriptionBody,
    );
    const subscription = createSubscription(projectNamed(projectId), {
      ...rest,
      ...(serviceAccount === undefined ? {} : { serviceAccount }),
      ...(audience === undefined ? {} : { audience }),
      ...(ackDeadlineS === undefined ? {} : { ackDeadlineS }),
    });
    world.touch();
    return c.json(subscription, 201);
  });
  app.delete('/pubsub/subscriptions/:id', (c) => {
    for (const project of world.projects) {
      const gone = `projects/${project.projectId}/subscriptions/${c.req.param('id')}`;
      project.subscriptions = project.subscriptions.filter((one) => one.name !== gone);
    }
    world.touch();
    return c.json({ ok: true });
  });
  return app;

  function projectNamed(projectId: string | undefined): GoogleProject {
    if (projectId === undefined) return world.project;
    const project = world.projects.find((one) => one.projectId === projectId);
    if (!project) throw new InvalidInputError('projectId: no such project');
    return project;
  }
}
