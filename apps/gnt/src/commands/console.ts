/** `gnt instance console NAME`: get to the instance's screen, or be told how. */
import { CommandFailure, type Cli } from '../cli';
import { quoteCommand } from '../quote';

/** As in the query field `console`: one of the kinds ssh, vnc, spice, msg. */
interface ConsoleInfo {
  readonly instance: string;
  readonly kind: 'ssh' | 'vnc' | 'spice' | 'msg';
  readonly message: string | null;
  readonly host: string | null;
  readonly port: number | null;
  readonly user: string | null;
  readonly command: readonly string[] | string | null;
  readonly display: number | null;
}

/** Runs the console program; `show`: only prints its command line. */
export async function openConsole(cli: Cli, name: string, show: boolean): Promise<void> {
  const answer = await cli.master().query({ kind: 'instance', fields: ['name', 'console', 'oper_state'], names: [name], mustExist: true, form: 'dicts' });
  const [row] = JSON.parse(answer.rowsJson.toString()) as { name: string; console: ConsoleInfo | null; oper_state: boolean | null }[];
  if (row === undefined || row.console === null) {
    throw new CommandFailure(`Instance ${row?.name ?? name} is not running, so it has no console; start it first`);
  }
  const { console } = row;
  switch (console.kind) {
    case 'msg':
      cli.out(console.message ?? '');
      return;
    case 'vnc':
      cli.out(`Instance ${console.instance} has its VNC console on ${console.host}:${console.port} (display ${console.display})`);
      return;
    case 'spice':
      cli.out(`Instance ${console.instance} has its SPICE console on ${console.host}:${console.port}`);
      return;
    case 'ssh': {
      const remote = typeof console.command === 'string' ? console.command : quoteCommand(console.command ?? []);
      const command = ['-oBatchMode=yes', '-t', ...(console.user === null ? [] : ['-l', console.user]), console.host ?? '', remote];
      if (show) {
        cli.out(quoteCommand(['ssh', ...command]));
        return;
      }
      const code = await cli.run('ssh', command);
      if (code !== 0) throw new CommandFailure(`The console program ended with exit code ${code}`, code);
    }
  }
}
