import { OpPrereqError } from '@ganeti/errors';
import { allocate, clusterForAllocation, spaceNeeded, type PendingReservation, type SpaceNeed } from '@ganeti/master-allocator';
import type { ClusterConfig } from '@ganeti/master-config';
import type { LiveView } from '@ganeti/master-live';
import { nodeCount, templateHas, type Node } from '@ganeti/objects';
import { lacking, type Room } from './room';
import type { Claimant, Needs, Placement } from './placement';

interface Claim extends Claimant {
  readonly needs: Needs;
  readonly nodes: readonly string[];
  /** Stands until it is released; else until the job gives up the name of the instance. */
  held: boolean;
}

export interface PlacementParts {
  readonly config: Pick<ClusterConfig, 'view' | 'reservations'>;
  readonly live: LiveView;
}

export function createPlacement({ config, live }: PlacementParts): Placement {
  const claims = new Map<string, Claim>();
  const keyOf = ({ jobId, opIndex }: Claimant): string => `${jobId}/${opIndex}`;

  /** A job that ended before it used its claim has nobody to release it: with the job goes its reservation of the name. */
  const standing = (): Claim[] => {
    for (const [key, claim] of claims) {
      const names = config.reservations.taken(claim.jobId).names ?? [];
      if (!claim.held && !names.includes(`instance/${claim.needs.name}`)) claims.delete(key);
    }
    return [...claims.values()];
  };

  const room = (node: Node, except: Claimant | null): Room => {
    const resources = live.node(node.uuid).resources;
    const volumes = Object.fromEntries((resources?.storage ?? []).filter(({ type }) => type === 'lvm-vg').map(({ name, free }) => [name, free]));
    let memory = resources?.memory_free ?? 0;
    for (const claim of standing()) {
      if (!claim.nodes.includes(node.uuid) || (except !== null && keyOf(claim) === keyOf(except))) continue;
      if (claim.needs.start && claim.nodes[0] === node.uuid && live.instance(claim.needs.name).length === 0) memory -= claim.needs.memory;
      // Reported space may lag behind what the job has made already; counting it twice for a moment is on the safe side.
      for (const [group, size] of Object.entries(claim.needs.volumeSpace)) volumes[group] = (volumes[group] ?? 0) - size;
    }
    return { memory, memoryTotal: resources?.memory_total ?? 0, volumes };
  };

  /** What other jobs have been promised and nodes do not report yet. */
  const pending = (except: Claimant): PendingReservation[] =>
    standing()
      .filter((claim) => keyOf(claim) !== keyOf(except))
      .map(({ needs, nodes }) => ({
        nodes,
        memory: needs.start && live.instance(needs.name).length === 0 ? needs.memory : 0,
        space: spaceOf(needs),
      }));

  return {
    place(claimant, needs, group) {
      const placed = allocate(clusterForAllocation(config.view, live, pending(claimant)), {
        name: needs.name,
        disk_template: needs.template,
        memory: needs.memory,
        space: spaceOf(needs),
        nodes: nodeCount(needs.template) === 2 ? 2 : 1,
        group,
      });
      claims.set(keyOf(claimant), { ...claimant, needs, nodes: placed, held: false });
      return placed;
    },

    placed: (claimant) => claims.get(keyOf(claimant))?.nodes,

    claim(claimant, needs, nodes) {
      nodes.forEach((uuid, index) => {
        const node = config.view.get('node', uuid);
        if (node === undefined) return;
        if (live.node(uuid).resources === null) {
          throw new OpPrereqError(`Node ${node.name} has not reported what it has free; is its node daemon running?`, 'internal_error');
        }
        const missing = lacking(room(node, claimant), needs, index === 0 && needs.start);
        if (missing !== null) throw new OpPrereqError(`Node ${node.name} has no room for instance ${needs.name}: ${missing}`, 'insufficient_resources');
      });
      claims.set(keyOf(claimant), { ...claimant, needs, nodes, held: false });
    },

    hold(claimant, needs, nodes) {
      claims.set(keyOf(claimant), { ...claimant, needs, nodes, held: true });
    },

    release: (claimant) => void claims.delete(keyOf(claimant)),

    relocate(needs, primary, exclude) {
      const cluster = clusterForAllocation(config.view, live);
      const shut = new Set([primary, ...exclude]);
      const [node] = allocate(
        { ...cluster, nodes: cluster.nodes.filter(({ uuid }) => !shut.has(uuid)) },
        {
          name: needs.name,
          disk_template: needs.template,
          // A new secondary has to have space only; it may lend its memory to others until it takes over.
          memory: templateHas(needs.template, 'netMirrored') ? 0 : needs.memory,
          space: spaceOf(needs),
          nodes: 1,
          group: config.view.get('node', primary)?.group ?? null,
        },
      );
      return node ?? primary;
    },
  };
}

/** By volume group where the disks are volumes; else what the template takes from the node's directories. */
function spaceOf(needs: Needs): readonly SpaceNeed[] {
  const volumes = Object.entries(needs.volumeSpace);
  if (volumes.length === 0) return spaceNeeded(needs.template, needs.diskSizes, '');
  return volumes.map(([name, size]) => ({ type: 'lvm-vg', name, size }));
}
