/** `gnt cluster queue drain|undrain|info`: whether the job queue takes new jobs. */
import type { Command } from 'commander';
import type { Cli } from '../cli';

export function addQueueCommand(group: Command, cli: Cli): void {
  const queue = group.command('queue').description('open or close the job queue');
  queue
    .command('drain')
    .description('take no new jobs; those in the queue go on')
    .action(async () => cli.master().setDrain(true));
  queue
    .command('undrain')
    .description('take new jobs again')
    .action(async () => cli.master().setDrain(false));
  queue
    .command('info')
    .description('tell whether the queue is drained')
    .action(async () => {
      const answer = await cli.master().query({ kind: 'cluster', fields: ['drain_flag'], form: 'dicts' });
      const [row] = JSON.parse(answer.rowsJson.toString()) as { drain_flag: boolean }[];
      cli.out(`The drain flag is ${row?.drain_flag === true ? 'set' : 'unset'}`);
    });
}
