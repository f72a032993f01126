import { useCallback } from 'react';
import { errorText } from '../../host/api-error.ts';
import { useApi, useHost } from '../../host/host.tsx';
import { chooseLocale } from '../../i18n/translate.ts';
import { showToast } from '../../ui/toasts.tsx';
import type { MessageView } from '../../views.ts';
import { type PrintedMessage, printDocument } from './print-document.ts';

/** Prints messages as one document, whatever the screen shows of them. */
export function usePrint() {
  const api = useApi();
  const { t, locale } = useHost();
  return useCallback(
    async (messages: readonly MessageView[]) => {
      const query = { theme: 'light', images: 'trusted', locale: chooseLocale([locale]) } as const;
      try {
        const printed: PrintedMessage[] = [];
        for (const message of messages) {
          const isReadable = message.parseState !== 'unreadable';
          const body = isReadable ? await api.body(message.id, query) : null;
          printed.push({ message, document: body?.document ?? null });
        }
        const subject = messages[0]?.subject || t('list.noSubject');
        await printHtml(printDocument({ subject, messages: printed, t, locale }));
      } catch (error) {
        showToast({ key: 'print', tone: 'danger', text: errorText(t, error) });
      }
    },
    [api, t, locale],
  );
}

/** Prints a document from a frame beside the page, once its pictures are there. */
async function printHtml(html: string): Promise<void> {
  document.querySelector('.mr-print-frame')?.remove();
  const frame = document.createElement('iframe');
  frame.className = 'mr-print-frame';
  // No scripts. Modals, since printing is one; the same origin, since this page asks for it.
  frame.setAttribute('sandbox', 'allow-same-origin allow-modals');
  frame.setAttribute('aria-hidden', 'true');
  frame.tabIndex = -1;
  frame.srcdoc = html;
  const isLoaded = new Promise((resolve) => {
    frame.addEventListener('load', resolve, { once: true });
  });
  document.body.append(frame);
  await isLoaded;
  const view = frame.contentWindow;
  // Browsers that print in the background read the frame until then.
  view?.addEventListener('afterprint', () => frame.remove(), { once: true });
  view?.print();
}
