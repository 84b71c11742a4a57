/** `gnt cluster import-ganeti`: there is no master yet to ask, so masterd's own program does it on this machine. */
import type { Command } from 'commander';
import { CommandFailure, type Cli } from '../cli';

interface Answer {
  readonly report: string;
  readonly refused: boolean;
  readonly joining: readonly { readonly node: string; readonly directory: string }[];
}

export function addImportCommand(cluster: Command, cli: Cli): void {
  cluster
    .command('import-ganeti')
    .description('Take over a cluster that Ganeti has managed; without --exec only say what would be done.')
    .option('--config <file>', "Ganeti's configuration; default: /var/lib/ganeti/config.data")
    .option('--exec', 'do it')
    .action(async ({ config, exec }: { config?: string; exec?: boolean }) => {
      const masterd = async (...more: string[]): Promise<Answer> => {
        const args = ['import-ganeti', ...(config === undefined ? [] : ['--config', config]), ...more];
        return JSON.parse(await cli.local.masterd(args)) as Answer;
      };
      const { report, refused } = await masterd();
      cli.out(report.trimEnd());
      if (refused) throw new CommandFailure('');
      if (exec !== true) return;
      const { joining } = await masterd('--exec');
      cli.out('\nDone. Start ganeti-noded, ganeti-masterd and ganeti-rapi here.');
      if (joining.length > 0) cli.out('The other nodes join when they are given these files, in /var/lib/ganeti, and ganeti-noded is started there:');
      for (const { node, directory } of joining) cli.out(`  ${node}: ${directory}/*`);
    });
}
