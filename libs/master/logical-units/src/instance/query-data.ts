import { defineLogicalUnit, type RunContext } from '@ganeti/master-jobs';
import type { DiskStatusReceived } from '@ganeti/node-api';
import { withoutHvGlobals, type BlockDevice, type Disk, type Instance, type Json, type LogicalId } from '@ganeti/objects';
import { instanceQueryData } from '@ganeti/opcodes';
import { deviceMessage } from '../common/devices';
import { runningOn, secondariesOf } from '../common/instance-state';
import { instanceLock, instanceOf, nodeBy, nodeName } from '../common/lookup';
import { beOf, hvOf, nicParamsOf, osParamsOf } from '../common/params';
import { together } from '../common/together';

export const instanceQueryDataUnit = defineLogicalUnit({
  definition: instanceQueryData,
  locks: (params, cx) =>
    !params.use_locking
      ? {}
      : {
          instance: {
            names: params.instances.length === 0 ? 'all' : params.instances.map((name) => instanceLock(cx.config, name)),
            mode: 'shared',
          },
        },

  async check(params, cx): Promise<string[]> {
    if (params.instances.length > 0) return params.instances.map((name) => instanceOf(cx.config, { instance_name: name }, { forthcoming: true }).uuid);
    return [...cx.config.all('instance')].map(({ uuid }) => uuid);
  },

  async run(params, uuids, cx) {
    const instances = uuids.flatMap((uuid) => cx.config.get('instance', uuid) ?? []);
    const rows = await together(instances.map(async (instance) => [instance.name, await describe(cx, instance, params.static)] as const));
    return Object.fromEntries(rows);
  },
});

async function describe(cx: RunContext, instance: Instance, isStatic: boolean): Promise<Record<string, Json>> {
  const view = cx.config;
  const secondaries = secondariesOf(view, instance);
  const groupOf = (node: string) => view.get('nodegroup', nodeBy(view, node).group);
  return {
    name: instance.name,
    config_state: instance.admin_state,
    run_state: isStatic ? null : await runState(cx, instance),
    pnode: nodeName(view, instance.primary_node),
    pnode_group_uuid: groupOf(instance.primary_node)?.uuid ?? null,
    pnode_group_name: groupOf(instance.primary_node)?.name ?? null,
    snodes: secondaries.map((node) => nodeName(view, node)),
    snodes_group_uuids: secondaries.map((node) => groupOf(node)?.uuid ?? null),
    snodes_group_names: secondaries.map((node) => groupOf(node)?.name ?? null),
    os: instance.os,
    nics: instance.nics.map((nic): Json => {
      const { mode, link, vlan } = nicParamsOf(view, nic);
      const network = nic.network === null ? null : (view.get('network', nic.network)?.name ?? null);
      return [nic.name, nic.uuid, nic.ip, nic.mac, mode, link, vlan, nic.network, network];
    }),
    disk_template: instance.disk_template,
    disks: await disksInfo(cx, instance, isStatic),
    hypervisor: instance.hypervisor,
    network_port: instance.network_port,
    hv_instance: { ...instance.hvparams },
    hv_actual: withoutHvGlobals(hvOf(view, instance)),
    be_instance: { ...instance.beparams },
    be_actual: { ...beOf(view, instance) },
    os_instance: { ...instance.osparams },
    os_actual: osParamsOf(view, instance),
    serial_no: instance.serial_no,
    mtime: instance.mtime,
    ctime: instance.ctime,
    uuid: instance.uuid,
  };
}

/** up, down; null when its node does not say. */
async function runState(cx: RunContext, instance: Instance): Promise<string | null> {
  if (nodeBy(cx.config, instance.primary_node).offline) return null;
  try {
    return (await runningOn(cx, instance, instance.primary_node)) === null ? 'down' : 'up';
  } catch (error) {
    if (cx.signal.aborted) throw error;
    return null;
  }
}

async function disksInfo(cx: RunContext, instance: Instance, isStatic: boolean): Promise<Json[]> {
  const disks = cx.config.disksOf(instance);
  const secondary = secondariesOf(cx.config, instance)[0];
  const [onPrimary, onSecondary] = isStatic
    ? [[], []]
    : await together([status(cx, disks, instance.primary_node), secondary === undefined ? Promise.resolve([]) : status(cx, disks, secondary)]);
  return disks.map((disk, index) => diskInfo(cx, disk, disk, onPrimary?.[index], onSecondary?.[index]));
}

async function status(cx: RunContext, disks: readonly Disk[], node: string): Promise<readonly DiskStatusReceived[]> {
  if (disks.length === 0 || nodeBy(cx.config, node).offline) return [];
  try {
    return (await cx.read(node, 'Blocks.Status', { devices: disks.map((disk) => deviceMessage(cx.config, disk)) })).status;
  } catch (error) {
    if (cx.signal.aborted) throw error;
    return [];
  }
}

function diskInfo(cx: RunContext, disk: Disk, device: BlockDevice, primary?: DiskStatusReceived, secondary?: DiskStatusReceived): Json {
  const id = device.logical_id;
  const isTop = device === disk;
  return {
    iv_name: isTop ? disk.iv_name : null,
    dev_type: device.dev_type,
    logical_id: idList(cx, id),
    drbd_info:
      id.type !== 'drbd'
        ? null
        : {
            primary_node: nodeName(cx.config, id.node_a),
            primary_minor: id.minor_a,
            secondary_node: nodeName(cx.config, id.node_b),
            secondary_minor: id.minor_b,
            port: id.port,
          },
    pstatus: statusTuple(primary),
    sstatus: statusTuple(secondary),
    children: device.children.map((child) => diskInfo(cx, disk, child)),
    mode: isTop ? disk.mode : 'rw',
    size: device.size,
    spindles: isTop ? disk.spindles : null,
    name: isTop ? disk.name : null,
    uuid: isTop ? disk.uuid : null,
  };
}

/** The secret of a mirror is nobody's business. */
function idList(cx: RunContext, id: LogicalId): Json {
  switch (id.type) {
    case 'plain':
      return [id.vg, id.lv];
    case 'drbd':
      return [nodeName(cx.config, id.node_a), nodeName(cx.config, id.node_b), id.port, id.minor_a, id.minor_b, null];
    case 'file':
    case 'sharedfile':
    case 'gluster':
      return [id.driver, id.path];
    case 'blockdev':
      return ['manual', id.path];
    case 'rbd':
      return [id.pool, id.image];
    case 'ext':
      return [id.provider, id.name];
  }
}

const localDisk: Readonly<Record<string, number>> = { ok: 1, syncing: 2, unknown: 3, faulty: 4 };

/** [path, major, minor, sync percent, seconds to go, degraded, state of the local disk]; null: not there. */
function statusTuple(status: DiskStatusReceived | undefined): Json {
  if (status === undefined || !status.exists) return null;
  const isDevice = status.major > 0;
  return [
    status.path,
    isDevice ? status.major : null,
    isDevice ? status.minor : null,
    status.sync_percent >= 0 ? status.sync_percent : null,
    status.estimated_time >= 0 ? status.estimated_time : null,
    status.degraded,
    localDisk[status.local_disk] ?? 1,
  ];
}
