/** The daemon itself: hosts the nodes, and ends when it is told to, or when all of them have left their cluster. */
import { createLogger, loadSettings, runDaemon, writePidFile, type FileLock, type Logger, type Paths } from '@ganeti/runtime';
import { hostNode, type HostedNode } from './host';
import { nodedSettings } from './settings';

/** Nodes that are started at the same time; more would only wait for each other. */
const AT_ONCE = 16;

export async function serveNodes(all: readonly [Paths, ...Paths[]], foreground: boolean): Promise<void> {
  const [first] = all;
  const { log_level } = await loadSettings(first.settings('noded'), nodedSettings).catch(() => nodedSettings.parse({}));
  const logger = createLogger({ name: 'noded', path: foreground ? undefined : first.log('noded'), level: log_level });
  await runDaemon({
    name: 'ganeti-noded',
    logger,
    pidFile: first.pidFile('noded'),
    start: async () => {
      const { nodes, locks } = await startAll(all, logger);
      return {
        ready: { nodes: nodes.length, address: nodes[0]?.address, port: nodes[0]?.port },
        stop: async () => {
          await Promise.all(nodes.map((node) => node.stop()));
          await Promise.all(locks.map((lock) => lock.release()));
        },
      };
    },
  });
}

async function startAll(all: readonly [Paths, ...Paths[]], logger: Logger): Promise<{ nodes: HostedNode[]; locks: FileLock[] }> {
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
      if (paths !== all[0]) locks.push(await writePidFile(paths.pidFile('noded')));
      const node: HostedNode = await hostNode(paths, logger, () => left(node));
      nodes.push(node);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, all.length) }, worker));
  return { nodes, locks };
}
