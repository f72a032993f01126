import type { HostileReport } from './hostile.ts';
import type { MessagesReport } from './messages.ts';
import type { StructureReport } from './structure.ts';

export interface CorporaResults {
  messages: MessagesReport;
  structure: StructureReport;
  vectors: number;
  hostile: HostileReport;
  control: HostileReport;
  seconds: number;
}

/** Vectors that must fire without the defence, or the check would prove nothing. */
const CONTROL_MINIMUM = 60;

/** What the results fall short of; empty when all is well. */
export function shortfalls(results: CorporaResults): string[] {
  const { messages, structure, hostile, control, vectors } = results;
  const missing: string[] = [];
  const expect = (isMet: boolean, text: string) => {
    if (!isMet) missing.push(text);
  };
  const all = messages.messages;
  expect(all > 0 && vectors > 0, 'the collections are empty');
  expect(messages.arrived === all, `${all - messages.arrived} messages did not arrive unchanged`);
  expect(messages.failures.length === 0, `${messages.failures.length} failures in the reader`);
  expect(messages.rendered + messages.unreadable === all, 'not every message was shown');
  expect(messages.consoleErrors.length === 0, `${messages.consoleErrors.length} console errors`);
  for (const [road, report] of Object.entries({ messages, structure })) {
    const { compared } = report;
    expect(compared > 0, `${road}: nothing to compare with`);
    expect(report.fromAgrees === compared, `${road}: From agrees for ${report.fromAgrees} only`);
    expect(
      report.subjectAgrees === compared,
      `${road}: Subject agrees for ${report.subjectAgrees} only`,
    );
  }
  expect(structure.messages === all, 'not every message came by structure');
  expect(hostile.shown === vectors, `${vectors - hostile.shown} vectors were not shown`);
  for (const kind of ['scripts', 'requests', 'navigations'] as const)
    expect(hostile[kind].length === 0, `${kind} of vectors: ${hostile[kind].join(', ')}`);
  expect(hostile.links === 0, `${hostile.links} links that must not be there`);
  expect(fired(control) >= CONTROL_MINIMUM, `the control fired for ${fired(control)} vectors only`);
  return missing;
}

/** The results as people read them. */
export function summary(results: CorporaResults, missing: string[]): string {
  const { messages: m, structure: s, hostile: h, control: c } = results;
  const lines = [
    `messages    ${m.arrived} of ${m.messages} arrived unchanged`,
    `reader      ${m.rendered} shown, ${m.unreadable} marked unreadable, ${m.failures.length} failures, ${m.consoleErrors.length} console errors, ${m.attachments} attachments read`,
    `reference   From ${m.fromAgrees} of ${m.compared}, Subject ${m.subjectAgrees} of ${m.compared}`,
    `structure   From ${s.fromAgrees} of ${s.compared}, Subject ${s.subjectAgrees} of ${s.compared} (${s.messages} messages, ${s.threadCalls} conversations, ${s.messageCalls} single calls); ${s.roadsDiffer.length} of all read otherwise than from the original`,
    `hostile     ${h.shown} of ${results.vectors} shown: ${h.scripts.length} scripts, ${h.requests.length} requests, ${h.navigations.length} navigations`,
    `control     ${fired(c)} of ${results.vectors} fire without the defence: ${c.scripts.length} scripts, ${c.requests.length} requests, ${c.navigations.length} navigations`,
    `time        ${results.seconds} s`,
    ...[...m.failures, ...m.consoleErrors].slice(0, 40).map((text) => `  ${text}`),
    ...[...m.differences, ...s.differences, ...s.roadsDiffer]
      .slice(0, 40)
      .map(({ file, field, expected, actual }) => `  ${file} ${field}: ${actual} (${expected})`),
    ...h.addresses.slice(0, 20).map((address) => `  asked for ${address}`),
    missing.length === 0 ? 'All as it must be.' : `Short of:\n  ${missing.join('\n  ')}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** Vectors that did anything at all. */
function fired(report: HostileReport): number {
  const { scripts, requests, navigations } = report;
  return new Set([...scripts, ...requests, ...navigations]).size;
}
