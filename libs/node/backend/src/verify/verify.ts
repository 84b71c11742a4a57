/** Whether this machine is fit for what the cluster wants of it: the findings of Node.Verify, and of `ganeti-noded check`. */
import type { NodeRequest } from '@ganeti/node-api';
import type { Clock, Paths } from '@ganeti/runtime';
import type { Drivers } from '../drivers';
import { SpaceReports } from '../space-reports';
import { certificateFindings, clutterFindings } from './certificate-checks';
import { findings, type Finding } from './finding';
import { machineFindings } from './machine-checks';
import type { MachineFacts } from './machine-facts';
import { peerFindings } from './peer-checks';
import { glusterFindings, listedDirectoryFindings, programFindings } from './place-checks';
import { surveyStorage, type StorageSurvey } from './storage-checks';

export type BridgeProblems = (bridges: readonly string[]) => Promise<{ readonly bridge: string; readonly message: string }[]>;

export interface VerifyParts {
  readonly drivers: Drivers;
  /** Missing: asked here for the first time. */
  readonly spaces?: SpaceReports | undefined;
  readonly paths: Paths;
  readonly clock: Clock;
  /** What is wrong with bridges that have to be there; missing: they are simulated too. */
  readonly bridgeProblems?: BridgeProblems | undefined;
  /** Missing: the machine is simulated, and has what it needs. */
  readonly facts?: MachineFacts | undefined;
}

export const nodeFindings = async (parts: VerifyParts, request: NodeRequest<'Node.Verify'>): Promise<readonly Finding[]> => (await verifyNode(parts, request)).findings;

/** With the volumes and minors that are in use. */
export async function verifyNode({ drivers, clock, spaces = new SpaceReports(drivers.storage, clock), paths, bridgeProblems, facts }: VerifyParts, request: NodeRequest<'Node.Verify'>): Promise<StorageSurvey> {
  const { all, find } = findings();
  const { hypervisors = [], hvparams = {}, volume_groups = [], bridges = [], drbd_helper = '', upkeep = false } = request;
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
  const storage = await surveyStorage(drivers, spaces, paths, request);
  all.push(...storage.findings);
  all.push(...(await programFindings(paths, request.programs ?? [])));
  if (request.listed_directories === true) all.push(...(await listedDirectoryFindings(paths)));
  if ((request.gluster_directory ?? '') !== '') all.push(...(await glusterFindings(paths, request.gluster_directory ?? '')));
  all.push(...(await peerFindings(paths, (request.peers ?? []) as Parameters<typeof peerFindings>[1])));
  if (upkeep) all.push(...(await certificateFindings(paths, clock.now())));
  if ((request.authorities ?? []).length > 0) all.push(...(await clutterFindings(paths, request.authorities ?? [])));
  return { ...storage, findings: all };
}
