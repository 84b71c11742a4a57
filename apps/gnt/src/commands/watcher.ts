/** `gnt cluster watcher …`: what the watcher does, and how it is made to rest. */
import type { Command } from 'commander';
import { CommandFailure, type Cli } from '../cli';
import { formatTable } from '../output/table';
import { formatTimestamp } from '../output/values';
import { ageSeconds } from './jobs';

interface Act {
  readonly time: number;
  readonly what: string;
  readonly object: string;
  readonly job: number | null;
  readonly text: string;
}
interface Status {
  readonly interval: number;
  readonly resting: 'switched-off' | 'paused' | 'drained' | null;
  readonly paused_until: number | null;
  readonly last_round: number | null;
  readonly next_round: number | null;
  readonly attempts: readonly { readonly instance: string; readonly what: string; readonly tries: number; readonly next: number | null; readonly gave_up: boolean }[];
  readonly recent: readonly Act[];
}

export function addWatcherCommand(group: Command, cli: Cli): void {
  const watcher = group.command('watcher').description('keeps instances and disks as they should be');
  const status = async (): Promise<Status> => (await cli.master().watcherStatus()) as unknown as Status;
  watcher
    .command('pause <duration>')
    .description('let it rest for a time: seconds, or a number with s m h d or w')
    .action(async (duration: string) => {
      const seconds = ageSeconds(duration);
      if (seconds <= 0) throw new CommandFailure('A pause is a number of seconds, or one with s m h d or w');
      const until = Math.ceil(Date.now() / 1000) + seconds;
      await cli.master().setWatcherPause(until);
      cli.out(`The watcher rests until ${timeText(until)}`);
    });
  watcher
    .command('continue')
    .description('end its rest')
    .action(async () => {
      await cli.master().setWatcherPause(null);
      cli.out('The watcher is no longer paused');
    });
  watcher
    .command('info')
    .description('tell whether it is paused')
    .action(async () => {
      const { paused_until: until } = await status();
      cli.out(until === null ? 'The watcher is not paused' : `The watcher rests until ${timeText(until)}`);
    });
  watcher
    .command('status')
    .description('what it did, which instances it tries to help, and when it looks again')
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean }) => {
      const shown = await status();
      for (const line of options.json === true ? [JSON.stringify(shown, null, 2)] : statusLines(shown)) cli.out(line);
    });
  watcher
    .command('run')
    .description('let it look now')
    .option('--ignore-pause', 'even if it is paused or switched off')
    .action(async (options: { ignorePause?: boolean }) => {
      const acts = (await cli.master().watcherRun(options.ignorePause === true)) as unknown as readonly Act[];
      if (acts.length === 0) cli.out('There was nothing to do, or it rests (see status)');
      for (const act of acts) cli.out(actLine(act));
    });
}

const restText = {
  'switched-off': 'it is switched off (watcher_seconds in masterd.json is 0)',
  drained: 'it rests: the job queue is drained',
} as const;

function statusLines({ interval, resting, paused_until: until, last_round: last, next_round: next, attempts, recent }: Status): string[] {
  const state = resting === null ? `it looks every ${interval} seconds` : resting === 'paused' ? `it rests until ${timeText(until)}` : restText[resting];
  const columns = ['Instance', 'What', 'Tries', 'Next'].map((title) => ({ title, rightAligned: title === 'Tries' }));
  const rows = attempts.map((each) => [
    each.instance,
    each.what,
    String(each.tries),
    each.gave_up ? `gave up until ${timeText(each.next)}` : each.next === null ? 'is well again' : timeText(each.next),
  ]);
  return [
    `Watcher: ${state}`,
    `Last round: ${timeText(last)}, next: ${timeText(next)}`,
    ...(rows.length === 0 ? [] : ['Instances it tries to help:', ...formatTable(columns, rows, { headers: true, separator: null }).map((line) => `  ${line}`)]),
    recent.length === 0 ? 'It has done nothing since masterd was started' : 'What it did:',
    ...recent.map((act) => `  ${actLine(act)}`),
  ];
}

function actLine({ time, what, job, text }: Act): string {
  return `${timeText(time)} ${what}${job === null ? '' : ` (job ${job})`}: ${text}`;
}

function timeText(time: number | null): string {
  return time === null ? 'never' : formatTimestamp(time, false);
}
