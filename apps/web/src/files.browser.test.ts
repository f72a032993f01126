import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { setClient } from './testing.ts';

const WITH_FILES = '/mail/inbox/t/2';

describe('files and print in a browser', { timeout: 180_000 }, () => {
  const open = setClient();

  it('[UI19] previews a picture, a PDF and plain text, one after the other', () =>
    open(WITH_FILES, async (page, fixture) => {
      await page.locator('.mr-file-face').filter({ hasText: 'Chart.png' }).click();
      const dialog = page.getByRole('dialog');
      const picture = dialog.getByRole('img', { name: 'Chart.png' });
      await picture.waitFor();
      await page.waitForFunction(
        () => document.querySelector<HTMLImageElement>('.mr-preview-image img')?.naturalWidth,
      );
      await dialog.getByText('1 of 3').waitFor();
      await page.keyboard.press('ArrowRight');
      await dialog.locator('iframe[title^="Report"]').waitFor();
      await expect
        .poll(() => fixture.requests.filter((each) => /attachments\/\d+2\?preview/.test(each)))
        .toHaveLength(1);
      await dialog.getByRole('button', { name: 'Next attachment' }).click();
      await dialog.getByText('Some <b>text</b> of the file.').waitFor();
      expect(await dialog.locator('.mr-preview-text b').count()).toBe(0);
    }));

  it('[UI19] downloads all files, one file, and the original', () =>
    open(WITH_FILES, async (page) => {
      const all = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Download all' }).click();
      expect((await all).suggestedFilename()).toBe('attachments.zip');
      const one = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Download notes.txt' }).click();
      expect((await one).suggestedFilename()).toBe('notes.txt');
      await chooseMore(page, 'Show original');
      const dialog = page.getByRole('dialog', { name: 'Show original' });
      await dialog.getByText('Subject: <b>raw</b>').waitFor();
      const original = page.waitForEvent('download');
      await dialog.getByRole('link', { name: 'Download original' }).click();
      expect((await original).suggestedFilename()).toMatch(/\.eml$/);
    }));

  it('[UI22] prints the whole conversation, light, without a script', () =>
    open(
      '/mail/inbox/t/3',
      async (page) => {
        await page.waitForSelector('.mr-body-frame[data-measured]');
        await page.getByRole('button', { name: 'Print the conversation' }).click();
        const printed = await page.waitForFunction(() => Reflect.get(window, 'printed'));
        const { messages, text, background, scripts, sandbox } = await printed.jsonValue();
        expect(messages).toBe(9);
        expect(text).toContain('Two things remain open:');
        expect(background).toBe('rgb(255, 255, 255)');
        expect(scripts).toBe(0);
        expect(sandbox).not.toContain('scripts');
      },
      { colorScheme: 'dark', prepare: catchPrint },
    ));

  it('[UI22] prints one hostile message and runs nothing of it', () =>
    open(
      '/mail/inbox/t/5',
      async (page) => {
        await page.waitForSelector('.mr-body-frame[data-measured]');
        await chooseMore(page, 'Print');
        const printed = await page.waitForFunction(() => Reflect.get(window, 'printed'));
        expect(await printed.jsonValue()).toMatchObject({ messages: 1, scripts: 0 });
        expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
      },
      { prepare: catchPrint },
    ));

  it('[UI32] takes files that are dropped, and says before the upload what is too large', () =>
    open('/mail/inbox', async (page, fixture) => {
      await page.waitForSelector('.mr-row');
      await page.keyboard.press('c');
      await page.getByLabel('To', { exact: true }).waitFor();
      const uploads = () => fixture.requests.filter((each) => each.startsWith('POST /uploads'));
      await drag(page, 'dragover', 'plan.txt', 4);
      await page.getByText('Drop to attach').waitFor();
      await drag(page, 'drop', 'plan.txt', 4);
      await page.locator('.mr-composer-file').filter({ hasText: 'plan.txt' }).waitFor();
      await page.getByText('Drop to attach').waitFor({ state: 'detached' });
      await drag(page, 'drop', 'film.mov', 30_000_000);
      await page.getByText(/film\.mov has 30 MB: a single file may have 26\.2 MB/).waitFor();
      await drag(page, 'drop', 'a.bin', 14_000_000);
      await page.locator('.mr-composer-file').filter({ hasText: 'a.bin' }).waitFor();
      await drag(page, 'drop', 'b.bin', 14_000_000);
      const left = /b\.bin \(14 MB\) does not fit any more: 12\.7 MB of 26\.7 MB are left/;
      await page.getByText(left).waitFor();
      expect(await page.locator('.mr-composer-file').count()).toBe(2);
      const taken = ['plan.txt', 'a.bin'].map((name) => `POST /uploads?fileName=${name}`);
      await expect.poll(uploads).toEqual(taken);
    }));

  it('[UI32] does not let a file that misses the composer replace the page', () =>
    open('/mail/inbox', async (page) => {
      await page.waitForSelector('.mr-row');
      expect(await drag(page, 'drop', 'plan.txt', 4, '.mr-list')).toBe(true);
    }));
});

async function chooseMore(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: 'More', exact: true }).last().click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}

/** A file comes over an element, or is dropped there. @returns whether the page took it from the browser */
function drag(
  page: Page,
  type: 'dragover' | 'drop',
  name: string,
  sizeBytes: number,
  target = '.mr-composer',
): Promise<boolean> {
  return page.evaluate(
    (file) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([new Uint8Array(file.sizeBytes)], file.name));
      const init = { dataTransfer, bubbles: true, cancelable: true };
      const event = new DragEvent(file.type, init);
      document.querySelector(file.target)?.dispatchEvent(event);
      return event.defaultPrevented;
    },
    { type, name, sizeBytes, target },
  );
}

/** Keeps what would be printed as `window.printed`, since nobody answers the browser's own dialogue. */
function catchPrint(page: Page): Promise<unknown> {
  return page.addInitScript(() => {
    const original = Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, 'contentWindow');
    Object.defineProperty(HTMLIFrameElement.prototype, 'contentWindow', {
      get(this: HTMLIFrameElement) {
        const view = original?.get?.call(this) as Window | null;
        if (!view || !this.classList.contains('mr-print-frame')) return view;
        view.print = () => {
          const shown = view.document;
          const roots = [...shown.querySelectorAll('article div')].map((each) => each.shadowRoot);
          Reflect.set(window, 'printed', {
            messages: shown.querySelectorAll('article').length,
            text: roots.map((root) => root?.textContent ?? '').join('\n'),
            background: getComputedStyle(shown.documentElement).backgroundColor,
            scripts: [shown, ...roots].flatMap((root) => [
              ...(root?.querySelectorAll('script') ?? []),
            ]).length,
            sandbox: this.getAttribute('sandbox'),
          });
        };
        return view;
      },
    });
  });
}
