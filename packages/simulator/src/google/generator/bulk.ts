import { escapeHtml } from './conversation.ts';
import { noiseOf, pdfFile } from './files.ts';
import { filePart, multipart, type PartSource, textPart } from './mime-writer.ts';
import type { MailboxPlan, Person, ThreadPlan } from './plan.ts';
import { between, pick, randomOf } from './random-of.ts';

/** A message from a machine: sender, subject, body, and the headers such mail has. */
export interface BulkMessage {
  from: Person;
  subject: string;
  headers: [string, string][];
  part(): PartSource;
}

const shops = ['Kettle & Loom', 'Harbour Books', 'Nordlicht Outdoor', 'Café Central', 'Paper Lane'];
const services = ['Buildbot', 'Calendar', 'Helpdesk', 'Cloud Billing', 'Team Board'];

/** Makes the message of a thread that is not a conversation. */
export function bulkMessage(mailbox: MailboxPlan, plan: ThreadPlan): BulkMessage {
  const random = randomOf(mailbox.seed, 9, plan.thread);
  const makers = {
    newsletter,
    receipt,
    invitation,
    spam,
    notification,
    conversation: notification,
  };
  return makers[plan.kind](random, plan, mailbox);
}

type Maker = (random: () => number, plan: ThreadPlan, mailbox: MailboxPlan) => BulkMessage;

const newsletter: Maker = (random, plan) => {
  const shop = pick(random, shops);
  const slug = shop.toLowerCase().replace(/[^a-z]+/g, '-');
  const issue = between(random, 12, 400);
  const subject = `${shop} #${issue}: ${pick(random, plan.language.subjects)}`;
  return {
    from: { name: shop, address: `news@${slug}.example` },
    subject,
    headers: [
      ['List-Id', `<${slug}.lists.example>`],
      [
        'List-Unsubscribe',
        `<https://${slug}.example/u/${plan.thread}>, <mailto:leave@${slug}.example>`,
      ],
      ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
      ['Precedence', 'bulk'],
    ],
    part: () => {
      const html = newsletterHtml(random, plan, slug, subject);
      const text = `${subject}\n\n${plan.language.sentences.join('\n')}\n\nhttps://${slug}.example/${issue}\n`;
      if (random() < 0.25) return textPart(html, 'html', 'utf-8');
      return multipart('alternative', `=_n${plan.thread.toString(36)}`, [
        textPart(text, 'plain', 'utf-8'),
        textPart(html, 'html', 'utf-8'),
      ]);
    },
  };
};

/** Nested tables, inline styles and remote images, 15 to 70 kB: what newsletters are. */
function newsletterHtml(
  random: () => number,
  plan: ThreadPlan,
  slug: string,
  subject: string,
): string {
  const cell = 'padding:12px 24px;font-family:Helvetica,Arial,sans-serif;font-size:15px;color:#333';
  const articles = Array.from({ length: between(random, 6, 28) }, (_, at) => {
    const words = Array.from({ length: between(random, 2, 7) }, () =>
      pick(random, plan.language.sentences),
    ).join(' ');
    return (
      `<tr><td width="180" style="${cell}"><a href="https://${slug}.example/a/${plan.thread}/${at}">` +
      `<img src="https://img.${slug}.example/${plan.thread}/${at}.jpg" width="160" height="120" alt="" style="display:block;border:0"></a></td>` +
      `<td style="${cell}"><table role="presentation" cellpadding="0" cellspacing="0" border="0" width="100%"><tr>` +
      `<td style="font-size:18px;font-weight:bold;line-height:24px;color:#1a1a1a">${escapeHtml(pick(random, plan.language.subjects))}</td></tr>` +
      `<tr><td style="line-height:22px">${escapeHtml(words)}</td></tr>` +
      `<tr><td style="padding-top:8px"><a href="https://${slug}.example/r/${at}" style="background:#0b57d0;color:#fff;padding:8px 14px;border-radius:4px;text-decoration:none">${escapeHtml(pick(random, plan.language.closings))}</a></td></tr></table></td></tr>\n`
    );
  }).join('');
  return (
    `<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title>\n` +
    `<style>body{margin:0;background:#f4f4f4}@media(max-width:600px){.w{width:100%!important}}</style></head>\n` +
    `<body><div style="display:none;max-height:0">${escapeHtml(pick(random, plan.language.sentences))}&zwnj;&nbsp;</div>\n` +
    `<table class="w" role="presentation" width="640" align="center" cellpadding="0" cellspacing="0" bgcolor="#ffffff">\n` +
    `${articles}<tr><td colspan="2" style="${cell};font-size:11px">© ${slug}.example<img src="https://track.${slug}.example/o/${plan.thread}.gif" width="1" height="1" alt=""></td></tr>\n` +
    `</table></body></html>\n`
  );
}

