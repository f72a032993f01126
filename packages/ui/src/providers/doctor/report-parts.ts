import type { Translate } from '../../i18n/translate.ts';
import type { DoctorCheckId, DoctorCheckView, DoctorReportView, SetupView } from '../../views.ts';
import { projectIdOf } from '../guide/facts.ts';
import { consoleLink } from '../guide/links.ts';
import type { StepLink } from '../guide/steps.ts';

/** A report in the order in which it is read. */
export interface ReportParts {
  /** What failed for sure, then what failed by signs that the provider does not document, then what is not clear. */
  problems: DoctorCheckView[];
  passed: DoctorCheckView[];
  skipped: DoctorCheckView[];
}

/** Where in Google's consoles a check is mended, when the answer itself names no page. */
const PLACES: Partial<Record<DoctorCheckId, StepLink>> = {
  client: { to: 'cloud', path: '/auth/clients' },
  redirect_registered: { to: 'cloud', path: '/auth/clients' },
  grant_lifetime: { to: 'cloud', path: '/auth/audience' },
  api_enabled: { to: 'cloud', path: '/apis/library/gmail.googleapis.com' },
  push: { to: 'cloud', path: '/cloudpubsub/topic/list' },
  delegation: { to: 'admin', path: '/ac/owl/domainwidedelegation' },
};

const URGENCY = { fail: 0, unknown: 2, pass: 3, skipped: 3 } as const;

/** Splits a report; checks keep their order within the same urgency. */
export function partsOf(report: DoctorReportView): ReportParts {
  const isProblem = ({ status }: DoctorCheckView) => status === 'fail' || status === 'unknown';
  return {
    problems: report.checks.filter(isProblem).sort((a, b) => urgencyOf(a) - urgencyOf(b)),
    passed: report.checks.filter(({ status }) => status === 'pass'),
    skipped: report.checks.filter(({ status }) => status === 'skipped'),
  };
}

/** How many checks keep linking from working: the advisory ones never do. */
export function countBroken(report: DoctorReportView): number {
  return report.checks.filter(({ status, isAdvisory }) => status === 'fail' && !isAdvisory).length;
}

/** One check in words. */
export interface CheckWords {
  /** What was found, or the name of the check where there is nothing to say. */
  title: string;
  /** The name of the check, null where it is the title already. */
  name: string | null;
  mend: string | null;
}

/** The words of a check: those of its reason, filled in with what was found. */
export function wordsOf(t: Translate, check: DoctorCheckView): CheckWords {
  const key = `doctor.${check.id}` as const;
  const name = t(`${key}.title`);
  const values = { email: check.account?.email ?? '', ...check.data };
  const reason = check.reason ?? (check.status === 'pass' ? 'pass' : '');
  const title = t.optional(`${key}.${reason}`, values);
  return {
    title: title ?? name,
    name: title === null ? null : name,
    mend: t.optional(`${key}.${reason}.mend`, values),
  };
}

/**
 * The page that mends a check: the one that the provider named, else the place in its console.
 *
 * @returns null where there is no such page
 */
export function pageOf(check: DoctorCheckView, setup: SetupView): string | null {
  if (check.link !== null) return /^https?:\/\//.test(check.link) ? check.link : null;
  const place = PLACES[check.id];
  return place ? consoleLink(place, setup, projectIdOf(setup)) : null;
}

function urgencyOf({ status, isAdvisory }: DoctorCheckView): number {
  return URGENCY[status] + (isAdvisory ? 1 : 0);
}
