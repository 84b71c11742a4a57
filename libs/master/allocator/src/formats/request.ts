/** Reads the input of the allocator protocol: the cluster it describes, and the request. */
import type { FullIPolicy } from '@ganeti/objects';
import { DataError, type ClusterData, type GroupData, type InstanceData, type NodeData } from '../model/data';
import { isTemplate } from '../model/templates';
import { DEFAULT_POLICY } from './policy-text';
import type { AllocateJson, AllocatorInput, GroupJson, InstanceJson, NodeJson, RequestJson } from './request-types';
import { allocPolicy } from './text';

export interface ParsedInput {
  readonly data: ClusterData;
  readonly request: RequestJson;
}

/** Throws DataError. */
export function parseInput(text: string): ParsedInput {
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (error) {
    throw new DataError(`the request is no JSON: ${(error as Error).message}`);
  }
  return readInput(input as AllocatorInput);
}

export function readInput(input: AllocatorInput): ParsedInput {
  for (const key of ['nodegroups', 'nodes', 'instances', 'request'] as const) {
    if (typeof input?.[key] !== 'object' || input[key] === null) throw new DataError(`the request has no "${key}"`);
  }
  const ipolicy = fill(input.ipolicy, DEFAULT_POLICY);
  const data: ClusterData = {
    tags: input.cluster_tags ?? [],
    ipolicy,
    groups: Object.entries(input.nodegroups).map(([uuid, group]) => toGroup(uuid, group, ipolicy)),
    nodes: Object.entries(input.nodes).map(([name, node]) => toNode(name, node)),
    instances: Object.entries(input.instances).map(([name, instance]) => toInstance(name, instance)),
  };
  return { data, request: checkRequest(input.request) };
}

const fill = (policy: Partial<FullIPolicy> | undefined, otherwise: FullIPolicy): FullIPolicy => ({ ...otherwise, ...policy });

function toGroup(uuid: string, group: GroupJson, ipolicy: FullIPolicy): GroupData {
  return {
    uuid,
    name: group.name,
    allocPolicy: allocPolicy(group.alloc_policy, group.name),
    tags: group.tags ?? [],
    networks: group.networks ?? [],
    ipolicy: fill(group.ipolicy, ipolicy),
  };
}

function toNode(name: string, node: NodeJson): NodeData {
  const { ndparams = {} } = node;
  const exclusiveStorage = ndparams['exclusive_storage'] === true;
  const spindleCount = typeof ndparams['spindle_count'] === 'number' ? ndparams['spindle_count'] : 1;
  const speed = ndparams['cpu_speed'];
  return {
    name,
    group: node.group,
    memTotal: node.total_memory ?? 0,
    memNode: node.reserved_memory ?? 0,
    memFree: node.free_memory ?? 0,
    diskTotal: node.total_disk ?? 0,
    diskFree: node.free_disk ?? 0,
    cpus: node.total_cpus ?? 0,
    cpusReserved: node.reserved_cpus ?? 1,
    cpuSpeed: typeof speed === 'number' && speed > 0 ? speed : 1,
    spindles: exclusiveStorage ? (node.total_spindles ?? 0) : spindleCount,
    spindlesFree: node.free_spindles ?? 0,
    exclusiveStorage,
    offline: node.offline || node.drained || !node.vm_capable || node.total_memory === undefined,
    drained: node.drained && !node.offline,
    tags: node.tags ?? [],
  };
}

const STATUS: Readonly<Record<string, string>> = { up: 'running', down: 'ADMIN_down', offline: 'ADMIN_offline' };

function toInstance(name: string, instance: InstanceJson): InstanceData {
  const { disk_template: template } = instance;
  if (!isTemplate(template)) throw new DataError(`instance ${name}: "${template}" is no disk template`);
  const spindles = instance.disks.map((disk) => disk.spindles);
  return {
    name,
    memory: instance.memory,
    disk: instance.disk_space_total,
    diskSizes: instance.disks.map(({ size }) => size),
    vcpus: instance.vcpus,
    status: STATUS[instance.admin_state] ?? instance.admin_state,
    autoBalance: true,
    primary: instance.nodes[0] ?? null,
    secondary: instance.nodes[1] ?? null,
    template,
    tags: instance.tags ?? [],
    spindleUse: instance.spindle_use ?? 1,
    spindles: spindles.length > 0 && spindles.every((count) => typeof count === 'number') ? spindles.reduce((sum, count) => sum + count, 0) : null,
    forthcoming: instance.forthcoming === true,
    nicCount: instance.nics?.length ?? 0,
    networks: (instance.nics ?? []).flatMap(({ network }) => (network ? [network] : [])),
  };
}

/** The new instance that an allocate request asks a place for. */
export function requestedInstance(request: AllocateJson): InstanceData {
  const { name, space } = request;
  const instance = toInstance(name, { ...request, admin_state: 'up', nodes: [], spindle_use: request.spindle_use ?? 1 });
  return space === undefined ? instance : { ...instance, space };
}

function checkRequest(request: RequestJson): RequestJson {
  const wrong = (what: string) => new DataError(`request of type ${String(request.type)}: ${what}`);
  const strings = (value: unknown): boolean => Array.isArray(value) && value.every((item) => typeof item === 'string');
  switch (request.type) {
    case 'allocate':
      return checkAllocate(request);
    case 'multi-allocate':
      if (!Array.isArray(request.instances)) throw wrong('"instances" is a list of allocate requests');
      return { ...request, instances: request.instances.map(checkAllocate) };
    case 'relocate':
      if (typeof request.name !== 'string' || !strings(request.relocate_from)) throw wrong('"name" and "relocate_from" are needed');
      return request;
    case 'allocate-secondary':
      if (typeof request.name !== 'string') throw wrong('"name" is needed');
      return request;
    case 'node-evacuate':
      if (!strings(request.instances)) throw wrong('"instances" is a list of names');
      if (!['primary-only', 'secondary-only', 'all'].includes(request.evac_mode)) throw wrong(`"${String(request.evac_mode)}" is no mode of evacuation`);
      return request;
    case 'change-group':
      if (!strings(request.instances) || !strings(request.target_groups)) throw wrong('"instances" and "target_groups" are lists of names and uuids');
      return request;
    default:
      throw new DataError(`"${String((request as { type: unknown }).type)}" is no type of request`);
  }
}

function checkAllocate(request: AllocateJson): AllocateJson {
  const numbers = [request.memory, request.vcpus, request.disk_space_total];
  if (typeof request.name !== 'string' || numbers.some((value) => typeof value !== 'number') || !Array.isArray(request.disks)) {
    throw new DataError('request to allocate: "name", "memory", "vcpus", "disks" and "disk_space_total" are needed');
  }
  if (!isTemplate(request.disk_template)) throw new DataError(`request to allocate ${request.name}: "${String(request.disk_template)}" is no disk template`);
  return request;
}
