import { parseArgs } from 'node:util';
import { measureIngest } from './ingest.ts';
import { measureLists } from './lists.ts';
import { measurePush } from './push.ts';
import { measureStart } from './start.ts';
import { measureSync } from './sync.ts';

const help = `Measures Mailroom on this machine; every ratio within one run.

Usage: npm run bench -- [options]

  --json          print one JSON object and nothing else
  --only <list>   some of: start, sync, ingest, lists, push
  --quick         smaller figures, for a look: not for claims
  --help          show this
`;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    only: { type: 'string' },
    quick: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  process.stdout.write(help);
  process.exit(0);
}

const isQuick = values.quick ?? false;
const sections = {
  start: () => measureStart(),
  sync: () =>
    isQuick
      ? measureSync({ messages: 600, unitsPerMinute: 6_000 })
      : measureSync({ messages: 3_000, unitsPerMinute: 12_000 }),
  ingest: () => measureIngest({ messages: isQuick ? 500 : 3_000, latencyMs: 40 }),
  lists: () => measureLists(isQuick ? [2_000, 10_000] : [10_000, 100_000]),
  push: () => measurePush({ rounds: isQuick ? 5 : 15 }),
};

const wanted = values.only?.split(',') ?? Object.keys(sections);
const results: Record<string, unknown> = {};
for (const [name, measure] of Object.entries(sections)) {
  if (!wanted.includes(name)) continue;
  if (!values.json) process.stderr.write(`measuring ${name} …\n`);
  try {
    const result = await measure();
    // `lists` measures two of the published groups in one go.
    if (name === 'lists') Object.assign(results, result);
    else results[name] = result;
  } catch (error) {
    // The others are still worth knowing.
    process.exitCode = 1;
    process.stderr.write(`${name} failed: ${error instanceof Error ? error.stack : error}\n`);
  }
}
process.stdout.write(`${JSON.stringify(results, null, values.json ? 0 : 2)}\n`, () =>
  process.exit(),
);
