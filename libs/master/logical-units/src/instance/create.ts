/** Where an instance goes, what it will be like, and whether that can be. Whatever fails later (create-build.ts), all of it is taken back. */
import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit, LocksOutdated, type CheckContext, type LogicalUnit } from '@ganeti/master-jobs';
import type { Claimant, Needs } from '@ganeti/master-placement';
import type { LevelRequest } from '@ganeti/master-locking';
import { NODED_PORT, normaliseHostname, type Instance, type Node } from '@ganeti/objects';
import { instanceCreate } from '@ganeti/opcodes';
import { adoptedSpecs } from '../common/adopt';
import { info, warn } from '../common/disk-steps';
import { checkExclusiveStorage } from '../common/exclusive-storage';
import { instanceHooks } from '../common/hooks';
import { nodeBy } from '../common/lookup';
import { bridgesOf, groupsOf } from '../common/nics';
import { checkBridges, checkCanReceive } from '../common/node-checks';
import { checkHvOnNodes, checkOsOnNode, checkProviders } from '../common/node-params';
import { checkPolicy, hvOf, osParamsOf, privateOsParamsOf, specOf } from '../common/params';
import { together } from '../common/together';
import type { Services } from '../services';
import { build, type BuildPlan } from './create-build';
import { planInstance } from './create-instance';
import { askedNics, readCreateRequest, type CreateParams, type CreateRequest } from './create-request';
import { checkScripts, wantedInstance, type Wanted } from './import-source';

type Plan = BuildPlan & {
  /** uuids, primary first */
  readonly nodes: readonly string[];
  readonly nodeNames: readonly string[];
  readonly needs: Needs;
};

export function instanceCreateUnit(services: Services): LogicalUnit<typeof instanceCreate, Plan> {
  return defineLogicalUnit({
    definition: instanceCreate,

    locks(params, cx) {
      let read: Promise<Wanted & { readonly request: CreateRequest }> | null = null;
      const wanted = (): Promise<Wanted & { readonly request: CreateRequest }> =>
        (read ??= wantedInstance(services, params, cx).then((found) => ({ ...found, request: readCreateRequest(found.params, cx.config) })));
      // Chosen when the name is ours: an instance of that name may just be on its way out and give its room back.
      const nodes = async (): Promise<readonly string[]> => {
        const { request, params: all } = await wanted();
        return chooseNodes(services, request, all, cx);
      };
      const withSource = async (): Promise<LevelRequest> => {
        const { origin } = await wanted();
        return { names: [...new Set([...(await nodes()), ...(origin?.type === 'export' ? [origin.node] : [])])], mode: 'shared' };
      };
      // What needs no node to be asked is refused before anything is waited for.
      if (params.mode === 'create') readCreateRequest(params, cx.config);
      return {
        instance: { names: [normaliseHostname(params.instance_name)], mode: 'exclusive' },
        nodegroup: async () => {
          const { request, params: all } = await wanted();
          return { names: await groupsOf(cx.config, askedNics(all, cx.config.cluster(), request.name), nodes), mode: 'shared' };
        },
        node: withSource,
        'node-res': withSource,
      };
    },

    check: (params, cx) => check(services, params, cx),

    hooks: (params, plan, cx) =>
      instanceHooks(cx.config, 'instance-add', plan.instance, { disks: plan.disks, environment: { ADD_MODE: params.mode, ...sourceEnvironment(plan, cx) } }),

    dryRunResult: (_params, plan) => plan.nodeNames,

    async run(params, plan, cx) {
      const claimant = { jobId: cx.jobId, opIndex: cx.opIndex };
      services.placement.hold(claimant, plan.needs, plan.nodes);
      try {
        await build(services, params, plan, cx);
      } finally {
        services.placement.release(claimant);
      }
      return [...plan.nodeNames];
    },
  });
}

/** What was reserved under the name, to be built now; null for an instance that is new. Throws OpPrereqError when the name is not free, or nothing was reserved. */
function reservedAs(cx: CheckContext, { name, commit }: CreateRequest): Instance | null {
  const found = cx.config.instance(name);
  const instance = found?.name === name ? found : null;
  if (!commit) {
    if (instance !== null) throw new OpPrereqError(`Instance ${name} exists already; remove it first, or choose another name`, 'already_exists');
    return null;
  }
  if (instance === null) throw new OpPrereqError(`No place is reserved for instance ${name}; leave 'commit' out to create it`, 'unknown_entity');
  if (!instance.forthcoming) throw new OpPrereqError(`Instance ${name} exists already: it is not forthcoming any more`, 'wrong_state');
  return instance;
}

