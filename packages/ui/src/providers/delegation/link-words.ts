import type { Translate } from '../../i18n/translate.ts';
import type { DelegatedLinkView } from '../../views.ts';
import { csvText } from './csv.ts';

type Problem = NonNullable<DelegatedLinkView['problem']>;

/** Why a mailbox was not linked, and what to do. */
export function problemWords(t: Translate, { code, message }: Problem) {
  const key = `delegation.problem.${code}`;
  return {
    title: t.optional(key) ?? t.optional(`error.${code}`) ?? message,
    mend: t.optional(`${key}.mend`) ?? t('delegation.problem.other.mend'),
  };
}

/** Mailboxes that failed for the same reason, most first. */
export function failuresOf(links: readonly DelegatedLinkView[]) {
  const groups = new Map<string, { problem: Problem; emails: string[] }>();
  for (const { state, problem, email } of links) {
    if (state !== 'failed') continue;
    const known = problem ?? { code: 'internal', message: '', at: '' };
    const group = groups.get(known.code);
    if (group) group.emails.push(email);
    else groups.set(known.code, { problem: known, emails: [email] });
  }
  return [...groups.values()].sort((a, b) => b.emails.length - a.emails.length);
}

/** The results as a table for a spreadsheet, in the user's words. */
export function resultsCsv(t: Translate, links: readonly DelegatedLinkView[]): string {
  const heading = [
    t('delegation.csv.email'),
    t('delegation.csv.state'),
    t('delegation.csv.problem'),
    t('delegation.csv.mend'),
  ];
  const rows = links.map(({ email, state, problem }) => {
    const words = state === 'failed' && problem ? problemWords(t, problem) : null;
    return [email, t(`delegation.status.${state}`), words?.title ?? '', words?.mend ?? ''];
  });
  return csvText([heading, ...rows]);
}
