import type { Locale } from '../views.ts';

/** What the letter says, filled in. */
export interface GrantLetterFacts {
  /** The mailbox whose permission ends. */
  email: string;
  endsAt: Date;
  /** Whole days before its end that the letter is sent. */
  days: number;
  /** The page where it is authorised again. */
  url: string;
}

/**
 * The letter that warns of a permission's end.
 *
 * @returns subject and HTML; everything filled in is escaped
 */
export function grantLetter(
  locale: Locale,
  facts: GrantLetterFacts,
): { subject: string; html: string } {
  const email = escaped(facts.email);
  const date = escaped(
    new Intl.DateTimeFormat(locale, {
      dateStyle: 'full',
      timeStyle: 'short',
      timeZone: 'UTC',
    }).format(facts.endsAt),
  );
  const { subject, paragraphs, link } = words[locale](facts, email, date);
  const html = [
    ...paragraphs.slice(0, 2),
    `<a href="${escaped(facts.url)}">${link}</a>`,
    ...paragraphs.slice(2),
  ];
  return { subject, html: html.map((text) => `<p>${text}</p>`).join('\n') };
}

type Words = (
  facts: GrantLetterFacts,
  email: string,
  date: string,
) => { subject: string; paragraphs: string[]; link: string };

const words: Record<Locale, Words> = {
  en: ({ email: address, days }, email, date) => ({
    subject: `Mailroom: the permission for ${address} ends ${days === 1 ? 'within a day' : `within ${days} days`}`,
    paragraphs: [
      'Hello,',
      `Mailroom’s permission to read and send the mail of ${email} ends on ${date} (UTC). From then on no new mail arrives in Mailroom. What is there stays.`,
      'Google lets permissions end after seven days while its project is in testing. An administrator of your Mailroom ends that for good by publishing the app in the Google console; afterwards authorise once more, since permissions that were given before keep their end.',
      'Mailroom sent this letter from your mailbox to itself.',
    ],
    link: 'Authorise this mailbox again',
  }),
  fr: ({ email: address, days }, email, date) => ({
    subject: `Mailroom : l’autorisation de ${address} prend fin ${days === 1 ? 'dans moins d’un jour' : `d’ici ${days} jours`}`,
    paragraphs: [
      'Bonjour,',
      `L’autorisation de Mailroom de lire et d’envoyer les messages de ${email} prend fin le ${date} (UTC). Ensuite, plus aucun nouveau message n’arrivera dans Mailroom. Ce qui s’y trouve y reste.`,
      'Google met fin aux autorisations au bout de sept jours tant que son projet est en test. Un administrateur de votre Mailroom y met un terme en publiant l’application dans la console Google ; autorisez ensuite une dernière fois, car les autorisations données avant gardent leur échéance.',
      'Mailroom a envoyé cette lettre depuis votre boîte à elle-même.',
    ],
    link: 'Autoriser à nouveau cette boîte',
  }),
};

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
