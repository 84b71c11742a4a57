import { OpPrereqError } from '@ganeti/errors';
import type { ClusterConfig, ConfigView } from '@ganeti/master-config';
import type { LiveView } from '@ganeti/master-live';
import { fillBe, nodeCount, templateHas, type Node } from '@ganeti/objects';
import { candidates, lacking, score, type Room } from './choose';
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

  /** For a choice, unlike for a given node, what is stopped now counts too: it may be started any time. */
  const roomForChoice = (view: ConfigView, node: Node, except: Claimant | null): Room => {
    const now = room(node, except);
    const claimed = new Set(standing().map(({ needs }) => needs.name));
    let asleep = 0;
    for (const uuid of view.primariesOf(node.uuid)) {
      const instance = view.get('instance', uuid);
      if (instance === undefined || instance.admin_state === 'offline' || claimed.has(instance.name)) continue;
      if (live.instance(instance.name).length === 0) asleep += fillBe(view.cluster(), instance.beparams).maxmem;
    }
    return { ...now, memory: now.memory - asleep };
  };

  const choose = (needs: Needs, nodes: readonly Node[], except: Claimant | null, asPrimary: boolean): string => {
    const rooms = nodes.map((node) => ({ node, room: roomForChoice(config.view, node, except) }));
    const fitting = rooms.filter((each) => lacking(each.room, needs, asPrimary) === null);
    const preferred = (node: Node): number => (config.view.get('nodegroup', node.group)?.alloc_policy === 'preferred' ? 1 : 0);
    const best = fitting
      .map((each) => ({ ...each, value: score(each.room, needs) }))
      .sort((a, b) => preferred(b.node) - preferred(a.node) || b.value - a.value || (a.node.name < b.node.name ? -1 : 1))[0];
    if (best !== undefined) return best.node.uuid;
    const why = rooms.map((each) => `${each.node.name}: ${lacking(each.room, needs, asPrimary)}`).slice(0, 3);
    const reason = nodes.length === 0 ? 'no usable node is left' : `${why.join('; ')}${rooms.length > 3 ? '; …' : ''}`;
    throw new OpPrereqError(`Allocator hail finds no node for instance ${needs.name}: ${reason}`, 'insufficient_resources');
  };

  return {
    place(claimant, needs, group) {
      const nodes = candidates(config.view, live, group);
      const primary = choose(needs, nodes, claimant, true);
      const placed = [primary];
      if (nodeCount(needs.template) === 2) {
        const home = config.view.get('node', primary)?.group;
        placed.push(choose(needs, nodes.filter((node) => node.uuid !== primary && node.group === home), claimant, false));
      }
      claims.set(keyOf(claimant), { ...claimant, needs, nodes: placed, held: false });
      return placed;
    },

    placed: (claimant) => claims.get(keyOf(claimant))?.nodes,

    claim(claimant, needs, nodes) {
      nodes.forEach((uuid, index) => {
        const node = config.view.get('node', uuid);
        if (node === undefined) return;
        if (live.node(uuid).resources === null) {
          throw new OpPrereqError(`Node ${node.name} has not reported what it has free; is its node daemon running?`, 'environment_error');
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
      const home = config.view.get('node', primary)?.group ?? null;
      const shut = new Set([primary, ...exclude]);
      const nodes = candidates(config.view, live, home).filter((node) => !shut.has(node.uuid));
      return choose(needs, nodes, null, !templateHas(needs.template, 'netMirrored'));
    },
  };
}
