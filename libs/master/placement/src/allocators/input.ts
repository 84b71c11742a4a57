/** The input of allocator programs: the whole cluster and the request, protocol version 2. */
import type { GroupJson, InstanceJson, NodeJson, RequestJson } from '@ganeti/master-allocator';
import type { ConfigView } from '@ganeti/master-config';
import type { LiveView } from '@ganeti/master-live';
import { diskUsage, fillBe, fillIPolicy, fillNd, fillNic, type Instance, type Node } from '@ganeti/objects';
import type { Claims } from '../claims';
import { instanceData } from '../cluster/instance-data';
import { nodeData } from '../cluster/node-data';

export interface InputParts {
  readonly config: { readonly view: ConfigView };
  readonly live: LiveView;
  readonly claims: Claims;
}

/** Objects put into words before others get a turn on the event loop. */
const perTurn = 100;
const attempts = 3;

/** JSON text. Made in turns; when the configuration changes meanwhile it is made anew, at last in one go. */
export async function allocatorInput(parts: InputParts, request: RequestJson): Promise<string> {
  const { config } = parts;
  for (let attempt = 1; ; attempt += 1) {
    const { revision } = config.view;
    const last = attempt === attempts;
    const nodes = await joined(config.view.all('node'), (node) => [node.name, nodeJson(parts, node)], last);
    const instances = await joined(config.view.all('instance'), (instance) => [instance.name, instanceJson(config.view, instance)], last);
    if (!last && config.view.revision !== revision) continue;
    const head = JSON.stringify(headJson(config.view)).slice(0, -1);
    return `${head},"nodes":${nodes},"instances":${instances},"request":${JSON.stringify(request)}}`;
  }
}

async function joined<T>(objects: Iterable<T>, toJson: (object: T) => readonly [name: string, json: object], atOnce: boolean): Promise<string> {
  const entries: string[] = [];
  for (const object of [...objects]) {
    const [name, json] = toJson(object);
    entries.push(`${JSON.stringify(name)}:${JSON.stringify(json)}`);
    if (!atOnce && entries.length % perTurn === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return `{${entries.join(',')}}`;
}

function headJson(view: ConfigView): object {
  const cluster = view.cluster();
  const groups = [...view.all('nodegroup')].map((group): [string, GroupJson] => [
    group.uuid,
    { name: group.name, alloc_policy: group.alloc_policy, networks: Object.keys(group.networks), tags: group.tags, ipolicy: fillIPolicy(cluster, group) },
  ]);
  return {
    version: 2,
    cluster_name: cluster.cluster_name,
    cluster_tags: cluster.tags,
    enabled_hypervisors: cluster.enabled_hypervisors,
    ipolicy: fillIPolicy(cluster),
    nodegroups: Object.fromEntries(groups),
  };
}

function nodeJson({ config: { view }, live, claims }: InputParts, node: Node): NodeJson {
  const cluster = view.cluster();
  const group = view.get('nodegroup', node.group);
  const fixed = {
    group: node.group,
    primary_ip: node.primary_ip,
    secondary_ip: node.secondary_ip,
    tags: node.tags,
    master_candidate: node.master_candidate,
    master_capable: node.master_capable,
    vm_capable: node.vm_capable,
    drained: node.drained,
    offline: node.offline,
    ndparams: group === undefined ? {} : fillNd(cluster, group, node),
  };
  const primaries = [...view.primariesOf(node.uuid)].flatMap((uuid) => view.get('instance', uuid) ?? []);
  const memoryOf = (instances: readonly Instance[]): number => instances.reduce((sum, { beparams }) => sum + fillBe(cluster, beparams).maxmem, 0);
  const owed = primaries.reduce((sum, instance) => sum + instanceData(view, live, instance, false).owed, 0);
  const seen = nodeData(view, live, node, { claims: claims.ofNode(node.uuid), owed });
  if (seen.offline) return fixed;
  return {
    ...fixed,
    total_disk: seen.diskTotal,
    free_disk: seen.diskFree,
    total_memory: seen.memTotal,
    reserved_memory: seen.memNode,
    free_memory: seen.memFree,
    i_pri_memory: memoryOf(primaries),
    i_pri_up_memory: memoryOf(primaries.filter(({ admin_state }) => admin_state === 'up')),
    total_cpus: seen.cpus,
    reserved_cpus: seen.cpusReserved,
    total_spindles: seen.spindles,
    free_spindles: seen.spindlesFree,
  };
}

function instanceJson(view: ConfigView, instance: Instance): InstanceJson {
  const cluster = view.cluster();
  const be = fillBe(cluster, instance.beparams);
  const disks = view.disksOf(instance);
  return {
    disks: disks.map(({ size, mode, spindles }) => ({ size, mode, spindles })),
    disk_space_total: diskUsage(instance.disk_template, disks.map(({ size }) => size)),
    hypervisor: instance.hypervisor,
    tags: instance.tags,
    nics: instance.nics.map(({ mac, ip, network, nicparams }) => {
      const { mode, link } = fillNic(cluster, nicparams);
      return { mac, ip, mode, link, ...(mode === 'bridged' ? { bridge: link } : {}), network };
    }),
    vcpus: be.vcpus,
    admin_state: instance.admin_state,
    admin_state_source: instance.admin_state_source,
    disk_template: instance.disk_template,
    spindle_use: be.spindle_use,
    memory: be.maxmem,
    nodes: view.nodesOfInstance(instance).map((uuid) => view.get('node', uuid)?.name ?? uuid),
    os: instance.os,
    forthcoming: instance.forthcoming,
  };
}
