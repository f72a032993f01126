import type { DoctorReportView } from '@mailroom/engine';
import { doctorEn } from '@mailroom/ui/doctor-words';

type Check = DoctorReportView['checks'][number];

const words: Record<string, string> = doctorEn;

const marks: Record<Check['status'], string> = {
  pass: '✓',
  fail: '✗',
  unknown: '?',
  skipped: '-',
};

const verdicts: Record<DoctorReportView['verdict'], string> = {
  healthy: 'Healthy: nothing that was checked is wrong.',
  doubtful: 'Doubtful: it should work, but see what is marked ✗.',
  broken: 'Broken: mend what is marked ✗.',
};

/** A report for the terminal: a line a check; below it, where one is needed, what to do. */
export function reportText(report: DoctorReportView): string {
  const lines = report.checks.flatMap(linesOf);
  return `${[...lines, '', verdicts[report.verdict]].join('\n')}\n`;
}

/** 0 healthy, 1 broken, 2 doubtful. */
export function exitCodeOf({ verdict }: Pick<DoctorReportView, 'verdict'>): number {
  return { healthy: 0, broken: 1, doubtful: 2 }[verdict];
}

function linesOf(check: Check): string[] {
  const { id, status, reason, account, link } = check;
  const values = { email: account?.email ?? '', ...check.data };
  const say = (word: string) => fillIn(words[`doctor.${id}.${word}`], values);
  const title = say('title') || id;
  const found = reason ? say(reason) || reason : status === 'pass' ? say('pass') : '';
  const where = account && status !== 'pass' ? ` [${account.email}]` : '';
  const doubt = check.isAdvisory && status === 'fail' ? ' (a hint, no proof)' : '';
  const head = `${marks[status]} ${title}${where}: ${found}${doubt}`;
  if (status === 'pass' || status === 'skipped') return [head];
  const mend = reason ? say(`${reason}.mend`) : '';
  return [
    head,
    ...(check.seen ? [`    Seen: ${check.seen}`] : []),
    ...(mend ? [`    Do:   ${mend}`] : []),
    ...(link ? [`    Page: ${link}`] : []),
  ];
}

function fillIn(text: string | undefined, values: Record<string, string | number>): string {
  return (text ?? '').replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''));
}
