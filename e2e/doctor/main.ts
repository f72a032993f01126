import { parseArgs } from 'node:util';
import { createTranslate, LOCALES, type Translate } from '../../packages/ui/src/i18n/translate.ts';
import { cleanUp } from './acts.ts';
import { diagnose, isDiagnosed, isHealed, wordsOf } from './diagnose.ts';
import { openPlace, type PlaceName } from './place.ts';
import type { Scenario } from './scenario.ts';
import { scenarios, scenariosAt } from './scenarios.ts';

/**
 * Lets everything go wrong that can, one thing after the other, with the built server and a simulated
 * Google, and asks the API what is wrong. Diagnosed is what it names as the table says, with words
 * for it and for its mend in every language.
 *
 * npm run doctor:scenarios -- [--json] [--only ID]
 */
const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, only: { type: 'string' } },
});
const startedAt = performance.now();
const translations = await Promise.all(LOCALES.map(createTranslate));

interface Row {
  id: string;
  moment: Scenario['moment'];
  isDiagnosed: boolean;
  /** In English. */
  title: string;
  mend: string;
  /** What came instead. */
  found?: string;
  durationMs: number;
}

// Most of the time goes into waiting: for a test mail, for a push that does not come.
const lanes: PlaceName[][] = [
  ['home'],
  ['patient'],
  ['publicName', 'address', 'intercepted', 'walled'],
];
const rows = (await Promise.all(lanes.map(visit))).flat();
const chosen = scenarios.filter(({ id }) => !values.only || id === values.only);
const inOrder = chosen.flatMap(({ id }) => rows.filter((row) => row.id === id));
const early = chosen.filter(({ isEarly }) => isEarly);
const isNamed = ({ id }: Scenario) => inOrder.some((row) => row.id === id && row.isDiagnosed);
const result = {
  scenarios: inOrder.length,
  diagnosed: inOrder.filter((row) => row.isDiagnosed).length,
  beforeOrAtFirstLink: early.filter(isNamed).length,
  durationMs: Math.round(performance.now() - startedAt),
  details: inOrder,
};
if (values.json) console.log(JSON.stringify(result, null, 2));
else print();
const isComplete = chosen.length > 0 && inOrder.length === chosen.length;
process.exitCode = isComplete && result.diagnosed === result.scenarios ? 0 : 1;

async function visit(names: PlaceName[]): Promise<Row[]> {
  const lane: Row[] = [];
  for (const name of names) {
    const here = scenariosAt(name).filter(({ id }) => !values.only || id === values.only);
    if (here.length === 0) continue;
    const place = await openPlace(name);
    try {
      for (const scenario of here) await scenario.begin?.(place);
      for (const scenario of here) lane.push(await play(place, scenario));
    } finally {
      await place.stop();
    }
  }
  return lane;
}

async function play(
  place: Awaited<ReturnType<typeof openPlace>>,
  scenario: Scenario,
): Promise<Row> {
  const { id, moment } = scenario;
  const begunAt = performance.now();
  const row = (more: Pick<Row, 'isDiagnosed' | 'title' | 'mend'> & { found?: string }): Row => ({
    ...{ id, moment, ...more },
    durationMs: Math.round(performance.now() - begunAt),
  });
  try {
    if (!scenario.begin) await cleanUp(place);
    const finding = await diagnose(place, scenario, await scenario.arrange(place));
    await scenario.besides?.(place);
    const [words, ...others] = translations.map((t: Translate) => wordsOf(t, scenario, finding));
    const { facts: _facts, ...found } = finding;
    const problem = !isDiagnosed(scenario, finding)
      ? JSON.stringify(found)
      : !words || others.includes(null)
        ? 'there are no words'
        : await unhealed(place, scenario);
    const { title, mend } = words ?? { title: '', mend: '' };
    return row({
      isDiagnosed: problem === null,
      title,
      mend,
      ...(problem ? { found: problem } : {}),
    });
  } catch (error) {
    return row({ isDiagnosed: false, title: '', mend: '', found: String(error) });
  }
}

async function unhealed(place: Parameters<typeof play>[0], scenario: Scenario) {
  if (scenario.shows !== 'report' || !scenario.heal) return null;
  await scenario.heal(place);
  return (await isHealed(place, scenario)) ? null : 'still wrong after the mend';
}

function print(): void {
  for (const { isDiagnosed: isNamedHere, id, moment, title, found } of inOrder)
    console.log(`${isNamedHere ? '✓' : '✗'} ${moment.padEnd(10)} ${id}: ${found ?? title}`);
  const seconds = Math.round(result.durationMs / 1_000);
  console.log(
    `\n${result.diagnosed} of ${result.scenarios} diagnosed in ${seconds} s; ` +
      `${result.beforeOrAtFirstLink} of ${early.length} that must be, before or at the first link.`,
  );
}
