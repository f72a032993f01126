import { noiseOf, pdfFile, pngFile, zipFile } from './files.ts';
import { filePart, multipart, type PartSource, textPart } from './mime-writer.ts';
import { isOwn, type MailboxPlan, type Person, type ThreadPlan } from './plan.ts';
import { between, pick, randomOf, weighted } from './random-of.ts';

const maxQuoteDepth = 3;

/** Who wrote a message of a conversation. */
export function authorOf(mailbox: MailboxPlan, plan: ThreadPlan, position: number): Person {
  const owner = plan.people[0] as Person;
  if (isOwn(mailbox, plan, position)) return owner;
  const random = randomOf(mailbox.seed, 5, plan.thread, position);
  return pick(random, plan.people.slice(1).length > 0 ? plan.people.slice(1) : [owner]);
}

/** The charset of a thread: who writes in one keeps to it. */
export function charsetOf(mailbox: MailboxPlan, plan: ThreadPlan): string {
  return pick(randomOf(mailbox.seed, 6, plan.thread), plan.language.charsets);
}

/** A message of a conversation: text, often with HTML, quotations, files and inline images. */
export function conversationPart(
  mailbox: MailboxPlan,
  plan: ThreadPlan,
  position: number,
): PartSource {
  const random = randomOf(mailbox.seed, 7, plan.thread, position);
  const charset = charsetOf(mailbox, plan);
  const boundary = `=_${plan.thread.toString(36)}_${position}_`;
  const style = weighted(random, { top: 50, outlook: 20, bottom: 12, html: 18 });
  const text = textPart(plainBody(mailbox, plan, position, style, 0), 'plain', charset);
  let root = text;
  if (style === 'html' || random() < 0.45) {
    const hasLogo = random() < 0.15;
    const html = textPart(htmlBody(mailbox, plan, position, hasLogo), 'html', charset);
    const image = hasLogo
      ? filePart(pngFile(random, 120, 40), 'image/png', 'logo.png', `logo${plan.thread}@sim`)
      : null;
    const rich = image ? multipart('related', `${boundary}r`, [html, image]) : html;
    root = multipart('alternative', `${boundary}a`, [text, rich]);
  }
  if (random() > 0.16) return root;
  const files = Array.from({ length: between(random, 1, random() < 0.8 ? 1 : 4) }, (_, at) =>
    attachment(random, plan, at),
  );
  return multipart('mixed', `${boundary}m`, [root, ...files]);
}

/** What somebody wrote anew in a message, without quotations. */
function ownText(mailbox: MailboxPlan, plan: ThreadPlan, position: number): string {
  const random = randomOf(mailbox.seed, 8, plan.thread, position);
  const { language } = plan;
  const author = authorOf(mailbox, plan, position);
  const reader = plan.people.find((person) => person !== author) ?? author;
  const greeting = pick(random, language.greetings).replace('{name}', reader.name);
  const paragraphs = Array.from({ length: between(random, 1, position === 0 ? 4 : 2) }, () =>
    Array.from({ length: between(random, 1, 4) }, () => pick(random, language.sentences)).join(' '),
  );
  return [greeting, ...paragraphs, `${pick(random, language.closings)}\n${author.name}`].join(
    '\n\n',
  );
}

function plainBody(
  mailbox: MailboxPlan,
  plan: ThreadPlan,
  position: number,
  style: string,
  depth: number,
): string {
  const own = ownText(mailbox, plan, position);
  if (position === 0 || depth >= maxQuoteDepth) return `${own}\n`;
  const before = authorOf(mailbox, plan, position - 1);
  const date = quoteDate(plan, position - 1);
  const quoted = plainBody(mailbox, plan, position - 1, 'top', depth + 1).trimEnd();
  if (style === 'outlook')
    return `${own}\n\n-----Original Message-----\nFrom: ${before.name} <${before.address}>\nSent: ${date}\nSubject: ${plan.subject}\n\n${quoted}\n`;
  const attribution = plan.language.wrote(date, before.name);
  const marked = quoted.replace(/^/gm, '> ').replace(/^> >/gm, '>>').replace(/ +$/gm, '');
  return style === 'bottom'
    ? `${attribution}\n${marked}\n\n${own}\n`
    : `${own}\n\n${attribution}\n${marked}\n`;
}

function htmlBody(
  mailbox: MailboxPlan,
  plan: ThreadPlan,
  position: number,
  hasLogo: boolean,
): string {
  const toHtml = (text: string) =>
    escapeHtml(text).replace(/\n\n/g, '</p><p>').replace(/\n/g, '<br>');
  const logo = hasLogo
    ? `<p><img src="cid:logo${plan.thread}@sim" width="120" alt="logo"></p>`
    : '';
  const own = `<div dir="ltr"><p>${toHtml(ownText(mailbox, plan, position))}</p>${logo}</div>`;
  let quote = '';
  if (position > 0) {
    const before = authorOf(mailbox, plan, position - 1);
    const line = plan.language.wrote(quoteDate(plan, position - 1), before.name);
    const text = plainBody(mailbox, plan, position - 1, 'top', maxQuoteDepth - 1);
    quote =
      `<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">${escapeHtml(line)}<br></div>` +
      `<blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex">` +
      `<p>${toHtml(text)}</p></blockquote></div>`;
  }
  const style = plan.thread % 3 === 0 ? officeStyle : '';
  return `<html><head>${style}</head><body style="font-family:Calibri,Arial,sans-serif;font-size:11pt">${own}${quote}</body></html>\n`;
}

/** What desktop clients put before every message: several kB of rules that nothing uses. */
const officeStyle = `<style><!--\n${Array.from(
  { length: 60 },
  (_, at) =>
    `p.MsoStyle${at}, li.MsoStyle${at} {mso-style-priority:${at}; margin:0cm; font-size:11.0pt; font-family:"Calibri",sans-serif;}`,
).join('\n')}\n--></style>`;

/** Most files are small; a few are megabytes, as in real mailboxes. */
function attachment(random: () => number, plan: ThreadPlan, at: number): PartSource {
  const size = Math.floor(9_000 * Math.exp(random() * random() * 6.2));
  const number = plan.thread * 10 + at;
  switch (weighted(random, { pdf: 50, png: 25, text: 10, zip: 15 })) {
    case 'pdf':
      return filePart(
        pdfFile(plan.subject, noiseOf(random, size)),
        'application/pdf',
        `${plan.subject.slice(0, 40)} ${number}.pdf`.replace(/["\\/?:]/g, ''),
      );
    case 'png': {
      const png = pngFile(random, 96, 64, noiseOf(random, size));
      return filePart(png, 'image/png', `image${number}.png`);
    }
    case 'text': {
      const rows = Array.from({ length: Math.min(2_000, Math.ceil(size / 24)) }, (_, row) =>
        [row + 1, `A-${between(random, 1_000, 9_999)}`, between(random, 1, 500)].join(';'),
      );
      const csv = Buffer.from(`no;item;count\r\n${rows.join('\r\n')}\r\n`);
      return filePart(csv, 'text/csv', `export-${number}.csv`);
    }
    case 'zip':
      return filePart(
        zipFile(`data-${number}.bin`, noiseOf(random, Math.min(size, 300_000))),
        'application/zip',
        `files-${number}.zip`,
      );
  }
}

function quoteDate(plan: ThreadPlan, position: number): string {
  const date = new Date(plan.dates[position] ?? 0);
  return date.toUTCString().replace(/:\d\d GMT$/, '');
}

/** Text for HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
