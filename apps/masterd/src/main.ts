/** ganeti-masterd: `run` (the default) and `init`. */
import { Command } from 'commander';
import { initCluster, initSettings } from '@ganeti/master-bootstrap';
import { openConfig } from '@ganeti/master-config';
import { openSqliteStore } from '@ganeti/master-state-sqlite';
import { release } from '@ganeti/objects';
import { createLogger, createPaths, loadSettings, runDaemon, systemClock, systemIds } from '@ganeti/runtime';
import { startMasterd } from './masterd';
import { masterdSettings } from './settings';

interface RunOptions {
  readonly root?: string;
  readonly debug?: boolean;
}

async function run(options: RunOptions): Promise<void> {
  const paths = createPaths(options.root);
  const settings = await loadSettings(paths.settings('masterd'), masterdSettings);
  const logger = createLogger({
    name: 'ganeti-masterd',
    path: paths.log('masterd'),
    level: options.debug === true ? 'debug' : settings.log_level,
  });
  await runDaemon({
    name: 'ganeti-masterd',
    logger,
    pidFile: paths.pidFile('masterd'),
    start: (cx) => startMasterd({ paths, settings, logger, fail: (error) => cx.fail(error) }),
  });
}

async function init(text: string, options: RunOptions): Promise<void> {
  const parsed = initSettings.safeParse(JSON.parse(text));
  if (!parsed.success) {
    throw new Error(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'));
  }
  const paths = createPaths(options.root);
  const store = await openSqliteStore({ path: paths.stateDatabase });
  await store.open();
  try {
    const config = await openConfig(store, { clock: systemClock, ids: systemIds });
    await initCluster(config, paths, systemIds, parsed.data);
  } finally {
    await store.close();
  }
}

const program = new Command('ganeti-masterd')
  .description('Job queue and configuration of the cluster; runs on the master node.')
  .version(release)
  .option('--root <directory>', 'directory put before all paths')
  .option('-d, --debug', 'write more into the log')
  .action(run);
program
  .command('init <settings>')
  .description('make this machine the master of a new cluster; settings are JSON (docs/install.md)')
  .action((settings: string, _options: unknown, command: Command) => init(settings, command.optsWithGlobals()));

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`ganeti-masterd: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
