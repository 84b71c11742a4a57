/** ganeti-rapi: settings, the connection to masterd, start and end. */
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { connectMaster } from '@ganeti/master-api';
import { createLogger, createPaths, loadSettings, openJsonLog, runDaemon, systemClock } from '@ganeti/runtime';
import type { AuditRecord } from './access/audit';
import { readPassword } from './access/read-password';
import { runTool } from './access/tools';
import { startRapi } from './rapi';
import { openRequestLog } from './request-log';
import { parseCommandLine, settingsSchema } from './settings';

const argv = process.argv.slice(2);
const tools = { now: () => systemClock.now(), print: (text: string) => void process.stdout.write(text), readPassword };
try {
  if (!(await runTool(argv, tools))) await serve(argv);
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else {
    process.stderr.write(`ganeti-rapi: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

async function serve(args: readonly string[]): Promise<void> {
  const { root, overrides } = parseCommandLine(args);
  const paths = createPaths(root);
  const settings = { ...(await loadSettings(paths.settings('rapi'), settingsSchema)), ...overrides };
  const logger = createLogger({ name: 'ganeti-rapi', path: paths.log('rapi'), level: settings.log_level });

  await runDaemon({
    name: 'ganeti-rapi',
    logger,
    pidFile: paths.pidFile('rapi'),
    start: async () => {
      const master = connectMaster(paths.masterSocket, { client: 'rapi' });
      const requestLog = openRequestLog(join(paths.logDir, 'rapi-access.log'));
      const audit = openJsonLog<AuditRecord>(join(paths.logDir, 'rapi-audit.log'));
      const rapi = await startRapi({ settings, paths, master, clock: systemClock, logger, requestLog, audit });
      process.on('SIGHUP', () => {
        audit.reopen();
        requestLog.reopen();
        void rapi.reloadUsers();
      });
      return {
        ready: { port: rapi.port },
        stop: async () => {
          await rapi.stop();
          master.close();
          await Promise.all([requestLog.close(), audit.close()]);
        },
      };
    },
  });
}
