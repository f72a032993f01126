import type { BrowserContext, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { en } from '../packages/ui/src/i18n/en.ts';
import { fr } from '../packages/ui/src/i18n/fr.ts';
import { openPerson, type Person } from './browser.ts';
import { expectFrench, expectGoodPage, expectNarrow } from './page-checks.ts';
import { type Stage, setStage } from './stage.ts';
import {
  createAdministrator,
  join,
  linkMailbox,
  send,
  startSimulatedGoogle,
  tell,
} from './steps.ts';

const ada = 'ada@example.test';
const LONG_NAME = 'Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh';

type Words = Record<keyof typeof en, string>;
type Check = (page: Page, name: string) => Promise<void>;

/** One view of the application: its address, how it is opened, and what shows that it is there. */
interface View {
  name: string;
  path: string;
  open?(page: Page, words: Words): Promise<unknown>;
  isThere(page: Page, words: Words): Promise<unknown>;
}

describe.skipIf(Boolean(process.env.MAILROOM_NO_BROWSER))(
  'every page',
  { timeout: 600_000 },
  () => {
    let server: Stage['server'];
    let browser: Stage['browser'];
    let person: Person;
    let found: Found;

    setStage((stage) => {
      ({ server, browser } = stage);
      person = stage;
    });

    const tour = async (visitor: Person, words: Words, views: View[], check: Check) => {
      for (const view of views) {
        await visitor.page.goto(view.path);
        await view.open?.(visitor.page, words);
        await view.isThere(visitor.page, words);
        await check(visitor.page, view.name);
      }
      expect(visitor.complaints).toEqual([]);
    };
    const inFrench: Check = async (page, name) => {
      await expectFrench(page, name);
      await expectNarrow(page, `${name} in French`);
    };

    it('[E2E2] says the first run in French', async () => {
      const visitor = await openPerson(browser, server.url, { locale: 'fr-FR' });
      await tour(visitor, fr, [firstRun], inFrench);
      await visitor.context.close();
      await createAdministrator(person.context, server.url);
      found = await prepareMail(person.context, server.url);
    });

    it('[E2E2] shows mail well in light, in dark and on small screens', async () => {
      await tour(person, en, mailViews(found), expectGoodPage);
    });

    it('[E2E2] shows settings well in light, in dark and on small screens', async () => {
      await tour(person, en, settingsViews, expectGoodPage);
      await expectGoodDrawer(person.page);
    });

    it('[E2E2] says everything in French', async () => {
      const storageState = await person.context.storageState();
      const visitor = await openPerson(browser, server.url, { locale: 'fr-FR', storageState });
      await tour(visitor, fr, [...mailViews(found), ...settingsViews], inFrench);
      await visitor.context.close();
      const stranger = await openPerson(browser, server.url, { locale: 'fr-FR' });
      await tour(stranger, fr, signedOutViews, inFrench);
      await stranger.context.close();
    });
  },
);

/** What the views of mail need to know. */
interface Found {
  threadId: number;
  emptyFolderId: number;
}

/** A mailbox with a label, a message that has everything, and a message that was sent. */
async function prepareMail(context: BrowserContext, url: string): Promise<Found> {
  const control = await startSimulatedGoogle(context, url);
  await tell(control, 'POST', `/users/${ada}/messages`, { raw: fullMessage() });
  const accountId = await linkMailbox(context, url, ada);
  await join(context, url, { name: 'Mia Member', email: 'mia@example.org' });
  const label = await send(context, url, '/api/labels', { accountId, name: `Leer ${LONG_NAME}` });
  await send(context, url, '/api/outbox', {
    submissionId: 'every-page-1',
    accountId,
    to: [{ name: LONG_NAME, email: 'ben@example.test' }],
    subject: `Reply ${'x'.repeat(120)}`,
    html: '<p>Hello</p>',
  });
  let threadId = 0;
  await expect
    .poll(
      async () => {
        const answer = await context.request.get(`${url}/api/threads?role=inbox&limit=50`);
        const { threads } = (await answer.json()) as { threads: { id: number; subject: string }[] };
        const row = threads.find(({ subject }) => subject.startsWith('Figures'));
        threadId = row?.id ?? 0;
        return threadId;
      },
      { timeout: 120_000, interval: 500 },
    )
    .toBeGreaterThan(0);
  return { threadId, emptyFolderId: Number(label.id) };
}

/** HTML with a picture from elsewhere, an attachment, and names that nobody should make this long. */
function fullMessage(): string {
  return [
    `From: "${LONG_NAME} ${LONG_NAME}" <long@example.org>`,
    `To: <${ada}>`,
    `Subject: Figures ${'x'.repeat(120)} of the quarter`,
    'Message-ID: <every-page@example.org>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=edge',
    '',
    '--edge',
    'Content-Type: text/html; charset=utf-8',
    '',
    '<h1>Figures</h1><p style="color:#111">Hello</p><img src="https://tracker.invalid/p.png">',
    '<table width="900"><tr><td>wide</td><td>wider</td></tr></table>',
    '--edge',
    'Content-Type: text/csv',
    `Content-Disposition: attachment; filename="${LONG_NAME}.csv"`,
    '',
    '1,2,3',
    '--edge--',
  ].join('\r\n');
}

const firstRun: View = {
  name: 'first-run',
  path: '/',
  isThere: (page) => page.locator('input[type=password]').first().waitFor(),
};

const isListed = (page: Page) => page.locator('.mr-row').first().waitFor();
const isRead = (page: Page) => page.locator('.mr-body-frame[data-measured]').first().waitFor();
const isDialog = (page: Page) => page.getByRole('dialog').first().waitFor();
/** A dialogue whose first field can be typed into at once. */
const isTyping = (page: Page) => page.locator('[role=dialog] input:focus').waitFor();
const isWriting = (page: Page) => page.locator('.mr-editor-text:focus').waitFor();
const hasHeading = (page: Page) =>
  page
    .getByRole('heading', { level: 1 })
    .or(page.getByRole('heading', { level: 2 }))
    .first()
    .waitFor();

function mailViews({ threadId, emptyFolderId }: Found): View[] {
  const reader = `/mail/inbox/t/${threadId}`;
  const press =
    (...keys: string[]) =>
    async (page: Page) => {
      await isListed(page);
      for (const key of keys) await page.keyboard.press(key);
    };
  const clickText = (key: keyof Words) => async (page: Page, words: Words) => {
    await isRead(page);
    await page.getByRole('button', { name: words[key], exact: true }).first().click();
  };
  const says = (key: keyof Words) => (page: Page, words: Words) =>
    page.getByText(words[key], { exact: true }).first().waitFor();
  return [
    { name: 'list', path: '/mail/inbox', isThere: isListed },
    {
      name: 'list-selected',
      path: '/mail/inbox',
      open: press('j', 'x'),
      isThere: (page) => page.locator('.mr-bulk').waitFor(),
    },
    { name: 'label-picker', path: '/mail/inbox', open: press('j', 'x', 'l'), isThere: isTyping },
    { name: 'move-picker', path: '/mail/inbox', open: press('j', 'x', 'v'), isThere: isTyping },
    { name: 'help-sheet', path: '/mail/inbox', open: press('?'), isThere: isDialog },
    { name: 'reader', path: reader, isThere: isRead },
    {
      name: 'reader-menu',
      path: reader,
      open: clickText('reader.more'),
      isThere: (page) => page.getByRole('menuitem').first().waitFor(),
    },
    {
      name: 'reader-details',
      path: reader,
      // Its name begins with whom the message is from.
      open: async (page, words) => {
        await isRead(page);
        await page.getByRole('button', { name: words['reader.details'] }).last().click();
      },
      isThere: says('reader.received'),
    },
    {
      name: 'reply',
      path: reader,
      open: async (page) => {
        await isRead(page);
        await page.keyboard.press('r');
      },
      isThere: isWriting,
    },
    {
      name: 'composer',
      path: '/mail/inbox',
      open: press('c'),
      isThere: (page) => page.locator('.mr-composer .mr-editor-text').first().waitFor(),
    },
    { name: 'search', path: '/mail/search?q=figures', isThere: isListed },
    {
      name: 'search-suggestions',
      path: '/mail/inbox',
      open: press('/'),
      isThere: (page) => page.getByRole('option', { name: /^has:attachment/ }).waitFor(),
    },
    { name: 'search-nothing', path: '/mail/search?q=zzzzqqqq', isThere: says('empty.search') },
    { name: 'search-start', path: '/mail/search', isThere: says('empty.searchStart') },
    { name: 'folder-empty', path: `/mail/folder/${emptyFolderId}`, isThere: says('empty.label') },
    {
      name: 'outbox',
      path: '/mail/outbox',
      isThere: (page) => page.locator('.mr-outbox-row').first().waitFor(),
    },
    { name: 'thread-gone', path: '/mail/inbox/t/999999', isThere: says('reader.gone') },
    {
      name: 'account-menu',
      path: '/mail/inbox',
      open: async (page, words) => {
        await isListed(page);
        await page.getByRole('button', { name: words['app.account'] }).click();
      },
      isThere: (page) => page.getByRole('menuitem').first().waitFor(),
    },
    { name: 'not-found', path: '/nowhere', isThere: hasHeading },
  ];
}

const clickFirst = (key: keyof Words) => (page: Page, words: Words) =>
  page.getByRole('button', { name: words[key] }).first().click();
const isLoaded = async (page: Page) => {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.locator('.ant-skeleton').first().waitFor({ state: 'detached' });
};

const settingsViews: View[] = [
  ...['accounts', 'signatures', 'appearance', 'security', 'keys'].map((name) => ({
    name,
    path: `/settings/${name}`,
    isThere: isLoaded,
  })),
  { name: 'providers', path: '/admin/settings/mail', isThere: isLoaded },
  { name: 'all-mailboxes', path: '/admin/accounts', isThere: isLoaded },
  { name: 'members', path: '/admin/members', isThere: isLoaded },
  { name: 'link-dialog', path: '/settings/accounts?link=1', isThere: isDialog },
  {
    name: 'timeline',
    path: '/settings/accounts',
    open: async (page, words) => {
      const name = words['accounts.more'].replace('{{email}}', ada);
      await page.getByRole('button', { name }).click();
      await page.getByRole('menuitem', { name: words['accounts.history'] }).click();
    },
    isThere: (page, words) =>
      page
        .getByRole('dialog')
        .getByText(words['timeline.kind.linked'], { exact: true })
        .first()
        .waitFor(),
  },
  {
    name: 'invite-dialog',
    path: '/admin/members',
    open: clickFirst('members.invite'),
    isThere: isTyping,
  },
  {
    name: 'totp-dialog',
    path: '/settings/security',
    open: clickFirst('security.totpEnable'),
    isThere: isTyping,
  },
  {
    name: 'key-dialog',
    path: '/settings/keys',
    open: clickFirst('keys.create'),
    isThere: isTyping,
  },
];

const signedOutViews: View[] = [
  {
    name: 'sign-in',
    path: '/mail/inbox',
    isThere: (page) => page.locator('input[type=password]').waitFor(),
  },
  { name: 'invitation-invalid', path: '/invitation#wrong', isThere: hasHeading },
  {
    name: 'sign-in-interrupted',
    path: '/admin/settings/mail/oauth2?state=x&code=y',
    isThere: (page) => page.locator('input[type=password]').waitFor(),
  },
];

/** Below 1024 pixels the folders are in a drawer. */
async function expectGoodDrawer(page: Page): Promise<void> {
  const size = page.viewportSize();
  await page.goto('/mail/inbox');
  await isListed(page);
  await page.setViewportSize({ width: 800, height: 800 });
  await page.getByRole('button', { name: en['app.menu'] }).click();
  await page.getByRole('link', { name: en['role.starred'] }).waitFor();
  await expectGoodPage(page, 'drawer');
  if (size) await page.setViewportSize(size);
}
