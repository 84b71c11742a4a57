import type { RebootPlan, RebootSet } from '@ganeti/master-allocator';
import { defineLogicalUnit, withJobs, type CheckContext, type LogicalUnit } from '@ganeti/master-jobs';
import { isMirrored, type Instance, type Json } from '@ganeti/objects';
import { nodeRollingReboot, type ParamsOf } from '@ganeti/opcodes';
import { groupsAsked } from '../cluster/balance';
import { chainSets } from '../common/job-sets';
import { nodeOf } from '../common/lookup';
import type { Services } from '../services';

type Params = ParamsOf<typeof nodeRollingReboot>;
type Plan = { readonly groups: readonly { readonly uuid: string; readonly name: string }[]; readonly nodes: readonly string[] | null };
type Opcode = Record<string, Json>;

export function nodeRollingRebootUnit({ placement }: Services): LogicalUnit<typeof nodeRollingReboot, Plan> {
  return defineLogicalUnit({
    definition: nodeRollingReboot,
    locks: () => ({}),

    async check(params, cx): Promise<Plan> {
      const nodes = params.nodes?.map((name) => nodeOf(cx.config, name, null).name) ?? null;
      return { groups: groupsAsked(params.group_name, cx), nodes };
    },

    async run(params, { groups, nodes }, cx) {
      const options = {
        nodes,
        nodeTags: params.node_tags,
        offlineMaintenance: params.offline_maintenance,
        skipNonRedundant: params.skip_non_redundant,
        ignoreNonRedundant: params.ignore_non_redundant,
      };
      // Decided once, together with the jobs: after a restart instances are where earlier jobs have put them.
      const decided = await cx.record('decide', async () => {
        const answer: Json[] = [];
        const sets: Json[][][] = [];
        for (const { uuid, name } of groups) {
          const plan: RebootPlan = await placement.study({ kind: 'reboots', group: uuid, options });
          answer.push({ group: name, sets: plan.sets, stuck: plan.stuck } as unknown as Json);
          // One group after the other would take long; their sets go together, the master's last.
          plan.sets.forEach((set, index) => (sets[index] ??= []).push(...set.nodes.map((node) => jobOf(node, set, params, cx))));
        }
        return { answer, jobs: chainSets(masterLast(sets, cx)) };
      });
      return withJobs(params.execute ? decided.jobs : [], { groups: decided.answer }) as never;
    },
  });
}

/** The job of the master's node alone at the end: until then it watches over the others. */
function masterLast(sets: Json[][][], { config }: CheckContext): Json[][][] {
  const master = config.get('node', config.cluster().master_node)?.name;
  const isMaster = (job: Json[]): boolean => job.some((opcode) => (opcode as Opcode)['OP_ID'] === 'OP_NODE_REBOOT' && (opcode as Opcode)['node_name'] === master);
  const others = sets.map((set) => set.filter((job) => !isMaster(job)));
  return [...others, sets.flat().filter(isMaster)].filter((set) => set.length > 0);
}

/** Everything goes away, the node reboots, its mirrors are brought up to date, and everything comes back. */
function jobOf(node: string, set: RebootSet, params: Params, { config }: CheckContext): Json[] {
  const { uuid } = nodeOf(config, node, null);
  const named = (uuids: Iterable<string>): Instance[] =>
    [...uuids].flatMap((each) => config.get('instance', each) ?? []).sort((a, b) => (a.name < b.name ? -1 : 1));
  const primaries = named(config.primariesOf(uuid));
  const trips = primaries.map((instance) => tripOf(instance, node, set, params));
  const reboot: Opcode = { OP_ID: 'OP_NODE_REBOOT', node_name: node, wait_seconds: params.wait_seconds, ignore_instances: params.ignore_non_redundant };
  const moved = params.offline_maintenance ? [] : primaries;
  const mirrored = [...moved, ...named(config.secondariesOf(uuid))].filter(({ admin_state, disk_template }) => admin_state === 'up' && disk_template === 'drbd');
  // The next node must not go down before both copies are whole again.
  const renew = mirrored.map(({ name }): Opcode => ({ OP_ID: 'OP_INSTANCE_ACTIVATE_DISKS', instance_name: name, wait_for_sync: true }));
  return [...trips.flatMap(({ there }) => there), reboot, ...renew, ...trips.flatMap(({ back }) => back)];
}

function tripOf({ name, admin_state, disk_template }: Instance, node: string, set: RebootSet, params: Params): { there: Opcode[]; back: Opcode[] } {
  const on = { instance_name: name };
  const up = admin_state === 'up';
  const start: Opcode = { OP_ID: 'OP_INSTANCE_STARTUP', ...on };
  if (params.offline_maintenance) return up ? { there: [{ OP_ID: 'OP_INSTANCE_SHUTDOWN', ...on }], back: [start] } : { there: [], back: [] };
  if (disk_template === 'drbd') {
    if (!up) return { there: [], back: [] };
    const migrate: Opcode = { OP_ID: 'OP_INSTANCE_MIGRATE', ...on, allow_failover: true };
    return { there: [migrate], back: [migrate] };
  }
  const refuge = set.moves.find((move) => move.instance === name)?.to;
  // Told to take no notice of it: it goes down with the node.
  if (refuge === undefined) return { there: [], back: up && params.ignore_non_redundant ? [start] : [] };
  if (!up) return { there: [], back: [] };
  const to = (target_node: string): Opcode =>
    isMirrored(disk_template) ? { OP_ID: 'OP_INSTANCE_MIGRATE', ...on, target_node, allow_failover: true } : { OP_ID: 'OP_INSTANCE_MOVE', ...on, target_node };
  return { there: [to(refuge)], back: [to(node)] };
}
