/**
 * The value types that opcode parameters are made of. They accept what Ganeti accepts from a JSON body and nothing more:
 * a boolean is `true` or `false` (never 0 or "yes"), an integer is a number without a fraction, text is never turned into a number.
 */
import type { Json } from '@ganeti/objects';
import { z } from 'zod';
import { optional, type ParamSpec } from './define';

/** Any JSON value. What comes here was parsed from JSON, so only the compiler needs to be told. */
export const anyJson = z.unknown() as unknown as z.ZodType<Json>;
export const bool = z.boolean();
export const nonEmptyString = z.string().min(1);
export const nonNegativeInt = z.int().min(0);
export const positiveInt = z.int().min(1);

/** Free-form parameters of one layer; their names and types are checked where the cluster is known (libs/objects/src/params). */
export const paramDict = z.record(z.string(), anyJson);

/** Such parameters under a name each: by hypervisor, OS or disk template. */
export const paramDicts = z.record(z.string(), paramDict);

/** Place of a disk in its instance. */
export const diskIndex = z.int().min(0).max(15);

/** Seconds. */
export const timeout = nonNegativeInt;

export const diskTemplate = z.enum([
  'blockdev',
  'diskless',
  'drbd',
  'ext',
  'file',
  'gluster',
  'plain',
  'rbd',
  'sharedfile',
]);
export const fileDriver = z.enum(['blktap', 'blktap2', 'loop']);
export const hypervisor = z.enum(['chroot', 'fake', 'kvm', 'lxc', 'xen-hvm', 'xen-pvm']);
export const tagKind = z.enum(['cluster', 'instance', 'network', 'node', 'nodegroup']);
export const rebootType = z.enum(['full', 'hard', 'soft']);
export const exportMode = z.enum(['local', 'remote']);
export const allocPolicy = z.enum(['last_resort', 'preferred', 'unallocable']);
export const evacuationMode = z.enum(['all', 'primary-only', 'secondary-only']);
export const migrationMode = z.enum(['live', 'non-live']);
export const nicMode = z.enum(['bridged', 'ext', 'openvswitch', 'pool', 'routed']);
export const storageType = z.enum([
  'blockdev',
  'diskless',
  'ext',
  'file',
  'gluster',
  'lvm-pv',
  'lvm-vg',
  'rados',
  'sharedfile',
]);
/** What can be asked with OP_QUERY. */
export const queryResource = z.enum([
  'cluster',
  'export',
  'extstorage',
  'filter',
  'group',
  'instance',
  'job',
  'lock',
  'network',
  'node',
  'os',
]);
export const replaceDisksMode = z.enum([
  'replace_auto',
  'replace_new_secondary',
  'replace_on_primary',
  'replace_on_secondary',
]);

/** Parameters of disk templates: `{"drbd": {"resync-rate": 1024}}`. */
export const diskTemplateParams = z.partialRecord(diskTemplate, paramDict);

/** One NIC as asked for. Absent keys are chosen by the cluster; null stands for "none". */
export const nicParams = z.partialRecord(
  z.enum(['bridge', 'ip', 'link', 'mac', 'mode', 'name', 'network', 'vlan']),
  z.string().nullable(),
);

/** One disk as asked for: size in MiB, mode, name, vg, metavg, access, adopt, provider, spindles, and parameters of an ext provider. */
export const diskParams = z.record(nonEmptyString, z.union([nonEmptyString, z.int()]));

const changeAction = z.enum(['add', 'attach', 'detach', 'modify', 'remove']);
const changeActionOrIndex = z.union([z.enum(['add', 'attach', 'detach', 'remove']), nonNegativeInt]);

/** Changes of devices: `[action, index or name or uuid, parameters]` each, or in the older form `[action or index, parameters]` each. */
export function deviceChangeList<S extends z.ZodType>(params: S) {
  return z.union([
    z.array(z.tuple([changeAction, z.union([z.int(), z.string()]), params])),
    z.array(z.tuple([changeActionOrIndex, params])),
  ]);
}

/** Jobs submitted by an opcode: `[true, job id]` or `[false, why not]` each, under `jobs`. */
export const jobIdList = z.looseObject({ jobs: z.array(z.tuple([z.boolean(), z.union([z.string(), z.int()])])) });

/** A list without duplicates. */
export function setOf<S extends z.ZodType>(item: S) {
  return z.array(item).refine((list) => new Set(list).size === list.length, 'names a value twice');
}

/** A parameter that may be null and is null when it is not given. */
export function maybe<S extends z.ZodType>(schema: S, doc: string, more: Pick<ParamSpec, 'alias' | 'secret'> = {}) {
  const spec: ParamSpec<z.ZodDefault<z.ZodNullable<S>>> = optional(schema.nullable(), null, doc, more);
  return spec;
}

/** A boolean that is false when it is not given. */
export function flag(doc: string) {
  return optional(bool, false, doc);
}
