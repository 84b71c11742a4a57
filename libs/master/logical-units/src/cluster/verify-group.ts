/** Asks the nodes of a group what they have, and compares it with what the configuration says they should have. */
import { defineLogicalUnit, type RunContext } from '@ganeti/master-jobs';
import type { NodeResponse } from '@ganeti/node-api';
import { fileDirectories, fillHv, fillNic, type Disk, type Node } from '@ganeti/objects';
import { clusterVerifyGroup } from '@ganeti/opcodes';
import { deviceMessage } from '../common/devices';
import { groupBy, groupOf } from '../common/lookup';
import { bridgesOf } from '../common/nics';
import { together } from '../common/together';
import { Findings } from './findings';
import { verifyInstances, type DiskStates } from './verify-instances';
import { verifyNodes } from './verify-nodes';

/** What a node answered, or why it did not. */
export type NodeAnswer = { readonly answer: NodeResponse<'Node.Verify'>; readonly asked: number } | { readonly failure: string };
export interface GroupState {
  readonly nodes: readonly Node[];
  readonly answers: ReadonlyMap<string, NodeAnswer>;
  readonly disks: DiskStates;
}

export const clusterVerifyGroupUnit = defineLogicalUnit({
  definition: clusterVerifyGroup,

  locks(params, cx) {
    const group = cx.config.group(params.group_name);
    const nodes = group === undefined ? [] : [...cx.config.nodesOf(group.uuid)];
    return {
      nodegroup: { names: group === undefined ? [] : [group.uuid], mode: 'shared' },
      node: { names: nodes, mode: 'shared' },
    };
  },

  check: async (params, cx) => groupOf(cx.config, params.group_name).uuid,

  hooks(_params, _plan, cx) {
    const { cluster_name: name, master_node: master, tags } = cx.config.cluster();
    return {
      path: 'cluster-verify',
      objectType: 'CLUSTER',
      environment: { OP_TARGET: name, CLUSTER_TAGS: tags.join(' ') },
      preNodes: [],
      postNodes: [master],
    };
  },

  async run(params, uuid, cx) {
    const group = groupBy(cx.config, uuid);
    const findings = new Findings((text) => cx.log(text), params);
    const nodes = [...cx.config.nodesOf(uuid)].flatMap((node) => cx.config.get('node', node) ?? []).sort((a, b) => (a.name < b.name ? -1 : 1));
    findings.heading(`Checking group '${group.name}' (${nodes.length} nodes)`);
    const online = nodes.filter((node) => !node.offline);
    const answers = new Map(await together(online.map(async (node) => [node.uuid, await ask(cx, node)] as const)));
    const state: GroupState = { nodes, answers, disks: await diskStates(cx, online) };
    findings.heading('Checking the nodes');
    verifyNodes(cx, findings, state, { memory: !params.skip_checks.includes('nplusone_mem') });
    findings.heading('Checking the instances');
    verifyInstances(cx, findings, state);
    return findings.good;
  },
});

async function ask(cx: RunContext, node: Node): Promise<NodeAnswer> {
  const cluster = cx.config.cluster();
  const usesVolumes = cluster.enabled_disk_templates.some((template) => template === 'drbd' || template === 'plain');
  const asked = cx.clock.now();
  try {
    const answer = await cx.read(node.uuid, 'Node.Verify', {
      volume_groups: usesVolumes && cluster.volume_group_name !== '' ? [cluster.volume_group_name] : [],
      hypervisors: [...cluster.enabled_hypervisors],
      hvparams: Object.fromEntries(cluster.enabled_hypervisors.map((name) => [name, JSON.stringify(fillHv(cluster, name, '', {}))])),
      drbd_helper: cluster.enabled_disk_templates.includes('drbd') ? cluster.drbd_usermode_helper : '',
      bridges: bridges(cx, node),
      upkeep: true,
      directories: node.vm_capable ? fileDirectories(cluster) : [],
    });
    return { answer, asked };
  } catch (error) {
    if (cx.signal.aborted) throw error;
    return { failure: (error as Error).message };
  }
}

/** Those of new NICs, and of the instances that are there or may come there. */
function bridges(cx: RunContext, node: Node): string[] {
  if (!node.vm_capable) return [];
  const instances = [...cx.config.primariesOf(node.uuid), ...cx.config.secondariesOf(node.uuid)].flatMap((uuid) => cx.config.get('instance', uuid) ?? []);
  const { mode, link } = fillNic(cx.config.cluster(), {});
  return [...new Set([...(mode === 'bridged' ? [link] : []), ...instances.flatMap(({ nics }) => bridgesOf(cx, nics))])];
}

/** State of each disk on its nodes, as far as they answer. */
async function diskStates(cx: RunContext, nodes: readonly Node[]): Promise<DiskStates> {
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
