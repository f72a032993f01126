import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { showVectors, type Vector, vectorMessages } from './corpora/hostile.ts';
import { deliver, liftQuota, linkAndSync, readThreads, setUp } from './corpora/mailroom.ts';
import { checkMessages } from './corpora/messages.ts';
import { readCorpus } from './corpora/reference.ts';
import { shortfalls, summary } from './corpora/report.ts';
import { checkStructureRoad } from './corpora/structure.ts';
import { REDIRECT_URI } from './linked-engine.ts';
import { startSimulator } from './simulator-process.ts';
import { startServer } from './start.ts';

const help = `Real and hostile mail that nobody on the team wrote, through the whole of Mailroom.

Usage: npm run test:corpora -- [folder] [options]

  folder          with mime/ and html/hostile-vectors.json
                  (default: MAILROOM_CORPORA, else ../shared/corpora)
  --json          print one JSON object and nothing else
  --no-build      use the last build as it is
  --help          show this
`;

const root = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean' },
    'no-build': { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  process.stdout.write(help);
  process.exit(0);
}
const MESSAGES = 'messages@gmail.example';
const VECTORS = 'vectors@gmail.example';

const given = positionals[0] ?? process.env.MAILROOM_CORPORA ?? join('..', 'shared', 'corpora');
const folder = isAbsolute(given) ? given : resolve(root, given);
if (!existsSync(join(folder, 'mime'))) {
  process.stderr.write(`No collections in ${folder}: give the folder as an argument.\n`);
  process.exit(2);
}
if (!values['no-build']) {
  const prepare = (await import(new URL('../scripts/prepare.mjs', import.meta.url).href)) as {
    buildIfStale(): void;
  };
  prepare.buildIfStale();
}
const results = await checkCorpora();
const missing = shortfalls(results);
if (values.json) process.stdout.write(`${JSON.stringify({ ...results, shortfalls: missing })}\n`);
else process.stdout.write(summary(results, missing));
process.exit(missing.length > 0 ? 1 : 0);

async function checkCorpora() {
  const startedAt = performance.now();
  const corpus = await readCorpus(join(folder, 'mime'));
  const file = join(folder, 'html/hostile-vectors.json');
  const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vector[];
  const simulator = await startSimulator({
    ...{ users: [MESSAGES, VECTORS], messages: 0, redirectUri: REDIRECT_URI },
  });
  const server = await startServer({
    MAILROOM_GOOGLE_ISSUER: simulator.issuer,
    MAILROOM_GMAIL_URL: simulator.gmailUrl,
    MAILROOM_GMAIL_QUOTA: '100000000',
  });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    await liftQuota(simulator);
    for (const { raw } of corpus) await deliver(simulator, MESSAGES, raw);
    for (const raw of vectorMessages(vectors)) await deliver(simulator, VECTORS, raw);
    const context = await browser.newContext({
      ...{ baseURL: server.url, viewport: { width: 1280, height: 900 } },
    });
    const page = await context.newPage();
    const api = await setUp(page, server, simulator);

    say(`synchronising and opening ${corpus.length} messages`);
    const threads = await readThreads(api, await linkAndSync(api, MESSAGES));
    const messages = await checkMessages(page, api, threads, corpus);

    say('reading them by the structure that the provider makes');
    const structure = await checkStructureRoad(simulator, MESSAGES, corpus);

    say(`showing ${vectors.length} hostile messages`);
    const hostileThreads = await readThreads(api, await linkAndSync(api, VECTORS));
    const session = await context.storageState();
    await page.close();
    const shared = { browser, server, session, threads: hostileThreads, vectors };
    const hostile = await showVectors({ ...shared, defence: 'full' });
    say('showing them without the defence');
    const control = await showVectors({ ...shared, defence: 'none' });
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    return { messages, structure, vectors: vectors.length, hostile, control, seconds };
  } finally {
    await browser.close();
    await server.stop();
    await simulator.stop();
  }
}

function say(text: string): void {
  if (!values.json) process.stderr.write(`${text} …\n`);
}
