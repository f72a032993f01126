import { pushTested, setUpPush, testPush } from './acts.ts';
import type { Place } from './place.ts';
import type { Scenario } from './scenario.ts';

/** Push through Pub/Sub, as its live test sees it. */
export const pushing: Scenario[] = [
  {
    ...{ id: 'push-topic-missing', moment: 'push', shows: 'push' },
    arrange: tested({ topic: 'projects/PROJECT/topics/mistyped' }),
    says: { code: 'push_topic_missing' },
    words: 'push.problem.push_topic_missing',
  },
  {
    ...{ id: 'push-right-missing', moment: 'push', shows: 'push' },
    arrange: tested({ publishers: [] }),
    says: { code: 'push_right_missing' },
    words: 'push.problem.push_right_missing',
  },
  {
    ...{ id: 'push-right-missing-doctor', moment: 'doctor', shows: 'report' },
    arrange: async (place) => void (await setUpPush(place, { publishers: [] })),
    says: { check: 'push', code: 'not_permitted' },
    words: 'doctor.push.not_permitted',
  },
  {
    ...{ id: 'push-other-project', moment: 'push', shows: 'push' },
    arrange: tested({ topic: 'projects/another-project/topics/mail' }),
    says: { code: 'push_project_wrong' },
    words: 'push.problem.push_project_wrong',
  },
  {
    ...{ id: 'pubsub-off', moment: 'push', shows: 'push' },
    arrange: async (place) => {
      await setUpPush(place);
      await place.tell('PATCH', '/project', { isPubsubApiEnabled: false });
      await testPush(place);
    },
    says: { code: 'pubsub_disabled' },
    words: 'push.problem.pubsub_disabled',
  },
  {
    ...{ id: 'push-wrong-audience', moment: 'push', shows: 'push' },
    arrange: tested({ subscription: { audience: 'https://elsewhere.example/hook' } }),
    says: { code: 'push_rejected' },
    words: 'push.problem.push_rejected',
  },
  {
    ...{ id: 'push-unsigned', moment: 'push', shows: 'push' },
    arrange: tested({ subscription: { serviceAccount: null } }),
    says: { code: 'push_rejected' },
    words: 'push.problem.push_rejected',
  },
  {
    ...{ id: 'push-not-reachable', moment: 'doctor', shows: 'report' },
    arrange: async (place) => void (await setUpPush(place)),
    says: { check: 'push', code: 'not_reachable' },
    words: 'doctor.push.not_reachable',
  },
  {
    ...{ id: 'push-never-comes', moment: 'push', shows: 'push', at: 'patient' },
    begin: async (place) => {
      await setUpPush(place, { subscription: null });
      await place.must('POST', '/setup/push-test/google');
    },
    arrange: (place) => pushTested(place, 90_000),
    says: { code: 'push_timeout' },
    words: 'push.problem.push_timeout',
  },
];

function tested(push: Parameters<typeof setUpPush>[1]) {
  return async (place: Place) => {
    await setUpPush(place, push);
    await testPush(place);
  };
}
