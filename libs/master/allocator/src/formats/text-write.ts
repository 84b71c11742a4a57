/** Writes a cluster in the text format, so that any of the tools can read it again. */
import type { ClusterData, InstanceData, NodeData } from '../model/data';
import { decimal, formatPolicy } from './policy-text';

export function formatText(data: ClusterData): string {
  const groups = data.groups.map(({ name, uuid, allocPolicy, tags, networks }) => [name, uuid, allocPolicy, tags.join(','), networks.join(',')].join('|'));
  const policies = [`|${formatPolicy(data.ipolicy)}`, ...data.groups.map(({ name, ipolicy }) => `${name}|${formatPolicy(ipolicy)}`)];
  const blocks = [groups, data.nodes.map(nodeLine), data.instances.filter(({ primary }) => primary !== null).map(instanceLine), data.tags, policies];
  return `${blocks.map((lines) => lines.map((line) => `${line}\n`).join('')).join('\n')}`;
}

function nodeLine(node: NodeData): string {
  const role = node.offline ? 'Y' : node.master === true ? 'M' : 'N';
  return [
    node.name, node.memTotal, node.memNode, node.memFree, node.diskTotal, node.diskFree, node.cpus, role, node.group, node.spindles, node.tags.join(','),
    node.exclusiveStorage ? 'Y' : 'N', node.spindlesFree, node.cpusReserved, decimal(node.cpuSpeed),
  ].join('|');
}

function instanceLine(instance: InstanceData): string {
  return [
    instance.name, instance.memory, instance.disk, instance.vcpus, instance.status, instance.autoBalance ? 'Y' : 'N', instance.primary, instance.secondary ?? '',
    instance.template, instance.tags.join(','), instance.spindleUse, instance.spindles ?? '-', instance.forthcoming ? 'Y' : 'N',
  ].join('|');
}
