/**
 * Steps: (create-disk-N-<node>, or adopt-disk-N-<node> and info-disk-N-<node>,) insert, assemble-disk-N-<node>, (wipe-disk-N),
 * (waiting for the sync), (pause-sync, install or what import-data.ts does, resume-sync), mark-up, start; of a forthcoming instance `insert` only.
 */
import type { RunContext } from '@ganeti/master-jobs';
import { adoptVolumes } from '../common/adopt';
import type { DiskData } from '../common/devices';
import { assembleDisks, createDisks } from '../common/disk-steps';
import type { InstanceData } from '../common/hooks';
import { installOs } from '../common/install-os';
import { instanceMessage } from '../common/instance-message';
import { setInstance } from '../common/instance-state';
import { instanceBy } from '../common/lookup';
import { pauseSync } from '../common/pause-sync';
import type { Plain } from '../common/plain';
import { checkSyncing, waitForSync } from '../common/sync';
import { wipeDisks } from '../common/wipe-disks';
import type { Services } from '../services';
import type { CreateParams } from './create-request';
import { importData } from './import-data';
import type { Origin } from './import-source';

export type BuildPlan = {
  readonly instance: Plain<InstanceData>;
  readonly disks: readonly Plain<DiskData>[];
  /** Volumes that become its disks, by their names so far; null: disks are made. */
  readonly adopted: readonly string[] | null;
  /** uuids of the disks that were reserved for it; null: nothing was. */
  readonly reserved: readonly string[] | null;
  readonly install: boolean;
  /** Where its data comes from; null: it is installed, or stays empty. */
  readonly origin: Origin | null;
  /** Scripts of its OS definition can read that data. */
  readonly scripts: boolean;
};

export async function build(services: Services, params: CreateParams, plan: BuildPlan, cx: RunContext): Promise<void> {
  const { instance, disks } = plan;
  if (instance.forthcoming) cx.log(`* reserving the place of instance ${instance.name}; nothing is made`);
  else await provideDisks(plan, cx);
  cx.log(`* adding instance ${instance.name} to the configuration`);
  await cx.update('insert', (tx) => {
    for (const uuid of plan.reserved ?? []) tx.remove('disk', uuid);
    for (const disk of disks) tx.insert('disk', disk);
    if (plan.reserved === null) tx.insert('instance', instance);
    else tx.update('instance', instance.uuid, instance);
  });
  if (instance.forthcoming) return;
  await fillDisks(services, params, plan, cx);
  if (params.start) await start(instance, cx);
}

async function provideDisks({ instance, disks, adopted }: BuildPlan, cx: RunContext): Promise<void> {
  if (disks.length === 0) return;
  const sizes = disks.map((disk) => `${disk.size} MiB`).join(', ');
  if (adopted !== null) {
    cx.log(`* adopting ${disks.length} disk(s): ${sizes}`);
    await adoptVolumes(cx, disks, adopted, instance.name);
  }
  // Devices of others are only looked at.
  if (adopted === null || instance.disk_template === 'blockdev') {
    cx.log(`* creating ${disks.length} disk(s): ${sizes}`);
    await createDisks(cx, disks, instance.name, instance.primary_node);
  }
}

async function fillDisks(services: Services, params: CreateParams, plan: BuildPlan, cx: RunContext): Promise<void> {
  const { instance, disks, adopted, install, origin, scripts } = plan;
  const { name, primary_node: primary } = instance;
  await assembleDisks(cx, disks, { owner: name, primary });
  if (adopted === null && cx.config.cluster().prealloc_wipe_disks) await wipeDisks(cx, disks, primary);
  if (params.wait_for_sync) await waitForSync(cx, name, disks, primary);
  else await checkSyncing(cx, name, disks, primary);
  if (!install && origin === null) return;
  const message = instanceMessage(cx.config, instanceBy(cx.config, instance.uuid), { secrets: params.osparams_secret });
  const fill = (): Promise<void> =>
    origin === null
      ? installOs(cx, primary, message, { reinstall: false, debugLevel: params.debug_level })
      : importData(cx, services, { origin, scripts, disks, message, primary, compress: params.compress, debugLevel: params.debug_level ?? 0 });
  // This writes a lot; a sync that nobody waits for can wait itself.
  await (params.wait_for_sync ? fill() : pauseSync(cx, disks, primary, 'install', fill));
}

async function start({ uuid, primary_node: primary }: Plain<InstanceData>, cx: RunContext): Promise<void> {
  cx.log('* starting the instance');
  await cx.update('mark-up', (tx) => setInstance(tx, uuid, { admin_state: 'up' }));
  const message = instanceMessage(cx.config, instanceBy(cx.config, uuid));
  await cx.call('start', primary, 'Instances.Start', { instance: message, paused: false }, {
    undo: [{ node: primary, method: 'Instances.Shutdown', request: { instance: message, timeout: 0 } }],
    timeoutSeconds: 300,
  });
}
