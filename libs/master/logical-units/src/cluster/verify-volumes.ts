/** Volumes and DRBD minors: those that nodes should have, against those they have. */
import type { RunContext } from '@ganeti/master-jobs';
import type { NodeResponse } from '@ganeti/node-api';
import type { Disk, Node } from '@ganeti/objects';
import { snapshotsOf } from '../common/instance-snapshots';
import type { Findings } from './findings';
import type { GroupState } from './verify-state';

/** What one node should have. Owners are names of instances; null: the disk is attached to none, and stays. */
export interface Holding {
  /** By "vg/lv"; the disk it is part of. */
  readonly volumes: Map<string, { readonly owner: string | null; readonly disk: string }>;
  /** By minor; `active`: it has to be in use. */
  readonly minors: Map<number, { readonly owner: string | null; readonly active: boolean }>;
}
/** By uuid of the node. */
export type Holdings = ReadonlyMap<string, Holding>;

/** Of these nodes. Detached disks count: they are kept, with all they hold. */
export function holdingsOf(cx: RunContext, nodes: readonly Node[]): Holdings {
  const holdings = new Map(nodes.map(({ uuid }): [string, Holding] => [uuid, { volumes: new Map(), minors: new Map() }]));
  for (const disk of cx.config.all('disk')) {
    const instance = disk.instance === null ? undefined : cx.config.get('instance', disk.instance);
    if (instance?.forthcoming === true) continue;
    for (const node of nodesOfDisk(disk, instance?.primary_node)) {
      const holding = holdings.get(node);
      if (holding !== undefined) hold(holding, disk, node, instance?.name ?? null, instance?.disks_active === true);
    }
  }
  for (const instance of cx.config.all('instance')) {
    const holding = holdings.get(instance.primary_node);
    for (const { logical_id: id, disk } of holding === undefined ? [] : snapshotsOf(instance).flatMap(({ disks }) => disks)) {
      if (id.type === 'plain') holding?.volumes.set(`${id.vg}/${id.lv}`, { owner: instance.name, disk });
    }
  }
  return holdings;
}

function nodesOfDisk({ logical_id: id, nodes }: Disk, primary: string | undefined): readonly string[] {
  if (id.type === 'drbd') return [id.node_a, id.node_b];
  return nodes.length === 0 && primary !== undefined ? [primary] : nodes;
}

function hold(holding: Holding, disk: Disk, node: string, owner: string | null, active: boolean): void {
  const { logical_id: id } = disk;
  for (const { logical_id: part } of [disk, ...disk.children]) {
    if (part.type === 'plain') holding.volumes.set(`${part.vg}/${part.lv}`, { owner, disk: disk.uuid });
  }
  if (id.type === 'drbd') holding.minors.set(id.node_a === node ? id.minor_a : id.minor_b, { owner, active });
}

/** What is in both, or in either of them. */
export function joinHoldings(before: Holdings, after: Holdings, which: 'both' | 'either'): Holdings {
  const join = <K, V>(a: ReadonlyMap<K, V> = new Map<K, V>(), b: ReadonlyMap<K, V> = new Map<K, V>()): Map<K, V> => (which === 'either' ? new Map([...a, ...b]) : new Map([...b].filter(([key]) => a.has(key))));
  return new Map([...after].map(([node, { volumes, minors }]) => [node, { volumes: join(before.get(node)?.volumes, volumes), minors: join(before.get(node)?.minors, minors) }]));
}

/** Volume groups of the disks a node has. */
export const groupsOn = (holdings: Holdings, { uuid }: Node): string[] =>
  [...new Set([...(holdings.get(uuid)?.volumes.keys() ?? [])].map((volume) => volume.slice(0, volume.indexOf('/'))))];

type Answer = NodeResponse<'Node.Verify'>;

/** Volumes, minors and guests that belong to nobody. */
export function strangersOf(cx: RunContext, holdings: Holdings, node: Node, answer: Answer): { readonly volumes: string[]; readonly minors: number[]; readonly guests: string[] } {
  const holding = holdings.get(node.uuid);
  const { volume_group_name: group, reserved_lvs: reserved } = cx.config.cluster();
  const isReserved = (volume: string): boolean => reserved.some((pattern) => new RegExp(`^(?:${pattern})$`).test(volume));
  return {
    // Other volume groups are not the cluster's alone.
    volumes: answer.volumes.filter((volume) => volume.startsWith(`${group}/`) && holding?.volumes.has(volume) !== true && !isReserved(volume)),
    minors: answer.drbd_minors.filter((minor) => holding?.minors.has(minor) !== true),
    guests: answer.instances.filter(({ name, state }) => state !== 'shutdown' && cx.config.instance(name)?.name !== name).map(({ name }) => name),
  };
}

/** Answers the disks that lack a volume there, by uuid. */
export function verifyVolumes(cx: RunContext, findings: Findings, { expected, allowed }: Pick<GroupState, 'expected' | 'allowed'>, node: Node, answer: Answer): Set<string> {
  const found = new Set(answer.volumes);
  // Storage that cannot tell what it has is a finding itself.
  const tells = (type: string): boolean => !answer.findings.some(({ check, item }) => check === 'storage' && item === type);
  const { volumes = new Map() as Holding['volumes'], minors = new Map() as Holding['minors'] } = expected.get(node.uuid) ?? {};
  const damaged = new Set<string>();
  // Where the whole group is missing, that is what has to be said.
  const lost = new Set(answer.findings.filter(({ check }) => check === 'volume-group').map(({ item }) => item));
  for (const [volume, { owner, disk }] of tells('plain') ? volumes : []) {
    const missing = !found.has(volume);
    if (missing) damaged.add(disk);
    const said = lost.has(volume.slice(0, volume.indexOf('/')));
    if (owner !== null) findings.report(missing && !said, 'EINSTANCEMISSINGDISK', owner, `volume ${volume} is missing on node ${node.name}`);
    else findings.report(missing && !said, 'ENODELVM', node.name, `volume ${volume} of a detached disk is missing`, 'WARNING');
  }
  const strangers = strangersOf(cx, allowed, node, answer);
  findings.each('ENODEORPHANLV', node.name, strangers.volumes.map((volume) => `volume ${volume} belongs to no instance; remove it, or name it in reserved_lvs`));
  findings.each('ENODEORPHANINSTANCE', node.name, strangers.guests.map((name) => `instance ${name} runs there, but is not in the configuration`));
  for (const [minor, { owner, active }] of tells('drbd') ? minors : []) {
    findings.report(active && !answer.drbd_minors.includes(minor), 'ENODEDRBD', node.name, `drbd minor ${minor} of instance ${owner ?? ''} is not in use; activate its disks`);
  }
  findings.each('ENODEDRBD', node.name, strangers.minors.map((minor) => `drbd minor ${minor} is in use, but belongs to no instance`));
  return damaged;
}
