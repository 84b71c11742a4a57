/** `ganeti-noded join TOKEN`: this machine gets its certificate and settings from the master, and its daemon starts. */
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import { parseToken, requestToJoin } from '@ganeti/enrol';
import { daemonControl, prepareNode, systemClock, writeBundle, writeFileDurably, type Paths } from '@ganeti/runtime';
import { runner } from './programs';

/** `given`: the token; `-`: it comes in on standard input. May be repeated after whatever broke it off. Throws with what to do. */
export async function joinCluster(paths: Paths, given: string, say: (line: string) => void): Promise<void> {
  const token = parseToken(given === '-' ? await text(process.stdin) : given);
  if (existsSync(paths.caKey)) throw new Error('This machine is the master of a cluster; destroy that first (gnt cluster destroy)');
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each?.map(({ address }) => address) ?? []);
  const { answer, bundle } = await requestToJoin(token, addresses, systemClock);
  const { cluster_name, node_name, address, port, simulated, directories } = answer;

  const before = await readFile(paths.caCertificate, 'utf8').catch(() => null);
  const isAnother = before !== answer.ca;
  if (isAnother && before !== null && existsSync(paths.nodeBundle)) {
    throw new Error(`This machine is a node of another cluster; remove it there (gnt node remove), or delete ${paths.nodeBundle} when that cluster is gone`);
  }
  const daemons = daemonControl(paths, runner);
  await daemons.stop('noded');
  // What it remembers of another cluster would have it refuse this one's master.
  if (isAnother) await rm(paths.nodedState, { recursive: true, force: true });
  await prepareNode(paths, { address, port, simulated, directories });
  await writeFileDurably(paths.caCertificate, answer.ca, { mode: 0o644 });
  // The certificate last: with it the machine is a node.
  await writeBundle(paths.nodeBundle, bundle);
  await daemons.start('noded');
  say(`This machine is ready to be node ${node_name} (${address}) of cluster ${cluster_name}; gnt node add on the master goes on now.`);
}
