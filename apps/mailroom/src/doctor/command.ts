import type { DoctorReportView } from '@mailroom/engine';
import { isMailError } from '@mailroom/engine';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { hasEmbeddedDatabase, openInstallation } from '../open-installation.ts';
import { StartError, startErrorOf } from '../start-error.ts';
import { examine } from './examine.ts';
import { askLocalDoor } from './local-door.ts';
import { exitCodeOf, reportText } from './report-text.ts';

export interface DoctorCommand {
  /** The report as JSON, as the API has it. */
  json: boolean;
  /** Address of a linked mailbox to send a test mail through; null: none. */
  testMail: string | null;
}

/** When nothing could be examined: no installation, a wrong setting, no such mailbox. */
export const notExamined = 3;

/**
 * Examines the installation: through the running server where the embedded database is its, else by
 * itself beside whatever runs.
 *
 * @returns exit code: 0 healthy, 1 broken, 2 doubtful
 * @throws StartError with words for the person at the terminal
 */
export async function runDoctorCommand(
  command: DoctorCommand,
  options: { config: Config; logger: Logger; write(text: string): unknown },
): Promise<number> {
  const report = await examineInstallation(command, options);
  options.write(command.json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
  return exitCodeOf(report);
}

async function examineInstallation(
  { testMail }: DoctorCommand,
  { config, logger }: { config: Config; logger: Logger },
): Promise<DoctorReportView> {
  if (config.databaseUrl === null) {
    if (!hasEmbeddedDatabase(config))
      throw new StartError(
        `There is no installation in ${config.dataDirectory}. Start Mailroom first, or set MAILROOM_DATA or DATABASE_URL as the server has them.`,
      );
    const report = await askLocalDoor(config.dataDirectory, { testMail });
    if (report) return report;
  }
  const undo: (() => Promise<unknown>)[] = [];
  try {
    const { engine } = await openInstallation({ config, logger, runJobs: false }, undo);
    return await examine(engine, testMail);
  } catch (error) {
    if (isMailError(error, 'database_locked'))
      throw new StartError(
        `${error.detail} It cannot be asked from here: run the doctor on its page, or stop the server first.`,
      );
    throw startErrorOf(error);
  } finally {
    for (const step of undo.reverse()) await step().catch(() => {});
  }
}
