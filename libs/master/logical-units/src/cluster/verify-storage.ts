/** Storage of a whole group: exclusive storage, and versions of DRBD. */
import type { RunContext } from '@ganeti/master-jobs';
import { fillNd, type NodeGroup } from '@ganeti/objects';
import { nodeName } from '../common/lookup';
import type { Findings } from './findings';
import { answered, primariesOf, type GroupState } from './verify-state';

/** Physical volumes may differ by this part of their size each way and still count as equal, as in Ganeti. */
const PV_MARGIN = 0.01;

/** With exclusive storage, disks are given whole physical volumes: these have to be of one size, and the template plain. */
export function verifyExclusiveStorage(cx: RunContext, findings: Findings, group: NodeGroup, { nodes, answers }: GroupState): void {
  const exclusive = nodes.filter((node) => fillNd(cx.config.cluster(), group, node).exclusive_storage && node.vm_capable);
  const volumes = answered({ nodes: exclusive, answers }).flatMap(({ node, result }) =>
    result.answer.physical_volumes.filter((each) => each.volume_group === cx.config.cluster().volume_group_name).map(({ name, size }) => ({ node: node.name, name, size })),
  );
  volumes.sort((a, b) => a.size - b.size);
  const [smallest, biggest] = [volumes[0], volumes.at(-1)];
  const tell = (each: typeof smallest): string => (each === undefined ? 'none' : `${each.name} on ${each.node} with ${each.size} MiB`);
  const differ = smallest !== undefined && biggest !== undefined && smallest.size * (1 + PV_MARGIN) < biggest.size * (1 - PV_MARGIN);
  findings.report(differ, 'EGROUPDIFFERENTPVSIZE', group.name, `physical volumes differ too much for exclusive storage: the smallest is ${tell(smallest)}, the biggest ${tell(biggest)}`);

  const isExclusive = new Set(exclusive.map(({ uuid }) => uuid));
  for (const instance of primariesOf(cx, nodes)) {
    const unfit = cx.config.disksOf(instance).some(({ dev_type: type }) => type !== 'plain');
    const places = cx.config.nodesOfInstance(instance).filter((node) => unfit && isExclusive.has(node));
    findings.report(
      places.length > 0,
      'EINSTANCEUNSUITABLENODE',
      instance.name,
      `template ${instance.disk_template} cannot be on nodes with exclusive storage (${places.map((node) => nodeName(cx.config, node)).join(', ')}); move it, or convert it to plain`,
    );
  }
}

/** Mirrors between different versions work only within limits. */
export function verifyDrbdVersions(findings: Findings, state: GroupState): void {
  const versions = new Map<string, string[]>();
  for (const { node, result } of answered(state)) {
    const { drbd_version: version } = result.answer;
    if (version === '') continue;
    versions.set(version, [...(versions.get(version) ?? []), node.name]);
  }
  const common = [...versions].sort((a, b) => b[1].length - a[1].length)[0]?.[0];
  for (const [version, names] of versions) {
    for (const name of names) findings.report(version !== common, 'ENODEDRBDVERSION', name, `its kernel has DRBD ${version}, most others of the group ${common}; install the same version`, 'WARNING');
  }
}
