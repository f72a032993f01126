import type { Translate } from '../../i18n/translate.ts';
import { fileSize, fullDate } from '../../ui/format.ts';
import type { AddressView, MessageView } from '../../views.ts';

export interface PrintedMessage {
  message: MessageView;
  /** Its document for the light theme, as the reader shows it; null: it cannot be read. */
  document: string | null;
}

const STYLE = `
  html { color: #000; background: #fff; font: 13px/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif; }
  body { margin: 0; }
  h1 { margin: 0 0 12px; font-size: 19px; overflow-wrap: anywhere; }
  article { border-top: 1px solid #999; padding: 10px 0 16px; }
  header { break-inside: avoid; break-after: avoid; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 1px 10px; margin: 0 0 10px; }
  dt { color: #555; }
  dd { margin: 0; overflow-wrap: anywhere; }
  @page { margin: 16mm; }
`;
/** What each message's own style sheet stands on: it meets neither ours nor another message's. */
const BODY_STYLE = ':host{display:block;overflow-wrap:break-word}img{max-width:100%}';

/**
 * One document with every message in full, for printing: no scripts, nothing from elsewhere but
 * what the reader itself would show. Each body stands in a shadow root that the parser makes.
 *
 * @see https://html.spec.whatwg.org/multipage/scripting.html#attr-template-shadowrootmode
 */
export function printDocument(input: {
  subject: string;
  messages: readonly PrintedMessage[];
  t: Translate;
  locale: string;
}): string {
  const { subject, t, locale } = input;
  const page = document.implementation.createHTMLDocument(subject);
  page.documentElement.lang = locale;
  const policy = page.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'";
  const style = page.createElement('style');
  style.textContent = STYLE;
  page.head.prepend(policy);
  page.head.append(style);
  const add = (parent: Element, tag: string, text = '') => {
    const element = page.createElement(tag);
    element.textContent = text;
    parent.append(element);
    return element;
  };
  add(page.body, 'h1', subject).dir = 'auto';
  for (const { message, document: source } of input.messages) {
    const article = add(page.body, 'article');
    const lines = add(add(article, 'header'), 'dl');
    for (const [name, value] of factsOf(message, t, locale)) {
      if (value === '') continue;
      add(lines, 'dt', name);
      add(lines, 'dd', value).dir = 'auto';
    }
    if (source === null) add(article, 'p', t('reader.unreadable'));
    else add(article, 'div').append(shadowOf(page, source));
  }
  return `<!doctype html>${page.documentElement.outerHTML}`;
}

function factsOf(message: MessageView, t: Translate, locale: string): [string, string][] {
  const files = message.attachments.filter((file) => !file.isInline);
  return [
    [t('reader.from'), people(message.from ? [message.from] : [])],
    [t('reader.to'), people(message.to)],
    [t('reader.cc'), people(message.cc)],
    [t('reader.bcc'), people(message.bcc)],
    [t('reader.received'), fullDate(message.receivedAt, locale)],
    [
      t('files.title'),
      files.map((file) => `${file.fileName} (${fileSize(file.sizeBytes, locale)})`).join(', '),
    ],
  ];
}

function people(addresses: readonly AddressView[]): string {
  return addresses.map(({ name, email }) => (name ? `${name} <${email}>` : email)).join(', ');
}

function shadowOf(page: Document, source: string): HTMLTemplateElement {
  // Parsed as a document of its own: nothing runs and nothing is fetched there.
  const parsed = new DOMParser().parseFromString(source, 'text/html');
  for (const element of parsed.querySelectorAll('script, base, meta, link')) element.remove();
  const styles = [...parsed.querySelectorAll('style')].map((element) => {
    element.remove();
    return (element.textContent ?? '').replace(/(^|[},])\s*(?:html|body)(?=[\s{,.:])/g, '$1:host');
  });
  const template = page.createElement('template');
  template.setAttribute('shadowrootmode', 'open');
  const style = page.createElement('style');
  style.textContent = [...styles, BODY_STYLE].join('\n');
  template.content.append(style, ...parsed.body.childNodes);
  return template;
}
