/** Objects and claims in words, for errors and for cluster verify. */
import type { Disk, Node, NodeGroup, ObjectKind } from '@ganeti/objects';
import type { Claim } from './claims';
import type { AnyObject } from './tables';
import type { ConfigView } from './types';

const words: Readonly<Record<ObjectKind, string>> = {
  cluster: 'cluster',
  node: 'node',
  nodegroup: 'group',
  instance: 'instance',
  disk: 'disk',
  network: 'network',
  filter: 'filter rule',
};

export function describe(view: ConfigView, kind: ObjectKind, object: AnyObject): string {
  if (kind === 'cluster') return 'the cluster';
  if (kind === 'disk') {
    const disk = object as Disk;
    const owner = disk.instance === null ? undefined : view.get('instance', disk.instance);
    return owner === undefined ? `disk ${disk.uuid}` : `${disk.iv_name} (${disk.uuid}) of instance ${owner.name}`;
  }
  return `${words[kind]} ${kind === 'filter' ? object.uuid : (object as Node | NodeGroup).name}`;
}

/** Also for a uuid that nothing is known of. */
export function describeUuid(view: ConfigView, kind: ObjectKind, uuid: string): string {
  const object = view.get(kind, uuid);
  return object === undefined ? `${words[kind]} ${uuid}` : describe(view, kind, object);
}

export function describeClaim(view: ConfigView, claim: Claim): string {
  switch (claim.what) {
    case 'cluster':
      return 'being the cluster';
    case 'name':
      return `${words[claim.kind]} name ${claim.name}`;
    case 'mac':
      return `MAC address ${claim.mac}`;
    case 'port':
      return `port ${claim.port}`;
    case 'minor':
      return `DRBD minor ${claim.minor} on ${describeUuid(view, 'node', claim.node)}`;
    case 'volume':
      return `volume ${claim.volume} on ${describeUuid(view, 'node', claim.node)}`;
    case 'address':
      return `IP address ${claim.ip} in ${describeUuid(view, 'network', claim.network)}`;
  }
}
