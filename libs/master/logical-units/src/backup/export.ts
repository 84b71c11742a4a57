/** An instance as files on a node, or on its way to another cluster. How it is done: export-steps.ts. */
import { OpExecError, OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit, type CheckContext, type LogicalUnit } from '@ganeti/master-jobs';
import type { Disk, Instance, Node } from '@ganeti/objects';
import { backupExport, type ParamsOf } from '@ganeti/opcodes';
import { instanceHooks } from '../common/hooks';
import { checkNotOfflineState, disksOf, runningOn } from '../common/instance-state';
import { instanceAndNodes } from '../common/locks';
import { instanceOf, nodeBy, nodeOf } from '../common/lookup';
import { checkOnline } from '../common/node-checks';
import { checkCompression } from '../common/transfer';
import type { Services } from '../services';
import { checkCertificate, checkDisk, checkKeyName } from './cross-cluster';
import { runExport, type ExportPlan } from './export-steps';
import { hasScripts } from './scripted';
import { planSnapshots } from './snapshots';

type Params = ParamsOf<typeof backupExport>;

export function backupExportUnit(services: Services): LogicalUnit<typeof backupExport, ExportPlan> {
  return defineLogicalUnit({
    definition: backupExport,
    locks: (params, cx) =>
      instanceAndNodes(cx.config, params, () => {
        const target = typeof params.target_node === 'string' ? cx.config.node(params.target_node_uuid ?? params.target_node) : undefined;
        return target === undefined ? [] : [target.uuid];
      }),

    check: (params, cx) => check(services, params, cx),

    hooks(params, plan, cx) {
      const target = plan.target === null ? [] : [plan.target];
      const nodes = [...new Set([cx.config.cluster().master_node, plan.instance.primary_node, ...target])];
      const python = (value: boolean): string => (value ? 'True' : 'False');
      return instanceHooks(cx.config, 'instance-export', plan.instance, {
        environment: {
          EXPORT_MODE: params.mode,
          EXPORT_NODE: plan.target === null ? '' : nodeBy(cx.config, plan.target).name,
          EXPORT_DO_SHUTDOWN: python(params.shutdown),
          SHUTDOWN_TIMEOUT: String(params.shutdown_timeout),
          REMOVE_INSTANCE: python(params.remove_instance),
        },
        preNodes: nodes,
        postNodes: nodes,
      });
    },

    run: (params, plan, cx) => runExport(cx, params, plan),
  });
}

async function check(services: Services, params: Params, cx: CheckContext): Promise<ExportPlan> {
  const instance = instanceOf(cx.config, params);
  checkNotOfflineState(instance);
  const primary = nodeBy(cx.config, instance.primary_node);
  checkOnline(primary);
  checkCompression(cx.config.cluster(), params.compress);
  checkZeroing(params, cx);
  const disks = disksOf(cx.config, instance.uuid);
  const target = params.mode === 'local' ? localTarget(params, cx).uuid : null;
  const remote = params.mode === 'remote' ? await readRemote(services, params, instance, disks) : null;
  const running = (await runningOn(cx, instance, primary.uuid)) !== null;
  return {
    instance,
    disks,
    running,
    restart: params.shutdown && running && instance.admin_state === 'up' && !params.remove_instance,
    wereActive: instance.disks_active,
    snapshots: running && !params.remove_instance ? snapshotsFor(params, cx, instance, disks) : null,
    scripted: await hasScripts(cx, primary.uuid, instance.os),
    target,
    remote,
    timestamp: cx.clock.now(),
  };
}

function checkZeroing(params: Params, cx: CheckContext): void {
  if (!params.zero_free_space) return;
  if (cx.config.cluster().zeroing_image === '') {
    throw new OpPrereqError("Free space cannot be zeroed: the cluster has no 'zeroing_image' for the helper that does it", 'wrong_input');
  }
  throw new OpPrereqError("This release cannot boot the helper that zeroes free space; leave out 'zero_free_space', zeros that are there are skipped all the same", 'wrong_input');
}

function localTarget(params: Params, cx: CheckContext): Node {
  const name = typeof params.target_node === 'string' ? params.target_node : '';
  const node = nodeOf(cx.config, name, params.target_node_uuid);
  checkOnline(node);
  if (node.drained) throw new OpPrereqError(`Node ${node.name} is drained and takes no exports; choose another one`, 'wrong_state');
  return node;
}

async function readRemote(services: Services, params: Params, instance: Instance, disks: readonly Disk[]): Promise<ExportPlan['remote']> {
  const secret = await services.keys.secrets.domainSecret();
  const announced = params.target_node as readonly unknown[];
  if (announced.length !== disks.length) {
    throw new OpPrereqError(`Instance ${instance.name} has ${disks.length} disks, but the receiving cluster announced ${announced.length}; create it there with the same disks`, 'wrong_input');
  }
  return {
    key: checkKeyName(secret, params.x509_key_name ?? []),
    certificate: checkCertificate(secret, params.destination_x509_ca ?? '', 'destination_x509_ca'),
    disks: announced.map((disk, index) => checkDisk(secret, index, disk)),
  };
}

/** Ganeti finds out when the instance is stopped already, and so do its clients: OpExecError. Here nothing has happened yet. */
function snapshotsFor(params: Params, cx: CheckContext, instance: Instance, disks: readonly Disk[]): ExportPlan['snapshots'] {
  const snapshots = planSnapshots(cx, disks, instance.primary_node);
  if (snapshots !== null) return snapshots;
  const why = `Disks of template '${instance.disk_template}' cannot have snapshots for an export`;
  if (!params.shutdown) throw new OpExecError(`${why}, so instance ${instance.name} cannot be exported while it runs; leave 'shutdown' on`);
  if (!params.long_sleep) throw new OpExecError(`${why}, so instance ${instance.name} would be down all the time; allow that with 'long_sleep' (--long-sleep)`);
  return null;
}
