/** ganeti-masterd: `run` (the default), `init`, `import-ganeti`, `forget`, and `enrol`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { enrolList, enrolNodes, initCluster, initSettings, planImport, removeCluster, reportOf, takeOver, thisMachine } from '@ganeti/master-bootstrap';
import { openConfig, type ClusterConfig } from '@ganeti/master-config';
import { openSqliteStore } from '@ganeti/master-state-sqlite';
import { release } from '@ganeti/objects';
import { createLogger, createPaths, daemonPid, execaRunner, loadSettings, runDaemon, systemClock, systemIds, type Paths } from '@ganeti/runtime';
import { startMasterd } from './masterd';
import { masterdSettings } from './settings';
import type { z } from 'zod';

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

function checked<T>(schema: z.ZodType<T>, text: string): T {
  const parsed = schema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'));
}

/** Works on the configuration directly; the store refuses while a masterd has it. */
async function onConfig<T>(paths: Paths, work: (config: ClusterConfig) => Promise<T>): Promise<T> {
  const store = await openSqliteStore({ path: paths.stateDatabase });
  await store.open();
  try {
    return await work(await openConfig(store, { clock: systemClock, ids: systemIds }));
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
  .action(async (text: string, _options: unknown, command: Command) => {
    const paths = createPaths(command.optsWithGlobals<RunOptions>().root);
    const machine = thisMachine(paths, execaRunner);
    const parts = { paths, machine, clock: systemClock, ids: systemIds, onConfig: <T>(work: (config: ClusterConfig) => Promise<T>) => onConfig(paths, work) };
    process.stdout.write(`${JSON.stringify(await initCluster(parts, checked(initSettings, text)))}\n`);
  });
program
  .command('forget')
  .description('remove what this machine knows of the cluster that it was the master of; its daemons have to be stopped')
  .action(async (_options: unknown, command: Command) => {
    const paths = createPaths(command.optsWithGlobals<RunOptions>().root);
    for (const daemon of ['masterd', 'noded'] as const) {
      if (daemonPid(paths.root, daemon) !== null) throw new Error(`ganeti-${daemon} runs; stop it first`);
    }
    await removeCluster(paths);
  });
program
  .command('enrol <file>')
  .description('write many simulated nodes into the configuration at once, while masterd is stopped; the file is a JSON list')
  .action((file: string, _options: unknown, command: Command) => {
    const nodes = checked(enrolList, readFileSync(file, 'utf8'));
    return onConfig(createPaths(command.optsWithGlobals<RunOptions>().root), (config) => enrolNodes(config, nodes));
  });
program
  .command('import-ganeti')
  .description('take over a cluster that Ganeti has managed (docs/migrate-from-ganeti.md); without --exec only say what would be done')
  .option('--config <file>', "Ganeti's configuration; default: /var/lib/ganeti/config.data")
  .option('--exec', 'do it')
  .action(async (options: { config?: string; exec?: boolean }, command: Command) => {
    const paths = createPaths(command.optsWithGlobals<RunOptions>().root);
    const plan = await planImport(readFileSync(options.config ?? join(paths.dataDir, 'config.data'), 'utf8'));
    const joining = options.exec === true ? await takeOver({ paths, onConfig: (work) => onConfig(paths, work) }, plan) : [];
    process.stdout.write(`${JSON.stringify({ report: reportOf(plan), refused: plan.refused, joining })}\n`);
  });

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`ganeti-masterd: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
