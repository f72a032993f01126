import { describe, expect, it } from 'vitest';
import type { FixtureServer } from '../../../packages/ui/src/testing/fixture-server.ts';
import { setClient } from './testing.ts';

const CUT = 'Mailroom cannot be reached just now.';

describe('a page that stays open, in a browser', { timeout: 240_000 }, () => {
  const open = setClient();

  it('[UI23] says that the server is away, and brings what arrived meanwhile', () =>
    open('/mail/inbox', async (page, fixture) => {
      await page.waitForSelector('.mr-row');
      await isListening(fixture);
      await fixture.stop();
      await page.getByText(CUT).waitFor();
      expect(await page.locator('.mr-row').count()).toBeGreaterThan(5);
      fixture.deliver('Arrived while nobody answered');
      await fixture.start();
      await page.getByText('Arrived while nobody answered').waitFor();
      await page.getByText(CUT).waitFor({ state: 'detached' });
      fixture.deliver('And one more, live again');
      await page.getByText('And one more, live again').waitFor();
    }));

  it('[UI23] asks again where something else answered in the server’s place', () =>
    open('/mail/inbox', async (page, fixture) => {
      await page.waitForSelector('.mr-row');
      await isListening(fixture);
      fixture.failures.set('/events', { status: 502, code: 'unreachable' });
      await fixture.stop();
      await fixture.start();
      await expect
        .poll(() => fixture.requests.filter((each) => each.startsWith('GET /events')).length, {
          timeout: 45_000,
        })
        .toBeGreaterThan(2);
      fixture.deliver('Arrived behind the proxy');
      fixture.failures.clear();
      await page.getByText('Arrived behind the proxy').waitFor();
      await page.getByText(CUT).waitFor({ state: 'detached' });
    }));

  it('[UI23] says that there is no network, and keeps what is loaded', () =>
    open('/mail/inbox', async (page) => {
      await page.waitForSelector('.mr-row');
      await page.context().setOffline(true);
      await page.getByText('You are offline.').waitFor();
      expect(await page.locator('.mr-row').count()).toBeGreaterThan(5);
      await page.context().setOffline(false);
      await page.getByText('You are offline.').waitFor({ state: 'detached' });
    }));

  const label = async (page: Parameters<Parameters<typeof open>[1]>[0]) => {
    await page.getByRole('dialog').getByText('Travel', { exact: true }).click();
  };
  it.each([
    { kind: 'archive', key: 'e' },
    { kind: 'trash', key: '#' },
    { kind: 'spam', key: '!' },
    { kind: 'star', key: 's' },
    { kind: 'mark_read', key: 'Shift+I' },
    { kind: 'mark_unread', key: 'Shift+U', thread: 9 },
    { kind: 'add_label', key: 'l', choose: label },
    { kind: 'move', key: 'v', choose: label, thread: 3 },
    { kind: 'not_spam', key: '!', thread: 25, path: '/mail/spam' },
  ])('[UI15] takes $kind back', ({ kind, key, choose, thread = 1, path = '/mail/inbox' }) =>
    open(path, async (page, fixture) => {
      const row = page.locator(`[data-thread="${thread}"] .mr-row-link`);
      await row.focus();
      const before = stateOf(fixture, thread);
      await page.keyboard.press(key);
      await choose?.(page);
      await expect
        .poll(() => fixture.actions.map((action) => action.kind), { timeout: 45_000 })
        .toEqual([kind]);
      expect(stateOf(fixture, thread)).not.toEqual(before);
      await page.locator('.mr-toast').getByRole('button', { name: 'Undo' }).click();
      await page.getByText('Undone.').waitFor();
      expect(stateOf(fixture, thread)).toEqual(before);
      await row.waitFor();
    }),
  );
});

async function isListening(fixture: FixtureServer): Promise<void> {
  await expect
    .poll(() => fixture.requests.some((each) => each.startsWith('GET /events')), {
      timeout: 45_000,
    })
    .toBe(true);
}

function stateOf(fixture: FixtureServer, threadId: number) {
  return fixture.mail.messages
    .filter((message) => message.threadId === threadId)
    .map(({ isRead, isStarred, folderIds }) => ({ isRead, isStarred, folderIds }));
}
