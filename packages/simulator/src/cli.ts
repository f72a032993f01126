import { parseArgs } from 'node:util';
import { createGoogleSimulator, type UserOptions } from './index.ts';

const help = `A simulated Google for trying and testing Mailroom: accounts, consent, Gmail, push.

Usage: npm run simulator -- [options]

  --port <n>          port to listen on (default: any free one)
  --host <name>       address to listen on (default: 127.0.0.1)
  --seed <n>          the same seed gives the same world (default: 1)
  --users <list>      addresses, separated by commas (default: alice@… and bob@gmail.example)
  --messages <n>      messages to generate in each mailbox (default: 500)
  --eml <folder>      fill the first mailbox with the .eml files of this folder instead
  --quota <profile>   2026 or legacy (default: 2026)
  --redirect <uri>    redirect URI of the ready client (may be repeated)
  --state <file>      keep everything in this file across restarts
  --control-token <t> ask callers of the control API for this token
  --empty-console     begin without a project and without a ready client
  --help              show this
`;

const options = {
  port: { type: 'string' },
  host: { type: 'string' },
  seed: { type: 'string' },
  users: { type: 'string' },
  messages: { type: 'string' },
  eml: { type: 'string' },
  quota: { type: 'string' },
  redirect: { type: 'string', multiple: true },
  state: { type: 'string' },
  'control-token': { type: 'string' },
  'empty-console': { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const { values } = parseArgs({ options, strict: true });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const quota = values.quota ?? '2026';
  if (quota !== '2026' && quota !== 'legacy') throw new Error('--quota: 2026 or legacy');
  const port = wholeNumber('port', values.port, 0, 65_535);
  const simulator = await createGoogleSimulator({
    ...(port === undefined ? {} : { port }),
    ...(values.host ? { host: values.host } : {}),
    seed: wholeNumber('seed', values.seed, 0, 2 ** 32 - 1) ?? 1,
    users: accounts(values.users, wholeNumber('messages', values.messages, 0, 200_000), values.eml),
    quota,
    isConsoleEmpty: values['empty-console'] ?? false,
    ...(values.state ? { stateFile: values.state } : {}),
    ...(values['control-token'] ? { controlToken: values['control-token'] } : {}),
    onError: (error) => process.stderr.write(`state file: ${String(error)}\n`),
  });
  const redirectUris = values.redirect ?? [
    'http://localhost:3000/admin/settings/mail/oauth2',
    'http://127.0.0.1:3000/admin/settings/mail/oauth2',
  ];
  const isReady = (uris: string[]) => redirectUris.every((uri) => uris.includes(uri));
  const client = values['empty-console']
    ? null
    : (simulator.clients().find((known) => isReady(known.redirectUris)) ??
      simulator.registerClient({ type: 'web', redirectUris }));
  const lines = [
    `Simulated Google at ${simulator.url} (nothing here is Google)`,
    '',
    `  MAILROOM_GOOGLE_ISSUER=${simulator.issuer}`,
    `  MAILROOM_GMAIL_URL=${simulator.gmailUrl}`,
    `  MAILROOM_GOOGLE_CONSOLE_URL=${simulator.consoleUrl}`,
    `  MAILROOM_GOOGLE_ADMIN_URL=${simulator.adminUrl}`,
    `  control API             ${simulator.controlUrl}`,
    ...(client
      ? [
          `  client ID               ${client.clientId}`,
          `  client secret           ${client.clientSecret}`,
          ...redirectUris.map((uri) => `  redirect URI            ${uri}`),
        ]
      : []),
    ...[...simulator.world.users.values()].map(
      ({ email, mailbox }) =>
        `  account                 ${email}, ${mailbox?.messageCount ?? 0} messages`,
    ),
    '',
  ];
  process.stdout.write(lines.join('\n'));
  const stop = () => void simulator.stop();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

function accounts(
  list: string | undefined,
  messages = 500,
  eml: string | undefined,
): UserOptions[] {
  const emails = (list ?? 'alice@gmail.example,bob@gmail.example').split(',').filter(Boolean);
  return emails.map((email, index) => ({
    email: email.trim(),
    messages,
    ...(eml && index === 0 ? { emlFolder: eml } : {}),
  }));
}

function wholeNumber(
  name: string,
  text: string | undefined,
  minimum: number,
  maximum: number,
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < minimum || value > maximum) {
    throw new Error(`--${name}: a whole number from ${minimum} to ${maximum}`);
  }
  return value;
}
