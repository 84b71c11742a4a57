/**
 * ganeti-noded [--root DIR]… [--foreground]   carries out what the master asks of this node
 * ganeti-noded check REQUEST                   is this machine fit to be a node; prints what it lacks as JSON
 * ganeti-noded join TOKEN                      become a node: `gnt node add` on the master prints the token
 *
 * Several `--root` host several (simulated) nodes in one process; log and pid file are then below the first one. `--foreground`
 * logs to standard error.
 */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { release } from '@ganeti/objects';
import { createPaths, type Paths } from '@ganeti/runtime';
import { checkMachine } from './check';
import { joinCluster } from './join';
import { serveNodes } from './serve';

interface Options {
  readonly root?: readonly string[];
  readonly foreground?: boolean;
}

const rootsOf = ({ root }: Options): [Paths, ...Paths[]] => (root ?? [undefined]).map((dir) => createPaths(dir === undefined ? undefined : resolve(dir))) as [Paths, ...Paths[]];

const program = new Command('ganeti-noded')
  .description('Node daemon: runs on each machine of the cluster.')
  .version(release)
  .option('--root <directory>', 'directory put before all paths; several: as many nodes in one process', (dir: string, earlier: string[] = []) => [...earlier, dir])
  .option('--foreground', 'log to standard error')
  .action(async (options: Options) => serveNodes(rootsOf(options), options.foreground === true));
program
  .command('check <request>')
  .description('print what this machine lacks to be a node, as JSON; the request is JSON or a file of it (proto/node/v1, VerifyRequest)')
  .action(async (request: string, _options: unknown, command: Command) => {
    const [paths] = rootsOf(command.optsWithGlobals());
    process.stdout.write(`${JSON.stringify(await checkMachine(paths, request))}\n`);
  });
program
  .command('join <token>')
  .description('become a node of the cluster whose master printed this token (gnt node add); "-" reads it from standard input')
  .action(async (token: string, _options: unknown, command: Command) => {
    const [paths] = rootsOf(command.optsWithGlobals());
    await joinCluster(paths, token, (line) => void process.stdout.write(`${line}\n`));
  });

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`ganeti-noded: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
