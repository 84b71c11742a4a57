/**
 * Steps: create-disk-N-<node> per disk and node, insert, assemble-disk-N-<node>, (wipe-disk-N), (waiting for the sync),
 * (pause-sync, install, resume-sync), mark-up, start. Whatever fails, all of it is taken back.
 */
import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit, type CheckContext, type LogicalUnit, type RunContext } from '@ganeti/master-jobs';
import { hvDefaults, NODED_PORT, type Nic, type Node, type ParamDict } from '@ganeti/objects';
import { instanceCreate } from '@ganeti/opcodes';
import type { DiskData } from '../common/devices';
import { planDisks } from '../common/disk-plan';
import { assembleDisks, createDisks, info, warn } from '../common/disk-steps';
import { defaultFileDriver, fileDirectory } from '../common/file-storage';
import { instanceHooks, type InstanceData } from '../common/hooks';
import { installOs } from '../common/install-os';
import { instanceMessage } from '../common/instance-message';
import { setInstance } from '../common/instance-state';
import { instanceBy, nodeBy } from '../common/lookup';
import { bridgesOf, checkDistinct, groupsOf, newNic } from '../common/nics';
import { checkBridges, checkCanReceive } from '../common/node-checks';
import { checkHvOnNodes, checkOsOnNode } from '../common/node-params';
import { beOf, checkPolicy, hvOf, nicParamsOf, osParamsOf, privateOsParamsOf, specOf } from '../common/params';
import type { Plain } from '../common/plain';
import { pauseSync } from '../common/pause-sync';
import { wipeDisks } from '../common/wipe-disks';
import { checkSyncing, waitForSync } from '../common/sync';
import { together } from '../common/together';
import type { Claimant, Needs } from '../placement/placement';
import type { Services } from '../services';
import { readCreateRequest, type CreateParams, type CreateRequest } from './create-request';

type Plan = {
  readonly instance: Plain<InstanceData>;
  readonly disks: readonly Plain<DiskData>[];
  /** uuids, primary first */
  readonly nodes: readonly string[];
  readonly nodeNames: readonly string[];
  readonly needs: Needs;
  readonly install: boolean;
};

/** Hypervisors whose graphical console listens on a port of its own. */
const withConsolePort: ReadonlySet<string> = new Set(['kvm', 'xen-hvm']);

export function instanceCreateUnit(services: Services): LogicalUnit<typeof instanceCreate, Plan> {
  return defineLogicalUnit({
    definition: instanceCreate,

    locks(params, cx) {
      const request = readCreateRequest(params, cx.config);
      // Chosen when the name is ours: an instance of that name may just be on its way out and give its room back.
      const nodes = (): readonly string[] => chooseNodes(services, request, cx);
      return {
        instance: { names: [request.name], mode: 'exclusive' },
        nodegroup: () => ({ names: groupsOf(cx.config, params.nics, nodes), mode: 'shared' }),
        node: () => ({ names: nodes(), mode: 'shared' }),
        'node-res': () => ({ names: nodes(), mode: 'shared' }),
      };
    },

    check: (params, cx) => check(services, params, cx),

    hooks: (_params, plan, cx) =>
      instanceHooks(cx.config, 'instance-add', plan.instance, { disks: plan.disks, environment: { ADD_MODE: 'create' } }),

    dryRunResult: (_params, plan) => plan.nodeNames,

    async run(params, plan, cx) {
      const claimant = { jobId: cx.jobId, opIndex: cx.opIndex };
      services.placement.hold(claimant, plan.needs, plan.nodes);
      try {
        await build(params, plan, cx);
      } finally {
        services.placement.release(claimant);
      }
      return [...plan.nodeNames];
    },
  });
}

function checkNameFree(cx: CheckContext, name: string): void {
  if (cx.config.instance(name)?.name === name) {
    throw new OpPrereqError(`Instance ${name} exists already; remove it first, or choose another name`, 'already_exists');
  }
}

function chooseNodes(services: Services, request: CreateRequest, cx: CheckContext): readonly string[] {
  if (request.nodes !== null) return request.nodes;
  checkNameFree(cx, request.name);
  const claimant: Claimant = { jobId: cx.jobId, opIndex: cx.opIndex };
  const placed = services.placement.placed(claimant);
  if (placed !== undefined) return placed;
  cx.reservations.name(cx.jobId, 'instance', request.name);
  return services.placement.place(claimant, request.needs, request.group);
}

