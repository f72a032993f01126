import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { openPerson, type Person, screenshot } from './browser.ts';
import { type Stage, setStage } from './stage.ts';
import { consentInPopup } from './steps.ts';

const PASSWORD = 'correct horse battery staple';

let server: Stage['server'];

describe.skipIf(Boolean(process.env.MAILROOM_NO_BROWSER))('the whole way', () => {
  let stage: Stage;
  setStage((set) => {
    stage = set;
    server = set.server;
  });

  it(
    '[E2E1] goes from an empty installation to an answer that arrives, all in the browser',
    {
      timeout: 300_000,
    },
    () => goTheWholeWay(stage),
  );
});

async function goTheWholeWay(ada: Stage): Promise<void> {
  await firstRun(ada.page);
  const [mine, theirs] = await simulatedMailboxes(ada.page);
  await linkMailbox(ada.page, mine);
  await ada.page.getByRole('link', { name: 'Back to mail' }).click();
  await rows(ada.page).nth(10).waitFor();
  await screenshot(ada.page, 'mail-centre');

  await openHostileMessage(ada, mine, theirs);
  await replyWithAttachment(ada.page);

  const bob = await openPerson(ada.browser, server.url);
  await joinByInvitation(ada.page, bob.page);
  await linkMailbox(bob.page, theirs);
  await bob.page.getByRole('link', { name: 'Back to mail' }).click();
  await rows(bob.page).filter({ hasText: 'Quarterly figures' }).first().click();
  await bob.page.getByText('figures.txt').first().waitFor();
  await bob.page.locator('.mr-body-frame[data-measured]').first().waitFor();
  await screenshot(bob.page, 'reply-received');

  await ada.page.goto('/mail/inbox');
  await rows(ada.page).first().waitFor();
  await write(bob.page, 'r', 'The answer to the answer.');
  await rows(ada.page)
    .filter({ hasText: 'The answer to the answer' })
    .first()
    .waitFor({ timeout: 90_000 });
  await screenshot(ada.page, 'answer-arrived');

  expect(ada.complaints).toEqual([]);
  expect(bob.complaints).toEqual([]);
}

/** Makes the administrator and chooses simulated Google. */
async function firstRun(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByLabel('Your name').fill('Ada Martin');
  await page.getByLabel('Email address').fill('ada@mailroom.example');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await screenshot(page, 'first-run');
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await page.getByRole('button', { name: /Use simulated Google accounts/ }).click();
  await page.getByRole('dialog').waitFor({ timeout: 60_000 });
}

async function simulatedMailboxes(page: Page): Promise<[string, string]> {
  const state = await (await page.request.get('/api/host/state')).json();
  const [first, second] = state.simulator.accounts as { email: string }[];
  return [String(first?.email), String(second?.email)];
}

/** From the link dialogue through Google's pages to a confirmed mailbox. */
async function linkMailbox(page: Page, email: string): Promise<void> {
  await consentInPopup(page, { email });
  const dialog = page.getByRole('dialog').filter({ hasText: 'Is this your mailbox?' });
  await dialog.getByText(email).first().waitFor({ timeout: 30_000 });
  await dialog.getByLabel('everything').check();
  await dialog.getByRole('button', { name: 'Start synchronising' }).click();
  await page.getByText('Up to date').or(page.getByText('Keeping the original')).first().waitFor({
    timeout: 120_000,
  });
  await screenshot(page, `accounts-${email.split('@')[0]}`);
}

function rows(page: Page) {
  return page.locator('.mr-row');
}

/** Delivers a message full of tricks, opens it, and sees that none works. */
async function openHostileMessage(person: Person, to: string, from: string): Promise<void> {
  const { page } = person;
  const state = await (await page.request.get('/api/host/state')).json();
  const raw = [
    `From: Bob <${from}>`,
    `To: <${to}>`,
    'Subject: Quarterly figures',
    'Message-ID: <hostile-1@example.org>',
    'MIME-Version: 1.0',
    'Content-Type: text/html; charset=utf-8',
    '',
    '<h1>Figures</h1><script>window.top.hacked = 1</script>',
    '<img src="https://tracker.invalid/pixel.gif" onerror="window.top.hacked = 2">',
    '<svg onload="window.top.hacked = 3"><style>@import "https://tracker.invalid/x.css"</style></svg>',
    '<meta http-equiv="refresh" content="0; url=https://tracker.invalid/away">',
    '<form action="https://tracker.invalid/form"><input name="password"></form>',
    '<div style="background: url(https://tracker.invalid/b.png); position: fixed; inset: 0">Hello</div>',
    '<a href="https://tracker.invalid/phish">https://your-bank.example</a>',
  ].join('\r\n');
  const delivered = await fetch(`${state.simulator.url}/control/users/${to}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ raw }),
  });
  expect(delivered.ok, await delivered.clone().text()).toBe(true);
  const row = rows(page).filter({ hasText: 'Quarterly figures' }).first();
  await row.waitFor({ timeout: 90_000 });
  await row.click();
  const frame = page.frameLocator('iframe').first();
  await frame.getByText('Figures').waitFor();
  await screenshot(page, 'hostile-message');
  expect(await page.evaluate('window.hacked')).toBeUndefined();
  const strangers = person.requests.filter(
    (url) =>
      !url.startsWith(server.url) && !url.startsWith(state.simulator.url) && /^https?:/.test(url),
  );
  expect(strangers).toEqual([]);
}

async function replyWithAttachment(page: Page): Promise<void> {
  await write(page, 'r', 'Here are the figures.', {
    name: 'figures.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('1, 2, 3\n'),
  });
}

/** Opens the composer by key, writes, attaches, sends, and waits until the message has left. */
async function write(
  page: Page,
  key: string,
  text: string,
  file?: { name: string; mimeType: string; buffer: Buffer },
): Promise<void> {
  await page.keyboard.press(key);
  const editor = page.locator('[contenteditable="true"]').first();
  await editor.click();
  await page.keyboard.type(text);
  if (file) {
    await page.locator('input[type="file"]').first().setInputFiles(file);
    await page.getByText(file.name).first().waitFor();
    // A message leaves with its attachments only when they are there.
    await page.locator('.mr-composer progress').waitFor({ state: 'detached' });
    await screenshot(page, 'composer');
  }
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await outboxIsDone(page);
}

async function outboxIsDone(page: Page): Promise<void> {
  await expect
    .poll(
      async () => {
        const entries = await (await page.request.get('/api/outbox')).json();
        return (entries as { state: string }[]).map((entry) => entry.state);
      },
      { timeout: 60_000, interval: 500 },
    )
    .toSatisfy((states: string[]) => states.length > 0 && states.every((s) => s === 'sent'));
}

/** The administrator invites; the other person follows the link in a browser of their own. */
async function joinByInvitation(admin: Page, guest: Page): Promise<void> {
  const response = await admin.request.post('/api/host/invitations', {
    data: { email: 'bob@mailroom.example', role: 'member' },
    headers: { origin: server.url },
  });
  const { link } = await response.json();
  await guest.goto(link);
  await guest.getByLabel('Your name').fill('Bob Rivera');
  await guest.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await guest.getByRole('button', { name: 'Join' }).click();
  await guest.getByRole('button', { name: 'Account menu' }).waitFor();
  await guest.goto('/settings/accounts?link=1');
  await guest.getByRole('dialog').waitFor();
}
