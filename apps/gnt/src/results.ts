/** What is shown of an opcode's result when its command has ended. */
import type { Cli } from './cli';

/** Results that are answers; of all others only the log is of interest. */
const printers: Readonly<Record<string, (result: unknown) => string[]>> = {
  OP_TAGS_GET: (result) => [...(result as string[])].sort(),
  OP_TAGS_SEARCH: (result) => (result as [string, string][]).map(([path, tag]) => `${path} ${tag}`),
  OP_INSTANCE_ACTIVATE_DISKS: (result) =>
    (result as [string, string, string][]).map(([node, disk, path]) => `${node}:${disk}:${path}`),
  OP_INSTANCE_SET_PARAMS: (result) => [
    ...(result as [string, unknown][]).map(([what, value]) => ` - ${what} -> ${typeof value === 'string' ? value : JSON.stringify(value)}`),
    ...((result as unknown[]).length > 0 ? ['A running instance takes most changes at its next start.'] : []),
  ],
};

export function printResult(cli: Cli, opId: string, result: unknown): void {
  for (const line of printers[opId]?.(result) ?? []) cli.out(line);
}
