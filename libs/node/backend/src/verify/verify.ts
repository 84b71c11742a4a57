/** Whether this machine is fit for what the cluster wants of it: the findings of Node.Verify, and of `ganeti-noded check`. */
import { createConnection } from 'node:net';
import { NODED_PORT } from '@ganeti/objects';
import type { NodeRequest } from '@ganeti/node-api';
import type { Clock, Paths } from '@ganeti/runtime';
import type { Drivers } from '../drivers';
import { certificateFindings } from './certificate-checks';
import { findings, type Finding } from './finding';
import { machineFindings } from './machine-checks';
import type { MachineFacts } from './machine-facts';

const PEER_TIMEOUT_SECONDS = 5;

export type BridgeProblems = (bridges: readonly string[]) => Promise<{ readonly bridge: string; readonly message: string }[]>;

export interface VerifyParts {
  readonly drivers: Drivers;
  readonly paths: Paths;
  readonly clock: Clock;
  /** What is wrong with bridges that have to be there; missing: they are simulated too. */
  readonly bridgeProblems?: BridgeProblems | undefined;
  /** Missing: the machine is simulated, and has what it needs. */
  readonly facts?: MachineFacts | undefined;
}

export async function nodeFindings({ drivers, paths, clock, bridgeProblems, facts }: VerifyParts, request: NodeRequest<'Node.Verify'>): Promise<Finding[]> {
  const { all, find } = findings();
  const { hypervisors = [], hvparams = {}, volume_groups = [], directories = [], bridges = [], peers = {}, drbd_helper = '', upkeep = false } = request;
  const wanted = drivers.hypervisors.filter(({ name }) => hypervisors.includes(name));
  for (const name of hypervisors) {
    const hypervisor = wanted.find((candidate) => candidate.name === name);
    if (hypervisor === undefined) find('hypervisor', name, `there is no driver for hypervisor ${name} on this node`);
    else for (const problem of await hypervisor.verify()) find('hypervisor', name, problem);
  }
  for (const [name, params] of Object.entries(hvparams)) {
    const hypervisor = wanted.find((candidate) => candidate.name === name);
    for (const problem of (await hypervisor?.validate(JSON.parse(params) as Record<string, unknown>)) ?? []) find('hypervisor', name, problem);
  }
  if (facts !== undefined) all.push(...machineFindings(facts, { volume_groups, hypervisors, drbd_helper, hvparams, upkeep }));
  for (const { bridge, message } of (await bridgeProblems?.(bridges)) ?? []) find('bridge', bridge, message);
  const spaces = await drivers.allStorage((driver) => driver.space([...volume_groups, ...directories]));
  for (const group of volume_groups) {
    if (!spaces.some(({ name }) => name === group)) find('volume-group', group, `volume group ${group} does not exist on this node`);
  }
  for (const directory of directories) {
    if (spaces.some(({ name }) => name === directory)) continue;
    find('directory', directory, `${directory} cannot hold file disks on this node: it does not exist, or is not listed in ${paths.fileStoragePaths}`);
  }
  for (const driver of drivers.storage) {
    for (const { item, message } of (await driver.problems?.()) ?? []) find(driver.types[0] ?? '', item, message);
  }
  await Promise.all(
    Object.entries(peers).map(async ([name, address]) => {
      const problem = await peerProblem(address);
      if (problem !== null) find('peer', name, `${name} cannot be reached at ${address}: ${problem}`);
    }),
  );
  if (upkeep) all.push(...(await certificateFindings(paths, clock.now())));
  return all;
}

/** Whether a node daemon listens there; null: yes. `address` may end in `:port`. */
function peerProblem(address: string): Promise<string | null> {
  const colon = address.lastIndexOf(':');
  const withPort = colon > 0 && address.indexOf(':') === colon;
  const host = withPort ? address.slice(0, colon) : address;
  return new Promise((resolve) => {
    const socket = createConnection({ host, port: withPort ? Number(address.slice(colon + 1)) : NODED_PORT, timeout: PEER_TIMEOUT_SECONDS * 1000 });
    const end = (problem: string | null): void => {
      socket.destroy();
      resolve(problem);
    };
    socket.once('connect', () => end(null));
    socket.once('timeout', () => end('no answer'));
    socket.once('error', (error) => end(error.message));
  });
}