const receipt: Maker = (random, plan) => {
  const shop = pick(random, shops);
  const number = between(random, 10_000, 99_999);
  const amount = `${between(random, 4, 480)}.${String(between(random, 0, 99)).padStart(2, '0')} EUR`;
  return {
    from: { name: shop, address: `orders@${shop.toLowerCase().replace(/[^a-z]+/g, '-')}.example` },
    subject: `Your order ${number}`,
    headers: [['Auto-Submitted', 'auto-generated']],
    part: () => {
      const text = `Thank you for your order.\n\nOrder number: ${number}\nTotal: ${amount}\n`;
      const html = `<html><body><h2>Thank you for your order</h2><table border="1" cellpadding="6"><tr><th>Order</th><td>${number}</td></tr><tr><th>Total</th><td>${amount}</td></tr></table></body></html>`;
      const body = multipart('alternative', `=_q${plan.thread.toString(36)}`, [
        textPart(text, 'plain', 'utf-8'),
        textPart(html, 'html', 'utf-8'),
      ]);
      if (random() < 0.4) return body;
      const pdf = pdfFile(
        `Invoice ${number}: ${amount}`,
        noiseOf(random, between(random, 9_000, 60_000)),
      );
      return multipart('mixed', `=_x${plan.thread.toString(36)}`, [
        body,
        filePart(pdf, 'application/pdf', `invoice-${number}.pdf`),
      ]);
    },
  };
};

const notification: Maker = (random, plan) => {
  const service = pick(random, services);
  const number = between(random, 100, 9_999);
  return {
    from: {
      name: service,
      address: `no-reply@${service.toLowerCase().replace(/ /g, '-')}.example`,
    },
    subject: `[${service}] #${number} ${pick(random, plan.language.subjects)}`,
    headers: [['Auto-Submitted', 'auto-generated']],
    part: () => {
      const lines = Array.from({ length: between(random, 2, 6) }, () =>
        pick(random, plan.language.sentences),
      );
      const link = `https://${service.toLowerCase().replace(/ /g, '-')}.example/t/${number}`;
      const text = textPart(`${lines.join('\n')}\n\n${link}\n`, 'plain', 'utf-8');
      if (random() < 0.4) return text;
      const html = `<html><body><div style="font-family:sans-serif"><ul>${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul><a href="${link}">#${number}</a></div></body></html>`;
      return multipart('alternative', `=_o${plan.thread.toString(36)}`, [
        text,
        textPart(html, 'html', 'utf-8'),
      ]);
    },
  };
};

const invitation: Maker = (random, plan, mailbox) => {
  const organiser = plan.people[1] ?? { name: 'Calendar', address: 'calendar@initech.example' };
  const start = new Date((plan.dates[0] ?? 0) + between(random, 1, 12) * 86_400_000);
  const stamp = (date: Date) => date.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const subject = `Invitation: ${plan.subject}`;
  return {
    from: organiser,
    subject,
    headers: [],
    part: () => {
      const ics = [
        'BEGIN:VCALENDAR',
        'PRODID:-//Simulated//Calendar//EN',
        'VERSION:2.0',
        'METHOD:REQUEST',
        'BEGIN:VEVENT',
        `UID:${plan.thread}@calendar.example`,
        `DTSTAMP:${stamp(new Date(plan.dates[0] ?? 0))}`,
        `DTSTART:${stamp(start)}`,
        `DTEND:${stamp(new Date(start.getTime() + 3_600_000))}`,
        `ORGANIZER:mailto:${organiser.address}`,
        `ATTENDEE;RSVP=TRUE:mailto:${mailbox.email}`,
        `SUMMARY:${plan.subject}`,
        'END:VEVENT',
        'END:VCALENDAR',
        '',
      ].join('\r\n');
      const calendar = textPart(ics, 'plain', 'utf-8');
      calendar.headers = [
        ['Content-Type', 'text/calendar; charset="utf-8"; method=REQUEST'],
        ...calendar.headers.slice(1),
      ];
      return multipart('mixed', `=_i${plan.thread.toString(36)}`, [
        multipart('alternative', `=_j${plan.thread.toString(36)}`, [
          textPart(`${plan.subject}\n${start.toUTCString()}\n`, 'plain', 'utf-8'),
          calendar,
        ]),
        filePart(Buffer.from(ics), 'application/ics', 'invite.ics'),
      ]);
    },
  };
};

const spam: Maker = (random, plan) => ({
  from: { name: 'LUCKY WINNER DESK', address: `promo${plan.thread}@cheap-offers.example` },
  subject: `=?utf-8?Q?You_have_won_${between(random, 100, 999)}=2C000!!!?=`,
  headers: [],
  part: () =>
    textPart(
      `<html><body><a href="http://cheap-offers.example/${plan.thread}"><img src="http://cheap-offers.example/p.gif"></a><p style="color:red">CLAIM NOW</p></body></html>`,
      'html',
      'windows-1252',
    ),
});
