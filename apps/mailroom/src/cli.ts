import { parseArgs } from 'node:util';
import { destination, pino } from 'pino';
import { ConfigError, describeSettings, readConfig } from './config.ts';
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
  const complain = (lines: string[]): number => {
    streams.stderr.write(`${lines.join('\n')}\n`);
    return 1;
  };
  const command = parseCommand(args);
  if ('problem' in command) return complain([command.problem, 'Try: mailroom --help']);
  if (command.print !== null) {
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
    const server = await startServer({ config, mode: command.mode, logger });
    announce(server, command.mode);
    stopOnSignals(server);
    return null;
  } catch (error) {
    if (error instanceof ConfigError) return complain(error.lines);
    if (error instanceof StartError) return complain([error.message]);
    return complain([`Mailroom cannot start: ${(error as Error)?.stack ?? String(error)}`]);
  }
}

function parseCommand(args: string[]): { problem: string } | { mode: Mode; print: string | null } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
    });
    if (values.help) return { mode: 'all', print: help };
    if (values.version) return { mode: 'all', print: `${version}\n` };
    const [mode = 'all', ...rest] = positionals;
    if (rest.length > 0 || !modes.includes(mode)) {
      return { problem: `mailroom: there is no command "${positionals.join(' ')}"` };
    }
    return { mode: mode as Mode, print: null };
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
