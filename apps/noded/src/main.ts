/**
 * ganeti-noded [--root DIR]… [--foreground]
 *
 * Carries out what the master asks of this node. Several `--root` host several (simulated) nodes in one process; log and pid file
 * are then below the first one. `--foreground` logs to standard error.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createLogger, createPaths, loadSettings, runDaemon, writePidFile, type FileLock, type Paths } from '@ganeti/runtime';
import { hostNode, type HostedNode } from './host';
import { nodedSettings } from './settings';

/** Nodes that are started at the same time; more would only wait for each other. */
const AT_ONCE = 16;

const { values } = parseArgs({
  options: { root: { type: 'string', multiple: true }, foreground: { type: 'boolean', default: false } },
});
const all = (values.root ?? [undefined]).map((root) => createPaths(root === undefined ? undefined : resolve(root)));
const first = all[0] as Paths;
const { log_level } = await loadSettings(first.settings('noded'), nodedSettings).catch(() => nodedSettings.parse({}));
const logger = createLogger({ name: 'noded', path: values.foreground ? undefined : first.log('noded'), level: log_level });

async function startAll(): Promise<{ nodes: HostedNode[]; locks: FileLock[] }> {
  const nodes: HostedNode[] = [];
  /** A node that has left its cluster has nobody to serve; when all have, neither has this process. */
  const left = (node: HostedNode): void => {
    if (nodes.length === 1) {
      process.kill(process.pid, 'SIGTERM');
      return;
    }
    nodes.splice(nodes.indexOf(node), 1);
    void node.stop();
  };
  const locks: FileLock[] = [];
  const waiting = [...all];
  const worker = async (): Promise<void> => {
    for (let paths = waiting.shift(); paths !== undefined; paths = waiting.shift()) {
      // The lock comes first: two daemons must never write the same node's state.
      if (paths !== first) locks.push(await writePidFile(paths.pidFile('noded')));
      const node: HostedNode = await hostNode(paths, logger, () => left(node));
      nodes.push(node);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, all.length) }, worker));
  return { nodes, locks };
}

await runDaemon({
  name: 'ganeti-noded',
  logger,
  pidFile: first.pidFile('noded'),
  start: async () => {
    const { nodes, locks } = await startAll();
    return {
      ready: { nodes: nodes.length, address: nodes[0]?.address, port: nodes[0]?.port },
      stop: async () => {
        await Promise.all(nodes.map((node) => node.stop()));
        await Promise.all(locks.map((lock) => lock.release()));
      },
    };
  },
});
