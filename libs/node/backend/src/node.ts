import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { NODED_PORT, nodeProtocolVersion, release } from '@ganeti/objects';
import type { OsDefinitions } from '@ganeti/node-os';
import type { Clock } from '@ganeti/runtime';
import type { Drivers } from './drivers';
import type { EpochGuard } from './epoch';
import type { ServiceHandlers } from './handlers';
import type { NodeIdentityFile } from './identity';
import { instanceStatus } from './instances';
import { osInfo } from './operating-systems';
import type { StepLedger } from './steps';

const PEER_TIMEOUT_SECONDS = 5;

export type BridgeProblems = (bridges: readonly string[]) => Promise<{ readonly bridge: string; readonly message: string }[]>;

export interface NodeServiceOptions {
  readonly drivers: Drivers;
  readonly definitions: OsDefinitions;
  readonly identity: NodeIdentityFile;
  readonly epoch: EpochGuard;
  readonly steps: StepLedger;
  readonly clock: Clock;
  readonly allowedFile: (path: string) => string;
  readonly leave: () => Promise<void>;
  readonly bridgeProblems?: BridgeProblems | undefined;
}

export function nodeHandlers({ drivers, definitions, identity, epoch, steps, clock, allowedFile, bridgeProblems, leave }: NodeServiceOptions): ServiceHandlers<'Node'> {
  return {
    'Node.Handshake': async ({ node_uuid, node_name }) => {
      // A master that takes this node for another one learns so from the answer, and changes nothing here.
      if (node_uuid === '' || node_uuid === identity.uuid) identity.rename(node_name);
      return {
        protocol_version: nodeProtocolVersion,
        release: release,
        node_uuid: identity.uuid,
        node_name: identity.name,
        epoch: epoch.newest,
        hypervisors: drivers.hypervisors.map(({ name }) => name),
        now: clock.now(),
      };
    },

    'Node.Delay': async ({ seconds }, cx) => {
      await clock.sleep(seconds, cx.signal);
    },

    'Node.ForgetSteps': async ({ jobs }) => {
      await steps.forget(jobs);
    },

    'Node.Leave': leave,

    'Node.Verify': async (request) => {
      const findings: { check: string; item: string; message: string }[] = [];
      const find = (check: string, item: string, message: string): void => void findings.push({ check, item, message });

      const wanted = drivers.hypervisors.filter(({ name }) => request.hypervisors.includes(name));
      for (const name of request.hypervisors) {
        const hypervisor = wanted.find((candidate) => candidate.name === name);
        if (hypervisor === undefined) find('hypervisor', name, `there is no driver for hypervisor ${name} on this node`);
        else for (const problem of await hypervisor.verify()) find('hypervisor', name, problem);
      }
      for (const [name, params] of Object.entries(request.hvparams)) {
        const hypervisor = wanted.find((candidate) => candidate.name === name);
        for (const problem of (await hypervisor?.validate(JSON.parse(params) as Record<string, unknown>)) ?? []) find('hypervisor', name, problem);
      }
      for (const { bridge, message } of (await bridgeProblems?.(request.bridges)) ?? []) find('bridge', bridge, message);
      const spaces = (await Promise.all(drivers.storage.map((driver) => driver.space(request.volume_groups)))).flat();
      for (const group of request.volume_groups) {
        if (!spaces.some(({ name }) => name === group)) find('volume-group', group, `volume group ${group} does not exist on this node`);
      }
      await Promise.all(
        Object.entries(request.peers).map(async ([name, address]) => {
          const problem = await peerProblem(address);
          if (problem !== null) find('peer', name, `${name} cannot be reached at ${address}: ${problem}`);
        }),
      );
      const file_digests: Record<string, string> = {};
      for (const path of request.files) {
        const digest = await digestOf(allowedFile, path);
        if (digest !== null) file_digests[path] = digest;
      }
      const volumes = (await Promise.all(drivers.storage.map((driver) => driver.listVolumes(request.volume_groups)))).flat();
      const minors = await Promise.all(drivers.storage.map(async ({ mirror }) => (await mirror?.usedMinors()) ?? []));
      const guests = await Promise.all(wanted.map(async (hypervisor) => (await hypervisor.list()).map((guest) => instanceStatus(hypervisor.name, guest))));
      return {
        now: clock.now(),
        release: release,
        protocol_version: nodeProtocolVersion,
        file_digests,
        findings,
        drbd_minors: minors.flat(),
        volumes: volumes.map(({ vg, lv }) => `${vg}/${lv}`),
        instances: guests.flat(),
        os: (await definitions.list()).map(osInfo),
      };
    },
  };
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

/** SHA-256 in lower-case hex; null: no such file, or not one of the cluster's. */
async function digestOf(allowed: (path: string) => string, path: string): Promise<string | null> {
  try {
    return createHash('sha256').update(await readFile(allowed(path))).digest('hex');
  } catch {
    return null;
  }
}
