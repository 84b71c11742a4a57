/** Keys of the machine-readable result of hspace (hspace(1)), without their prefix HTS_. */
import type { Capacity, ClusterData, ClusterResources, Spec } from '@ganeti/master-allocator';

export interface CapacityResult {
  readonly template: string;
  readonly largest: Spec;
  readonly usual: Spec;
  readonly tiered: Capacity;
  readonly standard: Capacity;
  readonly data: ClusterData;
}

type Pairs = [string, string | number][];

export function capacityKeys({ template, largest, usual, tiered, standard, data }: CapacityResult): Pairs {
  const { initial } = standard;
  const nodesNeeded = template === 'drbd' ? 2 : 1;
  const specKeys = (prefix: string, spec: Spec): Pairs => [
    [`${prefix}MEM`, spec.memory], [`${prefix}DSK`, spec.disk], [`${prefix}CPU`, spec.cpus], [`${prefix}SPN`, spec.spindles],
    [`${prefix}RQN`, nodesNeeded], [`${prefix}DISK_TEMPLATE`, template],
  ];
  const ratio = initial.cpus > 0 ? initial.vcpus / initial.cpus : 1;
  const used = amounts(initial);
  const pool = difference(amounts(tiered.final), used);
  const left = difference(wholes(initial), amounts(tiered.final));
  const km = (name: string, values: Amounts): Pairs => [
    [`KM_${name}_CPU`, values.cpus], [`KM_${name}_NPU`, values.cpus / ratio], [`KM_${name}_MEM`, values.memory], [`KM_${name}_DSK`, values.disk], [`KM_${name}_SPN`, values.spindles],
  ];
  return [
    ['CLUSTER_MEM', initial.memTotal], ['CLUSTER_DSK', initial.diskTotal], ['CLUSTER_CPU', initial.cpus], ['CLUSTER_VCPU', initial.vcpus],
    ['CLUSTER_SPN', initial.spindlesTotal], ['CLUSTER_NODES', data.nodes.length],
    ...state('INI', initial),
    ...specKeys('TSPEC_INI_', largest),
    ...state('TRL', tiered.final),
    ['TSPEC', `'${tiered.tiers.map(({ spec, count }) => `${spec.memory},${spec.disk},${spec.cpus},${spec.spindles}=${count}`).join(' ')}'`],
    ...km('USED', used), ...km('POOL', pool), ...km('UNAV', left),
    ...specKeys('SPEC_', usual),
    ...state('FIN', standard.final),
    ['ALLOC_USAGE', standard.final.instances > 0 ? (initial.instances / standard.final.instances).toFixed(8) : 'NaN'],
    ['ALLOC_INSTANCES', standard.placed.length],
    ...(standard.refused[0] === undefined ? [] : ([['ALLOC_FAIL_REASON', standard.refused[0][0].toUpperCase()]] as Pairs)),
    ...standard.refused.map(([reason, count]): [string, number] => [`ALLOC_${reason.toUpperCase()}_CNT`, count]),
    ['OK', 1],
  ];
}

function state(prefix: string, now: ClusterResources): Pairs {
  const share = (part: number, whole: number): string => (whole > 0 ? part / whole : 0).toFixed(8);
  const pairs: Pairs = [
    ['SCORE', now.score.toFixed(8)], ['INST_CNT', now.instances], ['MEM_FREE', now.memFree], ['MEM_AVAIL', now.memAvailable], ['MEM_RESVD', now.memReserved],
    ['MEM_INST', now.memInstances], ['MEM_OVERHEAD', now.memOverhead], ['MEM_EFF', share(now.memInstances, now.memTotal)],
    ['DSK_FREE', now.diskFree], ['DSK_AVAIL', now.diskAvailable], ['DSK_RESVD', now.diskFree - now.diskAvailable], ['DSK_INST', now.diskTotal - now.diskFree],
    ['DSK_EFF', share(now.diskTotal - now.diskFree, now.diskTotal)],
    ['SPN_FREE', now.spindlesFree], ['SPN_INST', now.spindlesTotal - now.spindlesFree], ['SPN_EFF', share(now.spindlesTotal - now.spindlesFree, now.spindlesTotal)],
    ['CPU_INST', now.vcpusUsed], ['CPU_EFF', share(now.vcpusUsed, now.vcpus)], ['MNODE_MEM_AVAIL', now.mostMemAvailable], ['MNODE_DSK_AVAIL', now.mostDiskAvailable],
  ];
  return pairs.map(([key, value]) => [`${prefix}_${key}`, value]);
}

interface Amounts {
  readonly cpus: number;
  readonly memory: number;
  readonly disk: number;
  readonly spindles: number;
}

const amounts = (now: ClusterResources): Amounts => ({ cpus: now.vcpusUsed, memory: now.memInstances, disk: now.diskTotal - now.diskFree, spindles: now.spindlesTotal - now.spindlesFree });
const wholes = (now: ClusterResources): Amounts => ({ cpus: now.vcpus, memory: now.memTotal, disk: now.diskTotal, spindles: now.spindlesTotal });
const difference = (a: Amounts, b: Amounts): Amounts => ({ cpus: a.cpus - b.cpus, memory: a.memory - b.memory, disk: a.disk - b.disk, spindles: a.spindles - b.spindles });
