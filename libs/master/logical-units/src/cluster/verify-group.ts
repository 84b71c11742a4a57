/** Asks the nodes of a group what they have, and compares it with what the configuration says they should have. */
import { defineLogicalUnit, type LogicalUnit, type RunContext } from '@ganeti/master-jobs';
import type { Node } from '@ganeti/objects';
import { clusterVerifyGroup } from '@ganeti/opcodes';
import { groupBy, groupOf } from '../common/lookup';
import type { Services } from '../services';
import { Findings } from './findings';
import { adviseOnHypervisors } from './verify-advice';
import { verifyExclusion } from './verify-affinity';
import { askAgain, askDisks, askNodes } from './verify-ask';
import { verifyFiles } from './verify-files';
import { verifyInstances } from './verify-instances';
import { verifyMemory, verifyNodes } from './verify-nodes';
import { nodesOf } from './verify-peers';
import { answered, type Answered, type GroupState, type NodeAnswer } from './verify-state';
import { verifyDrbdVersions, verifyExclusiveStorage } from './verify-storage';
import { holdingsOf, joinHoldings, strangersOf, verifyVolumes } from './verify-volumes';

/** Volumes, minors and guests that belong to nobody may be of an instance that is just being made: seconds until they are looked at again. */
const LOOK_AGAIN = 5;

export function clusterVerifyGroupUnit(services: Services): LogicalUnit<typeof clusterVerifyGroup, string> {
  return defineLogicalUnit({
    definition: clusterVerifyGroup,

    locks(params, cx) {
      const group = cx.config.group(params.group_name);
      const nodes = group === undefined ? [] : [...cx.config.nodesOf(group.uuid)];
      const instances = nodes.flatMap((node) => [...cx.config.primariesOf(node)].flatMap((uuid) => cx.config.get('instance', uuid)?.name ?? []));
      return {
        instance: { names: instances, mode: 'shared' },
        nodegroup: { names: group === undefined ? [] : [group.uuid], mode: 'shared' },
        node: { names: nodes, mode: 'shared' },
        // While keys are renewed, certificates and authorities differ on purpose.
        network: { names: ['renew-crypto'], mode: 'shared' },
      };
    },

    check: async (params, cx) => groupOf(cx.config, params.group_name).uuid,

    hooks(_params, uuid, cx) {
      const { cluster_name: name, tags } = cx.config.cluster();
      const tagsOfNodes = nodesOf(cx.config, uuid).map((node) => [`NODE_TAGS_${node.name}`, node.tags.join(' ')] as const);
      return {
        path: 'cluster-verify',
        objectType: 'CLUSTER',
        environment: { OP_TARGET: name, CLUSTER_TAGS: tags.join(' '), ...Object.fromEntries(tagsOfNodes) },
        preNodes: [],
        // They are run below, since their outcome counts.
        postNodes: [],
      };
    },

    async run(params, uuid, cx) {
      const group = groupBy(cx.config, uuid);
      const findings = new Findings((text) => cx.log(text), params);
      const nodes = nodesOf(cx.config, uuid);
      findings.heading(`Checking group '${group.name}' (${nodes.length} nodes)`);
      const held = new Map(nodes.map((node) => [node.uuid, services.distributed(node.uuid)]));
      const state = await gather(cx, services, nodes, params.verify_clutter);
      findings.heading('Checking the nodes');
      verifyNodes(cx, findings, state);
      await verifyFiles(cx, services, findings, state, held);
      verifyDrbdVersions(findings, state);
      verifyExclusiveStorage(cx, findings, group, state);
      findings.heading('Checking volumes and mirrors');
      const damaged = new Map(answered(state).map(({ node, result }) => [node.uuid, verifyVolumes(cx, findings, state, node, result.answer)]));
      findings.heading('Checking the instances');
      verifyInstances(cx, findings, state, damaged);
      verifyExclusion(cx.config, findings, nodes);
      if (!params.skip_checks.includes('nplusone_mem')) {
        findings.heading('Checking whether nodes can take over from each other');
        for (const { node } of answered(state)) verifyMemory(cx, findings, node);
      }
      if (!params.skip_checks.includes('hvparam_assessment')) adviseOnHypervisors(cx, findings, nodes);
      await verifyHooks(cx, findings, answered(state).map(({ node }) => node));
      return findings.good;
    },
  });
}

async function gather(cx: RunContext, services: Services, nodes: readonly Node[], clutter: boolean): Promise<GroupState> {
  const online = nodes.filter((node) => !node.offline);
  const before = holdingsOf(cx, nodes);
  const answers = await askNodes(cx, services, online, before, clutter);
  const suspicious = answered({ nodes, answers }).filter(({ node, result }) => Object.values(strangersOf(cx, before, node, result.answer)).some((list) => list.length > 0));
  if (suspicious.length > 0) {
    await cx.sleep(LOOK_AGAIN);
    const again = await askAgain(cx, suspicious.map(({ node }) => node), holdingsOf(cx, nodes));
    for (const { node, result } of suspicious) answers.set(node.uuid, stillThere(result, again.get(node.uuid)));
  }
  const disks = await askDisks(cx, online);
  const after = holdingsOf(cx, nodes);
  return { nodes, answers, disks, expected: joinHoldings(before, after, 'both'), allowed: joinHoldings(before, after, 'either') };
}

/** What a node had both times. */
function stillThere(first: Answered, second: NodeAnswer | undefined): NodeAnswer {
  if (second === undefined || 'failure' in second) return second ?? first;
  const { volumes, drbd_minors: minors, instances } = second.answer;
  return {
    ...first,
    answer: {
      ...first.answer,
      volumes: first.answer.volumes.filter((volume) => volumes.includes(volume)),
      drbd_minors: first.answer.drbd_minors.filter((minor) => minors.includes(minor)),
      instances: first.answer.instances.filter(({ name }) => instances.some((each) => each.name === name)),
    },
  };
}

/** Administrators' own checks: what they print belongs to the finding. Nodes that have not answered before are not asked. */
async function verifyHooks(cx: RunContext, findings: Findings, nodes: readonly Node[]): Promise<void> {
  findings.heading('Running hooks');
  const { failures, silent } = await cx.postHooks(nodes.map(({ uuid }) => uuid), { quiet: true });
  for (const { name } of nodes) {
    const failed = failures.filter(([node]) => node === name).map(([, script, output]) => `hook ${script} failed: ${output === '' ? 'it has printed nothing' : output}`);
    const unheard = silent.filter(([node]) => node === name).map(([, reason]) => `hooks could not be run: ${reason}`);
    findings.each('ENODEHOOKS', name, [...failed, ...unheard]);
  }
}
