import { parseArgs } from 'node:util';
import { destination, pino } from 'pino';
import { ConfigError, describeSettings, readConfig } from './config.ts';
import { type DoctorCommand, notExamined, runDoctorCommand } from './doctor/command.ts';
import { type Mode, type RunningServer, startServer } from './server.ts';
import { StartError } from './start-error.ts';
import { version } from './version.ts';

interface Writer {
  write(text: string): unknown;
}

const modes: readonly string[] = ['serve', 'work', 'all'];

const help = `Mailroom ${version}: the open, self-hosted email manager for teams.

Usage: mailroom [serve | work | all] [--help] [--version]
  all     Answer requests and run jobs in one process (default).
  serve   Answer requests only; needs DATABASE_URL.
  work    Run jobs only; needs DATABASE_URL.

       mailroom doctor [--json] [--test-mail ADDRESS]
  Checks everything that linking mailboxes needs and says how to mend what is wrong.
  --json               Prints the report as JSON.
  --test-mail ADDRESS  Sends a mail to oneself through this linked mailbox.
  Exit status: 0 healthy, 1 broken, 2 doubtful, 3 nothing could be checked.

Settings, from the environment:
${describeSettings()}
`;

/**
 * Runs the command line.
 *
 * @returns exit code, or null while the server runs
 */
export async function runCli(
  args: string[],
  environment: Record<string, string | undefined>,
  streams: { stdout: Writer; stderr: Writer } = process,
): Promise<number | null> {
  const command = parseCommand(args);
  const complain = (lines: string[]): number => {
    streams.stderr.write(`${lines.join('\n')}\n`);
    return 'doctor' in command || args[0] === 'doctor' ? notExamined : 1;
  };
  if ('problem' in command) return complain([command.problem, 'Try: mailroom --help']);
  if ('print' in command) {
    streams.stdout.write(command.print);
    return 0;
  }
  try {
    const config = readConfig(environment);
    const logger = pino(
      {
        level: config.logLevel,
        base: null,
        redact: ['*.authorization', '*.cookie', '*.password', '*.token', '*.clientSecret'],
      },
      destination({ fd: 2, sync: true }),
    );
    for (const { name, meant } of config.unknownNames) {
      const hint = meant ? `; did you mean ${meant}?` : '';
      streams.stderr.write(`${name} is no setting of Mailroom and is ignored${hint}\n`);
    }
    if ('doctor' in command) {
      const write = (text: string) => streams.stdout.write(text);
      return await runDoctorCommand(command.doctor, { config, logger, write });
    }
    const server = await startServer({ config, mode: command.mode, logger });
    // Before anybody is told that it runs: who reads that may end it at once.
    stopOnSignals(server);
    announce(server, command.mode);
    return null;
  } catch (error) {
    if (error instanceof ConfigError) return complain(error.lines);
    if (error instanceof StartError) return complain([error.message]);
    const what = 'doctor' in command ? 'check' : 'start';
    return complain([`Mailroom cannot ${what}: ${(error as Error)?.stack ?? String(error)}`]);
  }
}

type Command = { problem: string } | { print: string } | { mode: Mode } | { doctor: DoctorCommand };

function parseCommand(args: string[]): Command {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
        json: { type: 'boolean' },
        'test-mail': { type: 'string' },
      },
    });
    if (values.help) return { print: help };
    if (values.version) return { print: `${version}\n` };
    const [mode = 'all', ...rest] = positionals;
    const { json = false, 'test-mail': testMail = null } = values;
    if (mode === 'doctor' && rest.length === 0) {
      if (testMail !== null && !/^[^\s@]{1,64}@[^\s@]{1,255}$/.test(testMail))
        return { problem: 'mailroom: --test-mail takes the address of a linked mailbox' };
      return { doctor: { json, testMail } };
    }
    if (json || testMail !== null)
      return { problem: 'mailroom: --json and --test-mail belong to mailroom doctor' };
    if (rest.length > 0 || !modes.includes(mode)) {
      return { problem: `mailroom: there is no command "${positionals.join(' ')}"` };
    }
    return { mode: mode as Mode };
  } catch (error) {
    return { problem: `mailroom: ${(error as Error).message.split('. ')[0]}` };
  }
}

function announce(server: RunningServer, mode: Mode): void {
  const embedded =
    server.databaseKind === 'pglite'
      ? ' (embedded database; for production set DATABASE_URL to a PostgreSQL)'
      : '';
  const token = server.firstRunToken === null ? '' : `, first-run token ${server.firstRunToken}`;
  const what = mode === 'work' ? 'Mailroom works' : `Mailroom is ready at ${server.publicUrl}`;
  process.stdout.write(`${what}${token}${embedded}\n`);
}

function stopOnSignals(server: RunningServer): void {
  let isStopping = false;
  const stop = () => {
    // A second signal means: now.
    if (isStopping) process.exit(1);
    isStopping = true;
    setTimeout(() => process.exit(1), 9_500).unref();
    server.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
