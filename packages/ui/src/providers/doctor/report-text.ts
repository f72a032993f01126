import type { DoctorCheckView, DoctorReportView } from '../../views.ts';

/**
 * What secrets of Google look like: client secrets, access and refresh tokens, authorisation codes,
 * JWTs, private keys. None should be in a report; what people paste into a forum is looked at twice.
 */
const SECRETS =
  /GOCSPX-[\w-]+|ya29\.[\w.-]+|\b[14]\/\/?0[\w-]{10,}|eyJ[\w-]+\.[\w-]+\.[\w-]*|-----BEGIN[\s\S]*?(-----END[^-]*-----|$)/g;
const ADDRESS = /([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)/g;

/**
 * A report as plain text for a request for help: English names of checks and reasons, as the
 * documentation has them, whatever the interface's language.
 *
 * @param redirectUri as it has to be registered
 */
export function reportText(report: DoctorReportView, redirectUri: string): string {
  const lines = [
    `Mailroom, checks of ${report.provider}: ${report.verdict}`,
    `finished: ${report.finishedAt}`,
    `redirect URI: ${redirectUri}`,
    '',
    ...report.checks.flatMap(checkLines),
  ];
  return `${withoutSecrets(lines.join('\n'))}\n`;
}

function checkLines(check: DoctorCheckView): string[] {
  const facts = Object.entries(check.data).map(([name, value]) => `${name}=${value}`);
  const head = [
    `[${check.status}]`,
    check.reason ? `${check.id}.${check.reason}` : check.id,
    check.isAdvisory ? '(advisory)' : '',
    facts.join(' '),
    check.account ? `mailbox ${check.account.email}` : '',
  ];
  return [
    head.filter(Boolean).join(' '),
    ...(check.seen ? check.seen.split('\n').map((line) => `    > ${line}`) : []),
  ];
}

function withoutSecrets(text: string): string {
  return text
    .replace(SECRETS, '(left out)')
    .replace(ADDRESS, (whole, name: string, domain: string) =>
      domain.endsWith('.gserviceaccount.com') ? whole : `${name.slice(0, 1)}…@${domain}`,
    );
}
