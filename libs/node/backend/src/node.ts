import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { nodeProtocolVersion, release } from '@ganeti/objects';
import type { OsDefinitions } from '@ganeti/node-os';
import type { Clock, Paths } from '@ganeti/runtime';
import type { Drivers } from './drivers';
import type { EpochGuard } from './epoch';
import type { ServiceHandlers } from './handlers';
import type { KeyCalls } from './keys';
import type { NodeIdentityFile } from './identity';
import { instanceStatus } from './instances';
import { osInfo } from './operating-systems';
import type { SpaceReports } from './space-reports';
import type { StepLedger } from './steps';
import { ownCertificateDigest } from './verify/certificate-checks';
import { verifyNode, type BridgeProblems } from './verify/verify';
import type { MachineFacts } from './verify/machine-facts';

export interface NodeServiceOptions {
  readonly drivers: Drivers;
  readonly spaces: SpaceReports;
  readonly definitions: OsDefinitions;
  readonly identity: NodeIdentityFile;
  readonly epoch: EpochGuard;
  readonly steps: StepLedger;
  readonly clock: Clock;
  readonly allowedFile: (path: string) => string;
  readonly leave: () => Promise<void>;
  readonly paths: Paths;
  readonly bridgeProblems?: BridgeProblems | undefined;
  readonly facts: () => MachineFacts | undefined;
}

export function nodeHandlers({ drivers, spaces, definitions, identity, epoch, steps, clock, allowedFile, paths, bridgeProblems, facts, leave }: NodeServiceOptions): Omit<ServiceHandlers<'Node'>, KeyCalls> {
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
      const wanted = drivers.hypervisors.filter(({ name }) => request.hypervisors.includes(name));
      const file_digests: Record<string, string> = {};
      for (const path of request.files) {
        const digest = await digestOf(allowedFile, path);
        if (digest !== null) file_digests[path] = digest;
      }
      const { findings, volumes, minors } = await verifyNode({ drivers, spaces, paths, clock, bridgeProblems, facts: facts() }, request);
      const guests = await Promise.all(wanted.map(async (hypervisor) => (await hypervisor.list()).map((guest) => instanceStatus(hypervisor.name, guest))));
      const physical = request.volume_groups.length === 0 ? [] : await drivers.allStorage(async ({ units }) => (await units?.list('lvm-pv')) ?? []);
      return {
        now: clock.now(),
        release: release,
        protocol_version: nodeProtocolVersion,
        certificate_digest: await ownCertificateDigest(paths),
        drbd_version: facts()?.moduleVersion('drbd') ?? '',
        physical_volumes: physical.flatMap(({ name, size, group = '' }) => (request.volume_groups.includes(group) ? [{ name, size, volume_group: group }] : [])),
        file_digests,
        findings: [...findings],
        drbd_minors: [...minors],
        volumes: volumes.map(({ vg, lv }) => `${vg}/${lv}`),
        instances: guests.flat(),
        os: (await definitions.list()).map(osInfo),
      };
    },
  };
}

/** SHA-256 in lower-case hex; null: no such file, or not one of the cluster's. */
async function digestOf(allowed: (path: string) => string, path: string): Promise<string | null> {
  try {
    return createHash('sha256').update(await readFile(allowed(path))).digest('hex');
  } catch {
    return null;
  }
}
