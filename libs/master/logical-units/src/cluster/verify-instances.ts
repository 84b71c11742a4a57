import type { RunContext } from '@ganeti/master-jobs';
import type { DiskStatusReceived } from '@ganeti/node-api';
import { fillIPolicy, ipolicyViolations, isMirrored, nodeCount } from '@ganeti/objects';
import { groupBy, nodeBy, nodeName } from '../common/lookup';
import { specOf } from '../common/params';
import type { Findings } from './findings';
import type { GroupState } from './verify-group';

export type DiskStates = readonly { readonly disk: string; readonly node: string; readonly state: DiskStatusReceived }[];

export function verifyInstances(cx: RunContext, findings: Findings, state: GroupState): void {
  const { config } = cx;
  const runsOn = runningPlaces(state);
  let notRedundant = 0;
  for (const node of state.nodes) {
    for (const uuid of config.primariesOf(node.uuid)) {
      const instance = config.get('instance', uuid);
      if (instance === undefined) continue;
      const { name } = instance;
      const disks = config.disksOf(instance);
      const nodes = config.nodesOfInstance(instance);
      const answered = (state.answers.get(node.uuid) ?? { failure: '' }) as { failure?: string };
      const down = instance.admin_state === 'up' && answered.failure === undefined && !runsOn.get(name)?.includes(node.uuid);
      findings.report(down, 'EINSTANCEDOWN', name, `should run on node ${node.name}, but does not`);
      for (const place of runsOn.get(name) ?? []) {
        findings.report(place !== node.uuid, 'EINSTANCEWRONGNODE', name, `runs on node ${nodeName(config, place)}, should be on ${node.name}`);
      }
      for (const each of nodes) {
        findings.report(nodeBy(config, each).offline, 'EINSTANCEBADNODE', name, `is on node ${nodeName(config, each)}, which is offline`);
      }
      // Who has taken away all disks of an instance has no secondary node to name either.
      const wanted = nodeCount(disks.length === 0 ? 'diskless' : instance.disk_template);
      findings.report(nodes.length !== wanted, 'EINSTANCELAYOUT', name, `is on ${nodes.length} nodes, which template ${instance.disk_template} is not`);
      const groups = new Set(nodes.map((each) => nodeBy(config, each).group));
      findings.report(groups.size > 1, 'EINSTANCESPLITGROUPS', name, 'its nodes are in different groups', 'WARNING');
      const policy = fillIPolicy(config.cluster(), groupBy(config, node.group));
      const violations = ipolicyViolations(policy, specOf(config, instance, disks.map((disk) => disk.size)));
      findings.report(violations.length > 0, 'EINSTANCEPOLICY', name, `violates the policy: ${violations.join('; ')}`, 'WARNING');
      for (const disk of disks) {
        for (const { node: where, state: disk_ } of state.disks.filter((each) => each.disk === disk.uuid)) {
          const bad = !disk_.exists || disk_.degraded || disk_.local_disk === 'faulty';
          const how = !disk_.exists ? 'is not active' : disk_.local_disk === 'faulty' ? 'is faulty' : 'is degraded';
          findings.report(bad && disk_.sync_percent < 0, 'EINSTANCEFAULTYDISK', name, `${disk.iv_name} ${how} on node ${nodeName(config, where)}`);
        }
      }
      if (!isMirrored(instance.disk_template)) notRedundant++;
    }
  }
  if (notRedundant > 0) findings.notice(`${notRedundant} instance(s) would be lost with their node: their disks are on it alone`);
}

/** Nodes on which each instance runs, by name. */
function runningPlaces(state: GroupState): Map<string, string[]> {
  const places = new Map<string, string[]>();
  for (const [node, result] of state.answers) {
    if ('failure' in result) continue;
    for (const { name, state: running } of result.answer.instances) {
      if (running !== 'shutdown') places.set(name, [...(places.get(name) ?? []), node]);
    }
  }
  return places;
}
