/** Steps: (rename-files), rename, info-disk-N, temporary-assemble-disk-N-<node>, os-rename, temporary-shutdown-disk-N-<node>. */
import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit, type LogicalUnit } from '@ganeti/master-jobs';
import { NODED_PORT, normaliseHostname, templateHas, type Cluster, type Disk, type LogicalId } from '@ganeti/objects';
import { instanceRename } from '@ganeti/opcodes';
import { posix } from 'node:path';
import { withActiveDisks } from '../common/active-disks';
import { deviceMessage } from '../common/devices';
import { ownerInfo, warn } from '../common/disk-steps';
import { instanceHooks } from '../common/hooks';
import { checkNoSnapshots } from '../common/instance-snapshots';
import { instanceMessage } from '../common/instance-message';
import { checkStopped, disksOf, runningOn } from '../common/instance-state';
import { instanceAndNodes } from '../common/locks';
import { instanceBy, instanceLock, instanceOf, nodeBy } from '../common/lookup';
import { checkOnline } from '../common/node-checks';
import type { Plain } from '../common/plain';
import type { Services } from '../services';

type Plan = {
  readonly instance: string;
  readonly primary: string;
  readonly oldName: string;
  readonly newName: string;
  readonly disks: readonly Plain<Disk>[];
  readonly wereActive: boolean;
};

export function instanceRenameUnit(services: Services): LogicalUnit<typeof instanceRename, Plan> {
  return defineLogicalUnit({
    definition: instanceRename,
    locks: (params, cx) => ({
      ...instanceAndNodes(cx.config, params),
      instance: { names: [instanceLock(cx.config, params.instance_name), normaliseHostname(params.new_name)], mode: 'exclusive' },
    }),

    async check(params, cx): Promise<Plan> {
      const instance = instanceOf(cx.config, params);
      const newName = normaliseHostname(params.new_name);
      const primary = nodeBy(cx.config, instance.primary_node);
      checkOnline(primary);
      if (newName === instance.name) throw new OpPrereqError(`Instance ${newName} has this name already`, 'wrong_input');
      if (cx.config.instance(newName)?.name === newName) {
        throw new OpPrereqError(`Instance ${newName} exists already; choose another name`, 'already_exists');
      }
      checkStopped(instance, (await runningOn(cx, instance, primary.uuid)) !== null, 'it is renamed');
      if (templateHas(instance.disk_template, 'fileBased')) checkNoSnapshots(instance, 'its files get another directory');
      if (params.name_check) {
        const found = await services.names.resolve(newName);
        if (found.name !== newName) {
          throw new OpPrereqError(`The name '${newName}' resolves to '${found.name}'; rename the instance to its full name`, 'wrong_input');
        }
        if (params.ip_check && (await services.names.answers(found.address, NODED_PORT))) {
          throw new OpPrereqError(`The address ${found.address} of ${newName} is in use: something answers there`, 'resource_not_unique');
        }
      }
      cx.reservations.name(cx.jobId, 'instance', newName);
      return {
        instance: instance.uuid,
        primary: primary.uuid,
        oldName: instance.name,
        newName,
        disks: disksOf(cx.config, instance.uuid),
        wereActive: instance.disks_active,
      };
    },

    hooks: (_params, plan, cx) =>
      instanceHooks(cx.config, 'instance-rename', instanceBy(cx.config, plan.instance), { environment: { INSTANCE_NEW_NAME: plan.newName } }),

    async run(params, plan, cx) {
      const { oldName, newName, primary } = plan;
      const cluster = cx.config.cluster();
      const moved = plan.disks.map((disk) => ({ ...disk, logical_id: movedFile(cluster, disk.logical_id, oldName, newName) }));
      const pairs = plan.disks.flatMap((disk, index) => {
        const to = moved[index];
        return to === undefined || to.logical_id === disk.logical_id ? [] : [[deviceMessage(cx.config, disk), deviceMessage(cx.config, to)] as const];
      });
      if (pairs.length > 0) {
        const request = { pairs: pairs.map(([device, newId]) => ({ device, new_id: newId })) };
        const back = { pairs: pairs.map(([device, newId]) => ({ device: newId, new_id: device })) };
        await cx.call('rename-files', primary, 'Blocks.Rename', request, { undo: [{ node: primary, method: 'Blocks.Rename', request: back }] });
      }
      await cx.update('rename', (tx) => {
        tx.update('instance', plan.instance, { name: newName });
        for (const disk of moved) tx.update('disk', disk.uuid, { logical_id: disk.logical_id });
      });
      await withActiveDisks(cx, plan.instance, moved, plan.wereActive, async () => {
        for (const disk of moved) {
          const device = deviceMessage(cx.config, disk);
          for (const node of disk.nodes) {
            if (nodeBy(cx.config, node).offline) continue;
            await cx.call(`info-${disk.iv_name.replace('/', '-')}-${nodeBy(cx.config, node).name}`, node, 'Blocks.SetInfo', { device, info: ownerInfo(newName) }, {
              undo: [{ node, method: 'Blocks.SetInfo', request: { device, info: ownerInfo(oldName) } }],
            });
          }
        }
        const instance = instanceBy(cx.config, plan.instance);
        if (instance.os === '' || instance.disk_template === 'diskless') return;
        cx.log(`* running the rename script of OS ${instance.os}`);
        try {
          await cx.call(
            'os-rename',
            primary,
            'OperatingSystems.Rename',
            { instance: instanceMessage(cx.config, instance), old_name: oldName, debug_level: params.debug_level ?? 0 },
            { timeoutSeconds: 3600 },
          );
        } catch (error) {
          if (cx.signal.aborted) throw error;
          // Ganeti's contract: the cluster's name for it is changed; what the guest calls itself is its own affair.
          warn(cx, `The rename script failed, so the guest may still call itself ${oldName}: ${(error as Error).message}`);
        }
      }, (node) => node !== primary);
      return newName;
    },
  });
}

/** File disks lie in a directory named after their instance. */
function movedFile(cluster: Cluster, id: LogicalId, oldName: string, newName: string): LogicalId {
  if (id.type !== 'file' && id.type !== 'sharedfile') return id;
  const directory = posix.dirname(id.path);
  const base = id.type === 'file' ? cluster.file_storage_dir : cluster.shared_file_storage_dir;
  if (posix.basename(directory) !== oldName || !directory.startsWith(base)) return id;
  return { ...id, path: posix.join(posix.dirname(directory), newName, posix.basename(id.path)) };
}