async function check(services: Services, params: CreateParams, cx: CheckContext): Promise<Plan> {
  const request = readCreateRequest(params, cx.config);
  const { name, template, hypervisor, os } = request;
  const cluster = cx.config.cluster();
  checkNameFree(cx, name);
  if (params.name_check) await checkResolves(services, name, params.ip_check);
  const uuids = chooseNodes(services, request, cx);
  const nodes = uuids.map((uuid) => nodeBy(cx.config, uuid));
  const primary = nodes[0] as Node;
  nodes.forEach(checkCanReceive);
  if (request.nodes === null) {
    info(cx, `Allocator ${request.allocator} chose for instance ${name}: ${nodes.map((node) => node.name).join(', ')}`);
  } else {
    cx.reservations.name(cx.jobId, 'instance', name);
    services.placement.claim({ jobId: cx.jobId, opIndex: cx.opIndex }, request.needs, uuids);
    if (nodes.some((node) => node.group !== primary.group)) warn(cx, `The nodes of instance ${name} are in different groups`);
  }

  const dropEqual = params.identify_defaults;
  const uuid = cx.ids.uuid();
  const planned = planDisks(
    cx,
    {
      uuid,
      name,
      template,
      primary: primary.uuid,
      secondary: uuids[1] ?? null,
      directory: fileDirectory(cluster, template, name, params.file_storage_dir),
      driver: params.file_driver ?? defaultFileDriver,
    },
    request.disks,
  );
  const nics = params.nics.map((nic, index) => newNic(cx, nic, index, { node: primary.uuid, conflictsCheck: params.conflicts_check }));
  checkDistinct(nics);
  const instance: InstanceData = {
    uuid,
    name,
    primary_node: primary.uuid,
    os,
    hypervisor,
    disk_template: template,
    beparams: dropEqual ? without(request.beparams, beOf(cx.config, { beparams: {} })) : request.beparams,
    hvparams: dropEqual ? without(request.hvparams, hvDefaults(cluster, hypervisor, os)) : request.hvparams,
    osparams: dropEqual ? without(params.osparams, osParamsOf(cx.config, { os, osparams: {} })) : params.osparams,
    osparams_private: params.osparams_private ?? {},
    admin_state: 'down',
    admin_state_source: 'admin',
    nics: dropEqual ? nics.map((nic) => withoutDefaults(cx, nic)) : nics,
    disks: planned.map((disk) => disk.uuid),
    disks_active: planned.length > 0,
    network_port: withConsolePort.has(hypervisor) ? cx.reservations.port(cx.jobId) : null,
    forthcoming: false,
    tags: request.tags,
  };

  checkPolicy(cx, name, primary.uuid, specOf(cx.config, instance, request.disks.map((disk) => disk.size)), params.ignore_ipolicy);
  await together([
    checkHvOnNodes(cx, nodes, hypervisor, hvOf(cx.config, instance)),
    checkBridges(cx, primary, bridgesOf(cx, nics)),
    ...(os === ''
      ? []
      : [
          checkOsOnNode(
            cx,
            primary,
            os,
            { shown: osParamsOf(cx.config, instance), hidden: { ...privateOsParamsOf(cx.config, instance), ...params.osparams_secret } },
            params.force_variant,
          ),
        ]),
  ]);
  return {
    instance: instance,
    disks: planned,
    nodes: uuids,
    nodeNames: nodes.map((node) => node.name),
    needs: request.needs,
    install: request.install,
  };
}

/** The name is locked as it was given, so it has to be the one the resolver says. */
async function checkResolves(services: Services, name: string, ipCheck: boolean): Promise<void> {
  const found = await services.names.resolve(name);
  if (found.name !== name) {
    throw new OpPrereqError(`The name '${name}' resolves to '${found.name}'; create the instance under its full name`, 'wrong_input');
  }
  if (ipCheck && (await services.names.answers(found.address, NODED_PORT))) {
    throw new OpPrereqError(`The address ${found.address} of ${name} is in use: something answers there`, 'resource_not_unique');
  }
}

function without(params: ParamDict, defaults: ParamDict): ParamDict {
  return Object.fromEntries(Object.entries(params).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(defaults[key])));
}
function withoutDefaults(cx: CheckContext, nic: Nic): Nic {
  return { ...nic, nicparams: without(nic.nicparams, nicParamsOf(cx.config, { nicparams: {} })) };
}

async function build(params: CreateParams, plan: Plan, cx: RunContext): Promise<void> {
  const { instance, disks } = plan;
  const primary = instance.primary_node;
  const use = { owner: instance.name, primary };
  if (disks.length > 0) {
    cx.log(`* creating ${disks.length} disk(s): ${disks.map((disk) => `${disk.size} MiB`).join(', ')}`);
    await createDisks(cx, disks, instance.name, primary);
  }
  cx.log(`* adding instance ${instance.name} to the configuration`);
  await cx.update('insert', (tx) => {
    for (const disk of disks) tx.insert('disk', disk);
    tx.insert('instance', instance);
  });

  await assembleDisks(cx, disks, use);
  if (cx.config.cluster().prealloc_wipe_disks) await wipeDisks(cx, disks, primary);
  if (params.wait_for_sync) await waitForSync(cx, instance.name, disks, primary);
  else await checkSyncing(cx, instance.name, disks, primary);

  if (plan.install) {
    const message = instanceMessage(cx.config, instanceBy(cx.config, instance.uuid), { secrets: params.osparams_secret });
    // The installation writes a lot; a sync that nobody waits for can wait itself.
    const install = () => installOs(cx, primary, message, { reinstall: false, debugLevel: params.debug_level });
    await (params.wait_for_sync ? install() : pauseSync(cx, disks, primary, 'install', install));
  }
  if (!params.start) return;

  cx.log('* starting the instance');
  await cx.update('mark-up', (tx) => setInstance(tx, instance.uuid, { admin_state: 'up' }));
  const message = instanceMessage(cx.config, instanceBy(cx.config, instance.uuid));
  await cx.call('start', primary, 'Instances.Start', { instance: message, paused: false }, {
    undo: [{ node: primary, method: 'Instances.Shutdown', request: { instance: message, timeout: 0 } }],
    timeoutSeconds: 300,
  });
}
