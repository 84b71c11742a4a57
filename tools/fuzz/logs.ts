/** What the daemons themselves wrote down as errors: a bug that an answer hides shows there. */
import { existsSync, readFileSync } from 'node:fs';
import { createPaths } from '@ganeti/runtime';
import { nodeRoot } from '@ganeti/testkit';

const daemons = ['masterd', 'rapi', 'noded'] as const;

/** Lines of level error and fatal of all daemons, shortened, each once with how often. */
export function loggedErrors(dir: string, nodes: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const path of nodes.flatMap((node) => daemons.map((daemon) => createPaths(nodeRoot(dir, node)).log(daemon)))) {
    if (!existsSync(path)) continue;
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      if (!/"level":"(error|fatal)"/.test(line)) continue;
      const { name, msg, err, stack, ...rest } = JSON.parse(line) as { name: string; msg: string; err?: { stack?: string; message?: string }; stack?: string };
      const text = `${name}: ${msg}: ${(err?.stack ?? err?.message ?? stack ?? JSON.stringify(rest)).slice(0, 600)}`;
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
  }
  return [...counts].map(([text, count]) => `${count} x ${text}`);
}
