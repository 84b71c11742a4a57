import type { RunContext } from '@ganeti/master-jobs';
import { fillIPolicy, ipolicyViolations, isMirrored, nodeCount, type Instance } from '@ganeti/objects';
import { nodeName } from '../common/lookup';
import { specOf } from '../common/params';
import type { Findings } from './findings';
import { answered, primariesOf, type GroupState } from './verify-state';

/** `damaged`: disks by node that lack a volume there; it has been said. */
export function verifyInstances(cx: RunContext, findings: Findings, state: GroupState, damaged: ReadonlyMap<string, ReadonlySet<string>>): void {
  const runsOn = runningPlaces(state);
  for (const instance of primariesOf(cx, state.nodes)) {
    if (instance.forthcoming) continue;
    verifyPlace(cx, findings, state, instance, runsOn.get(instance.name) ?? []);
    verifyLayout(cx, findings, instance);
    verifyDisks(cx, findings, state, instance, damaged);
  }
  const notRedundant = primariesOf(cx, state.nodes).filter(({ disk_template: template }) => !isMirrored(template)).length;
  if (notRedundant > 0) findings.notice(`${notRedundant} instance(s) would be lost with their node: their disks are on it alone`);
}

/** `places`: nodes on which it runs. */
function verifyPlace({ config }: RunContext, findings: Findings, state: GroupState, { name, primary_node: primary, admin_state }: Instance, places: readonly string[]): void {
  const result = state.answers.get(primary);
  const hasAnswered = result !== undefined && !('failure' in result);
  const node = nodeName(config, primary);
  findings.report(admin_state === 'up' && hasAnswered && places.length === 0, 'EINSTANCEDOWN', name, `should run on node ${node}, but does not`);
  const elsewhere = places.filter((place) => place !== primary);
  findings.each('EINSTANCEWRONGNODE', name, elsewhere.map((place) => `runs on node ${nodeName(config, place)}, should be on ${node}`));
}

function verifyLayout(cx: RunContext, findings: Findings, instance: Instance): void {
  const { config } = cx;
  const { name, disk_template: template } = instance;
  const disks = config.disksOf(instance);
  // What does not exist is found in the configuration's own check.
  const nodes = config.nodesOfInstance(instance).flatMap((uuid) => config.get('node', uuid) ?? []);
  const bad = nodes.flatMap((node) => [...(node.offline ? [`is on node ${node.name}, which is offline`] : []), ...(node.vm_capable ? [] : [`is on node ${node.name}, which may hold no instances`])]);
  findings.each('EINSTANCEBADNODE', name, bad);
  // Who has taken away all disks of an instance has no secondary node to name either.
  const wanted = nodeCount(disks.length === 0 ? 'diskless' : template);
  findings.report(nodes.length !== wanted, 'EINSTANCELAYOUT', name, `is on ${nodes.length} nodes, which template ${template} is not`);
  const groups = new Set(nodes.map(({ group }) => group));
  findings.report(groups.size > 1, 'EINSTANCESPLITGROUPS', name, `its nodes are in different groups: ${nodes.map((node) => `${node.name} in ${config.get('nodegroup', node.group)?.name ?? node.group}`).join(', ')}`, 'WARNING');
  const policy = fillIPolicy(config.cluster(), config.get('nodegroup', nodes[0]?.group ?? ''));
  const violations = ipolicyViolations(policy, specOf(config, instance, disks.map((disk) => disk.size)));
  findings.report(violations.length > 0, 'EINSTANCEPOLICY', name, `violates the policy: ${violations.join('; ')}`, 'WARNING');
}

function verifyDisks({ config }: RunContext, findings: Findings, state: GroupState, instance: Instance, damaged: ReadonlyMap<string, ReadonlySet<string>>): void {
  const wrong = config.disksOf(instance).flatMap((disk) =>
    state.disks.flatMap(({ disk: uuid, node, state: found }) => {
      if (uuid !== disk.uuid || damaged.get(node)?.has(uuid) === true || found.sync_percent >= 0) return [];
      const how = !found.exists ? 'is not active' : found.local_disk === 'faulty' ? 'is faulty' : found.degraded ? 'is degraded' : null;
      return how === null ? [] : [`${disk.iv_name} ${how} on node ${nodeName(config, node)}`];
    }),
  );
  findings.each('EINSTANCEFAULTYDISK', instance.name, wrong);
}

/** Nodes on which each instance runs, by name. */
function runningPlaces(state: GroupState): Map<string, string[]> {
  const places = new Map<string, string[]>();
  for (const { node, result } of answered(state)) {
    for (const { name, state: running } of result.answer.instances) {
      if (running !== 'shutdown') places.set(name, [...(places.get(name) ?? []), node.uuid]);
    }
  }
  return places;
}
