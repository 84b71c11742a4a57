/** What nodes of a group are asked, and what they answer. */
import type { RunContext } from '@ganeti/master-jobs';
import type { NodeRequest } from '@ganeti/node-api';
import { fileDirectories, fillHv, fillNd, fillNic, type Disk, type Node } from '@ganeti/objects';
import { certificateDigest, certificatesIn } from '@ganeti/runtime';
import { deviceMessage } from '../common/devices';
import { groupBy } from '../common/lookup';
import { bridgesOf } from '../common/nics';
import { together } from '../common/together';
import type { Services } from '../services';
import { filesToAsk } from './verify-files';
import { peersOf } from './verify-peers';
import { EXTERNAL_IP_SCRIPT, type DiskStates, type NodeAnswer } from './verify-state';
import { groupsOn, type Holdings } from './verify-volumes';

export async function askNodes(cx: RunContext, services: Services, nodes: readonly Node[], holdings: Holdings, clutter: boolean): Promise<Map<string, NodeAnswer>> {
  return new Map(
    await together(
      nodes.map(async (node, index) => {
        const request = { ...whatRuns(cx, node, holdings), ...whatItNeeds(cx, node), files: filesToAsk(cx, services, node), peers: peersOf(cx.config, nodes, index) };
        const authorities = clutter ? authoritiesOf(cx, services, node) : [];
        return [node.uuid, await ask(cx, node, { ...request, authorities })] as const;
      }),
    ),
  );
}

/** The same nodes, only about volumes, minors and guests. */
export async function askAgain(cx: RunContext, nodes: readonly Node[], holdings: Holdings): Promise<Map<string, NodeAnswer>> {
  return new Map(await together(nodes.map(async (node) => [node.uuid, await ask(cx, node, whatRuns(cx, node, holdings))] as const)));
}

async function ask(cx: RunContext, node: Node, request: NodeRequest<'Node.Verify'>): Promise<NodeAnswer> {
  const asked = cx.clock.now();
  try {
    return { answer: await cx.read(node.uuid, 'Node.Verify', request), asked };
  } catch (error) {
    if (cx.signal.aborted) throw error;
    return { failure: (error as Error).message };
  }
}

/** Digests of those a node may trust. The master trusts all that any node knows which has missed a renewal. */
function authoritiesOf(cx: RunContext, { keys }: Services, node: Node): string[] {
  const isMaster = node.uuid === cx.config.cluster().master_node;
  const missed = (isMaster ? [...cx.config.all('node')] : [node]).map(({ missed_renewal: known }) => known || undefined);
  return [...new Set(missed)].flatMap((known) => certificatesIn(keys.authority.trustFor(known)).map(certificateDigest));
}

function whatRuns(cx: RunContext, node: Node, holdings: Holdings): NodeRequest<'Node.Verify'> {
  // One that may hold nothing may hold something nevertheless.
  const isEmpty = groupsOn(holdings, node).length === 0 && [...cx.config.primariesOf(node.uuid)].length === 0;
  if (!node.vm_capable && isEmpty) return {};
  const cluster = cx.config.cluster();
  const usesVolumes = cluster.volume_group_name !== '' && cluster.enabled_disk_templates.some((template) => template === 'drbd' || template === 'plain');
  return {
    volume_groups: [...new Set([...(usesVolumes ? [cluster.volume_group_name] : []), ...groupsOn(holdings, node)])],
    hypervisors: [...cluster.enabled_hypervisors],
  };
}

function whatItNeeds(cx: RunContext, node: Node): NodeRequest<'Node.Verify'> {
  const cluster = cx.config.cluster();
  const needs = { upkeep: true, programs: programsOf(cx, node) };
  if (!node.vm_capable) return needs;
  const templates = cluster.enabled_disk_templates;
  const directories = fileDirectories(cluster);
  return {
    ...needs,
    hvparams: Object.fromEntries(cluster.enabled_hypervisors.map((name) => [name, JSON.stringify(fillHv(cluster, name, '', {}))])),
    drbd_helper: templates.includes('drbd') ? cluster.drbd_usermode_helper : '',
    bridges: bridges(cx, node),
    directories,
    listed_directories: directories.length > 0,
    gluster_directory: templates.includes('gluster') ? cluster.gluster_storage_dir : '',
  };
}

/** Those of new NICs, and of the instances that are there or may come there. */
function bridges(cx: RunContext, node: Node): string[] {
  const instances = [...cx.config.primariesOf(node.uuid), ...cx.config.secondariesOf(node.uuid)].flatMap((uuid) => cx.config.get('instance', uuid) ?? []);
  const { mode, link } = fillNic(cx.config.cluster(), {});
  return [...new Set([...(mode === 'bridged' ? [link] : []), ...instances.flatMap(({ nics }) => bridgesOf(cx, nics))])];
}

/** Programs that the master runs, on all nodes that may become it. */
function programsOf(cx: RunContext, node: Node): string[] {
  const cluster = cx.config.cluster();
  if (!node.master_candidate && node.uuid !== cluster.master_node) return [];
  return [...(cluster.use_external_mip_script ? [EXTERNAL_IP_SCRIPT] : []), ...outOfBandPrograms(cx)];
}

export function outOfBandPrograms(cx: RunContext): string[] {
  const all = [...cx.config.all('node')].filter((node) => cx.config.get('nodegroup', node.group) !== undefined);
  return [...new Set(all.map((node) => fillNd(cx.config.cluster(), groupBy(cx.config, node.group), node).oob_program))].filter((program) => program !== '');
}

/** State of each disk on its nodes, as far as they answer. */
export async function askDisks(cx: RunContext, nodes: readonly Node[]): Promise<DiskStates> {
  const states = await together(
    nodes.map(async (node) => {
      const instances = [...cx.config.primariesOf(node.uuid), ...cx.config.secondariesOf(node.uuid)];
      const disks: Disk[] = instances.flatMap((uuid) => {
        const instance = cx.config.get('instance', uuid);
        return instance?.disks_active === true ? cx.config.disksOf(instance) : [];
      });
      if (disks.length === 0) return [];
      try {
        const { status } = await cx.read(node.uuid, 'Blocks.Status', { devices: disks.map((disk) => deviceMessage(cx.config, disk)) });
        return disks.flatMap((disk, index) => {
          const state = status[index];
          return state === undefined ? [] : [{ disk: disk.uuid, node: node.uuid, state }];
        });
      } catch (error) {
        if (cx.signal.aborted) throw error;
        return [];
      }
    }),
  );
  return states.flat();
}
