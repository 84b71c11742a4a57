/** Whether a node has room for an instance, by what it reports less what others have been promised. */
import type { ConfigView } from '@ganeti/master-config';
import type { LiveView } from '@ganeti/master-live';
import { memoryOn, spaceOn, spindlesOn, type Claim, type Claims } from './claims';
import { freeUnits, freeVolumes, runsOn } from './cluster/node-data';

export interface RoomParts {
  readonly config: { readonly view: ConfigView };
  readonly live: LiveView;
  readonly claims: Claims;
}

/** Why the node has no room for what is claimed there; null: it has. It need not have been claimed yet. */
export function lacking({ config, live, claims }: RoomParts, claim: Claim, node: string): string | null {
  const { resources } = live.node(node);
  const others = [...claims.ofNode(node)].filter((other) => other.needs.name !== claim.needs.name);
  const memory = others.reduce((left, other) => left - (runsOn(live, other.needs.name, node) ? 0 : memoryOn(other, node)), resources?.memory_free ?? 0);
  const needed = runsOn(live, claim.needs.name, node) ? 0 : memoryOn(claim, node);
  if (needed > memory) return `${needed} MiB of memory needed, ${memory} MiB free`;
  const units = freeUnits(resources, others);
  for (const { type, name, size } of spaceOn(claim)) {
    const what = type === 'lvm-vg' ? `volume group ${name}` : `storage of type ${type}`;
    const unit = units.find((each) => each.type === type && (name === null || each.name === name));
    if (unit === undefined) return `it has no ${what}`;
    if (unit.free < size) return `${size} MiB needed in ${what}, ${unit.free} MiB free`;
  }
  const volumes = freeVolumes(config.view.cluster(), resources, others);
  if (volumes !== undefined && volumes.free < spindlesOn(claim)) return `${spindlesOn(claim)} unused physical volumes needed (exclusive storage), ${volumes.free} there`;
  return null;
}

/** Why the node takes nothing in now, whatever it is; null: it does. */
export function closed({ config, live }: RoomParts, uuid: string): string | null {
  const node = config.view.get('node', uuid);
  if (node === undefined) return 'it is not in the cluster any more';
  if (node.offline) return 'it is offline';
  if (node.drained) return 'it is drained';
  if (!node.vm_capable) return 'it is not vm_capable';
  if (live.node(uuid).resources === null) return 'it has not reported what it has free';
  return null;
}
