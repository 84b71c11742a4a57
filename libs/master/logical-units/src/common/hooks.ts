/** What hook scripts are told about an instance (without the GANETI_ prefix, which the executor adds). */
import type { ConfigView } from '@ganeti/master-config';
import type { HooksSpec } from '@ganeti/master-jobs';
import type { Instance, Json, ParamDict } from '@ganeti/objects';
import type { DiskData } from './devices';
import { networkValues } from './instance-message';
import { nodeName } from './lookup';
import { beOf, hvOf, nicParamsOf } from './params';

export type InstanceData = Omit<Instance, 'serial_no' | 'ctime' | 'mtime'>;

export function instanceEnvironment(
  view: ConfigView,
  instance: InstanceData,
  disks: readonly DiskData[] = instance.disks.flatMap((uuid) => view.get('disk', uuid) ?? []),
): Record<string, string> {
  const be = beOf(view, instance);
  const secondaries = [...new Set(disks.flatMap((disk) => disk.nodes))].filter((node) => node !== instance.primary_node);
  const env: Record<string, string> = {
    OP_TARGET: instance.name,
    INSTANCE_NAME: instance.name,
    INSTANCE_PRIMARY: nodeName(view, instance.primary_node),
    INSTANCE_SECONDARIES: secondaries.map((uuid) => nodeName(view, uuid)).join(' '),
    // As Ganeti's documentation calls it.
    INSTANCE_SECONDARY: secondaries.map((uuid) => nodeName(view, uuid)).join(' '),
    INSTANCE_OS_TYPE: instance.os,
    INSTANCE_STATUS: instance.admin_state,
    INSTANCE_MINMEM: String(be.minmem),
    INSTANCE_MAXMEM: String(be.maxmem),
    INSTANCE_MEMORY: String(be.maxmem),
    INSTANCE_VCPUS: String(be.vcpus),
    INSTANCE_DISK_TEMPLATE: instance.disk_template,
    INSTANCE_HYPERVISOR: instance.hypervisor,
    INSTANCE_TAGS: instance.tags.join(' '),
    INSTANCE_NIC_COUNT: String(instance.nics.length),
    INSTANCE_DISK_COUNT: String(disks.length),
    ...prefixed('INSTANCE_BE_', { ...be }),
    ...prefixed('INSTANCE_HV_', hvOf(view, instance)),
  };
  instance.nics.forEach((nic, index) => {
    const filled = nicParamsOf(view, nic);
    const prefix = `INSTANCE_NIC${index}_`;
    Object.assign(env, {
      [`${prefix}UUID`]: nic.uuid,
      [`${prefix}NAME`]: nic.name ?? '',
      [`${prefix}IP`]: nic.ip ?? '',
      [`${prefix}MAC`]: nic.mac,
      [`${prefix}MODE`]: filled.mode,
      [`${prefix}LINK`]: filled.link,
      [`${prefix}VLAN`]: filled.vlan,
      ...(filled.mode === 'bridged' ? { [`${prefix}BRIDGE`]: filled.link } : {}),
      ...prefixed(prefix, networkValues(view, nic)),
    });
  });
  disks.forEach((disk, index) => {
    const prefix = `INSTANCE_DISK${index}_`;
    Object.assign(env, {
      [`${prefix}UUID`]: disk.uuid,
      [`${prefix}NAME`]: disk.name ?? '',
      [`${prefix}SIZE`]: String(disk.size),
      [`${prefix}MODE`]: disk.mode,
      [`${prefix}DEV_TYPE`]: disk.dev_type,
    });
  });
  return env;
}

function prefixed(prefix: string, params: ParamDict): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [`${prefix}${name}`, text(value)]));
}

/** Scripts were written for Python's way to print values. */
function text(value: Json): string {
  if (typeof value === 'string') return value;
  if (value === true) return 'True';
  if (value === false) return 'False';
  return value === null ? '' : JSON.stringify(value);
}

/** Hooks of an operation on an instance that exists: scripts run on the master and the instance's nodes. */
export function instanceHooks(
  view: ConfigView,
  path: string,
  instance: InstanceData,
  more: {
    readonly environment?: Readonly<Record<string, string>>;
    readonly preNodes?: readonly string[];
    readonly postNodes?: readonly string[];
    readonly disks?: readonly DiskData[];
  } = {},
): HooksSpec {
  const disks = more.disks ?? instance.disks.flatMap((uuid) => view.get('disk', uuid) ?? []);
  const everywhere = [...new Set([view.cluster().master_node, instance.primary_node, ...disks.flatMap((disk) => disk.nodes)])];
  const environment = { ...instanceEnvironment(view, instance, disks), ...more.environment };
  return {
    path,
    objectType: 'INSTANCE',
    environment,
    preNodes: more.preNodes ?? everywhere,
    postNodes: more.postNodes ?? everywhere,
    postEnvironment: () => {
      const now = view.get('instance', instance.uuid);
      return now === undefined ? environment : { ...instanceEnvironment(view, now), ...more.environment };
    },
  };
}