async function chooseNodes(services: Services, request: CreateRequest, params: CreateParams, cx: CheckContext): Promise<readonly string[]> {
  if (request.nodes !== null) return request.nodes;
  const reserved = reservedAs(cx, request);
  const claimant: Claimant = { jobId: cx.jobId, opIndex: cx.opIndex };
  const placed = services.placement.claimed(claimant);
  if (placed !== undefined) return placed;
  if (reserved === null) cx.reservations.name(cx.jobId, 'instance', request.name);
  const { allocator, group } = request;
  return services.placement.place(claimant, request.needs, { allocator, group, ignorePolicy: params.ignore_ipolicy, signal: cx.signal });
}

/** What was chosen when the locks were asked for may be gone when they have come: a node that is drained by now, or whose room others have taken. */
function checkStillThere(services: Services, request: CreateRequest, cx: CheckContext): void {
  const problem = services.placement.problem({ jobId: cx.jobId, opIndex: cx.opIndex });
  if (problem === null) return;
  info(cx, `The place chosen for instance ${request.name} is gone (${problem}): choosing another`);
  throw new LocksOutdated(new OpPrereqError(`No place for instance ${request.name} stays free until it is locked: ${problem}`, 'temp_insufficient_resources'));
}

function sourceEnvironment({ origin }: Plan, cx: CheckContext): Record<string, string> {
  if (origin?.type !== 'export') return {};
  return { SRC_NODE: nodeBy(cx.config, origin.node).name, SRC_PATH: origin.path, SRC_IMAGES: origin.dumps.map((dump) => dump?.file ?? '').join(' ') };
}

async function check(services: Services, given: CreateParams, cx: CheckContext): Promise<Plan> {
  const { params, origin } = await wantedInstance(services, given, cx);
  const request = readCreateRequest(params, cx.config);
  const { name, template, hypervisor, os } = request;
  const reserved = reservedAs(cx, request);
  if (params.name_check) await checkResolves(services, name, params.ip_check);
  const uuids = await chooseNodes(services, request, params, cx);
  if (request.nodes === null) checkStillThere(services, request, cx);
  const nodes = uuids.map((uuid) => nodeBy(cx.config, uuid));
  const primary = nodes[0] as Node;
  nodes.forEach(checkCanReceive);
  checkExclusiveStorage(cx.config, nodes, template);
  if (request.nodes === null) {
    info(cx, `Allocator ${request.allocator} chose for instance ${name}: ${nodes.map((node) => node.name).join(', ')}`);
  } else {
    if (reserved === null) cx.reservations.name(cx.jobId, 'instance', name);
    services.placement.claim({ jobId: cx.jobId, opIndex: cx.opIndex }, request.needs, uuids);
    if (nodes.some((node) => node.group !== primary.group)) warn(cx, `The nodes of instance ${name} are in different groups`);
  }

  const specs = await adoptedSpecs(cx, primary, template, request.disks);
  const { instance, disks } = planInstance(cx, params, request, uuids, specs, reserved);
  checkPolicy(cx, name, primary.uuid, specOf(cx.config, instance, disks.map((disk) => disk.size)), params.ignore_ipolicy);
  await together([
    checkHvOnNodes(cx, nodes, hypervisor, hvOf(cx.config, instance)),
    checkBridges(cx, primary, bridgesOf(cx, instance.nics)),
    checkProviders(cx, nodes, disks),
    ...(os === ''
      ? []
      : [
          checkOsOnNode(
            cx,
            primary,
            os,
            { shown: osParamsOf(cx.config, instance), hidden: { ...privateOsParamsOf(cx.config, instance), ...params.osparams_secret } },
            // What was forced once is not refused when it comes back.
            params.force_variant || origin !== null,
          ),
        ]),
  ]);
  return {
    instance,
    disks,
    adopted: specs.every(({ adopt }) => adopt !== null) && specs.length > 0 ? specs.map(({ adopt }) => adopt ?? '') : null,
    reserved: reserved?.disks ?? null,
    nodes: uuids,
    nodeNames: nodes.map((node) => node.name),
    needs: request.needs,
    install: request.install,
    origin,
    scripts: origin !== null && (await checkScripts(cx, primary.uuid, os, origin)),
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
