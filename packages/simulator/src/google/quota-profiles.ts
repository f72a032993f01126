import type { QuotaProfile } from './world.ts';

/** Units per method as published for projects made before May 2026. */
const legacyCosts: Record<string, number> = {
  getProfile: 1,
  'labels.list': 1,
  'labels.get': 1,
  'labels.create': 5,
  'labels.update': 5,
  'labels.patch': 5,
  'labels.delete': 5,
  'history.list': 2,
  'messages.list': 5,
  'messages.get': 5,
  'messages.attachments.get': 5,
  'messages.modify': 5,
  'messages.trash': 5,
  'messages.untrash': 5,
  'messages.batchModify': 50,
  'messages.batchDelete': 50,
  'messages.delete': 10,
  'messages.insert': 25,
  'messages.import': 25,
  'messages.send': 100,
  'drafts.list': 5,
  'drafts.get': 5,
  'drafts.create': 10,
  'drafts.update': 15,
  'drafts.delete': 10,
  'drafts.send': 100,
  'threads.list': 10,
  'threads.get': 10,
  'threads.modify': 10,
  'threads.trash': 10,
  'threads.untrash': 10,
  'threads.delete': 20,
  'settings.sendAs.list': 1,
  'settings.sendAs.get': 1,
  'settings.sendAs.create': 100,
  'settings.sendAs.update': 100,
  'settings.sendAs.patch': 100,
  'settings.sendAs.delete': 5,
  'settings.sendAs.verify': 100,
  watch: 100,
  stop: 50,
};

/**
 * The published quota profiles. Projects made from 1 May 2026 on get fewer units a minute, and
 * reading messages and threads costs them more.
 *
 * @see https://developers.google.com/workspace/gmail/api/reference/quota
 */
export const quotaProfiles: Record<'2026' | 'legacy', QuotaProfile> = {
  '2026': {
    name: '2026',
    unitsPerUserPerMinute: 6_000,
    unitsPerProjectPerMinute: 1_200_000,
    maxConcurrentPerUser: 20,
    costs: {
      ...legacyCosts,
      'messages.get': 20,
      'messages.attachments.get': 20,
      'threads.get': 40,
    },
  },
  legacy: {
    name: 'legacy',
    unitsPerUserPerMinute: 15_000,
    unitsPerProjectPerMinute: 1_200_000,
    maxConcurrentPerUser: 20,
    costs: legacyCosts,
  },
};
