/** Parameters and their defaults, as in Ganeti 3.2. Sizes and memory in MiB. */
import type { Json, ParamDict } from '../objects';
import { hypervisorParams } from './hypervisors';
import type { FullIPolicy } from './ipolicy';
import { defaultsOf, type ParamTable } from './table';

/** Profile of backend and NIC parameters; Ganeti has never had another one. */
export const DEFAULT_PROFILE = 'default';

export const backendParams = {
  minmem: { type: 'size', default: 128 },
  maxmem: { type: 'size', default: 128 },
  vcpus: { type: 'int', default: 1 },
  auto_balance: { type: 'bool', default: true },
  always_failover: { type: 'bool', default: false },
  spindle_use: { type: 'int', default: 1 },
} as const satisfies ParamTable;

export const nicParams = {
  mode: { type: 'string', default: 'bridged', values: ['bridged', 'ext', 'openvswitch', 'pool', 'routed'] },
  link: { type: 'string', default: 'xen-br0' },
  vlan: { type: 'string', default: '' },
} as const satisfies ParamTable;

/** `global`: not for single nodes, since all nodes of a group have to agree. */
export const nodeParams = {
  oob_program: { type: 'string', default: '' },
  spindle_count: { type: 'int', default: 1 },
  exclusive_storage: { type: 'bool', default: false, global: true },
  ovs: { type: 'bool', default: false },
  ovs_name: { type: 'maybe-string', default: 'switch1' },
  ovs_link: { type: 'maybe-string', default: '' },
  ssh_port: { type: 'int', default: 22 },
  cpu_speed: { type: 'float', default: 1 },
} as const satisfies ParamTable;

/** By disk template. */
export const diskTemplateParams = {
  blockdev: {},
  diskless: {},
  drbd: {
    'c-delay-target': { type: 'int', default: 1 },
    'c-fill-target': { type: 'int', default: 0 },
    'c-max-rate': { type: 'int', default: 61440 },
    'c-min-rate': { type: 'int', default: 4096 },
    'c-plan-ahead': { type: 'int', default: 20 },
    'data-stripes': { type: 'int', default: 1 },
    'disk-barriers': { type: 'string', default: 'n' },
    'disk-custom': { type: 'string', default: '' },
    'dynamic-resync': { type: 'bool', default: false },
    'meta-barriers': { type: 'bool', default: false },
    'meta-stripes': { type: 'int', default: 1 },
    metavg: { type: 'string', default: 'xenvg' },
    'net-custom': { type: 'string', default: '' },
    protocol: { type: 'string', default: 'C' },
    'resync-rate': { type: 'int', default: 61440 },
  },
  ext: {
    access: { type: 'string', default: 'kernelspace', values: ['kernelspace', 'userspace'] },
  },
  file: {},
  gluster: {
    access: { type: 'string', default: 'kernelspace', values: ['kernelspace', 'userspace'] },
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'int', default: 24007 },
    volume: { type: 'string', default: 'gv0' },
  },
  plain: {
    stripes: { type: 'int', default: 1 },
  },
  rbd: {
    access: { type: 'string', default: 'kernelspace', values: ['kernelspace', 'userspace'] },
    pool: { type: 'string', default: 'rbd' },
    'user-id': { type: 'string', default: '' },
  },
  sharedfile: {},
} as const satisfies Readonly<Record<string, ParamTable>>;

type Filled<T extends ParamTable> = {
  readonly [K in keyof T]: T[K]['default'] extends boolean ? boolean : T[K]['default'] extends number ? number : string;
};
/** Backend parameters with all layers joined. */
export type FilledBe = Filled<typeof backendParams> & ParamDict;
export type FilledNic = Filled<typeof nicParams> & ParamDict;
export type FilledNd = Filled<typeof nodeParams> & ParamDict;

export const BE_DEFAULTS: ParamDict = defaultsOf(backendParams);
export const NIC_DEFAULTS: ParamDict = defaultsOf(nicParams);
export const ND_DEFAULTS: ParamDict = defaultsOf(nodeParams);
/** hypervisor -> parameters */
export const HV_DEFAULTS: Readonly<Record<string, ParamDict>> = mapTables(hypervisorParams);
/** disk template -> parameters */
export const DISK_DEFAULTS: Readonly<Record<string, ParamDict>> = mapTables(diskTemplateParams);

function mapTables(tables: Readonly<Record<string, ParamTable>>): Record<string, Readonly<Record<string, Json>>> {
  return Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, defaultsOf(table)]));
}

/** Hypervisor parameters that are set for the cluster only. */
export const HV_GLOBALS: ReadonlySet<string> = new Set(
  Object.values<ParamTable>(hypervisorParams).flatMap((table) =>
    Object.entries(table).flatMap(([name, spec]) => (spec.global === true ? [name] : [])),
  ),
);

export const IPOLICY_DEFAULTS: FullIPolicy = {
  minmax: [
    {
      min: { 'memory-size': 128, 'disk-size': 1024, 'disk-count': 1, 'cpu-count': 1, 'nic-count': 1, 'spindle-use': 1 },
      max: {
        'memory-size': 32768,
        'disk-size': 1048576,
        'disk-count': 16,
        'cpu-count': 8,
        'nic-count': 8,
        'spindle-use': 12,
      },
    },
  ],
  std: { 'memory-size': 128, 'disk-size': 1024, 'disk-count': 1, 'cpu-count': 1, 'nic-count': 1, 'spindle-use': 1 },
  'spindle-ratio': 32,
  'vcpu-ratio': 4,
  'disk-templates': ['blockdev', 'diskless', 'drbd', 'ext', 'file', 'gluster', 'plain', 'rbd', 'sharedfile'],
};

export const MAX_DISKS = 16;
export const MAX_NICS = 8;
