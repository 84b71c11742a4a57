/** Which nodes look whether they reach which others. */
import type { ConfigView } from '@ganeti/master-config';
import type { NodeRequest } from '@ganeti/node-api';
import type { Node } from '@ganeti/objects';

export type Peer = NonNullable<NodeRequest<'Node.Verify'>['peers']>[number];

/** Groups up to this size are looked at whole. */
const FEW = 9;

/**
 * Nodes that one of `nodes` (online ones of one group, by name) asks for: in a small group all others, in a large one the next, so that
 * each asks and is asked, and a thousand nodes do not make a million connections. Of every other group, one.
 */
export function peersOf(view: ConfigView, nodes: readonly Node[], index: number): Peer[] {
  const group = nodes[index]?.group;
  const others = [...view.all('nodegroup')].filter(({ uuid }) => uuid !== group).map(({ uuid }) => onlineOf(view, uuid));
  const away = others.flatMap((members) => members[index % Math.max(1, members.length)] ?? []);
  return [...distances(nodes.length).flatMap((distance) => nodes[(index + distance) % nodes.length] ?? []), ...away].map(peer);
}

const distances = (size: number): number[] => (size <= FEW ? Array.from({ length: Math.max(0, size - 1) }, (_, place) => place + 1) : [1]);

/** Nodes of a group that can be asked, by name. */
export function onlineOf(view: ConfigView, group: string): Node[] {
  return nodesOf(view, group).filter((node) => !node.offline);
}
export function nodesOf(view: ConfigView, group: string): Node[] {
  return [...view.nodesOf(group)].flatMap((uuid) => view.get('node', uuid) ?? []).sort((a, b) => (a.name < b.name ? -1 : 1));
}

const peer = ({ uuid, name, primary_ip: address, port, secondary_ip: secondary }: Node): Peer => ({ uuid, name, address, port, secondary_address: secondary === address ? '' : secondary });
