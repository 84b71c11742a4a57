/**
 * What only one object may have: names, MAC addresses, ports, minors, volumes, addresses of a network. Every object claims
 * things; a claim with two holders is a broken invariant, and what is claimed is not given out as a reservation.
 */
import type { Disk, Instance, ObjectKind, ObjectKinds } from '@ganeti/objects';
import { LowestFree } from './lowest-free';
import type { AnyObject, NamedKind } from './tables';

export type Claim =
  | { readonly what: 'cluster' }
  | { readonly what: 'name'; readonly kind: NamedKind; readonly name: string }
  | { readonly what: 'mac'; readonly mac: string }
  | { readonly what: 'port'; readonly port: number }
  | { readonly what: 'minor'; readonly node: string; readonly minor: number }
  | { readonly what: 'volume'; readonly node: string; readonly volume: string }
  | { readonly what: 'address'; readonly network: string; readonly ip: string };

export function claimKey(claim: Claim): string {
  return Object.values(claim).join(' ');
}

export function macClaim(mac: string): Claim {
  return { what: 'mac', mac: mac.toLowerCase() };
}

export function nameClaim(kind: NamedKind, name: string): Claim {
  return { what: 'name', kind, name: kind === 'instance' || kind === 'node' ? name.toLowerCase() : name };
}

/** Everything an object claims; the same claim twice when it has the same thing twice. */
export function claimsOf(kind: ObjectKind, object: AnyObject): Claim[] {
  switch (kind) {
    case 'cluster':
      return [{ what: 'cluster' }];
    case 'node':
    case 'nodegroup':
    case 'network':
      return [nameClaim(kind, (object as ObjectKinds[NamedKind]).name)];
    case 'instance':
      return instanceClaims(object as Instance);
    case 'disk':
      return diskClaims(object as Disk);
    case 'filter':
      return [];
  }
}

function instanceClaims(instance: Instance): Claim[] {
  const claims: Claim[] = [nameClaim('instance', instance.name)];
  if (instance.network_port !== null) claims.push({ what: 'port', port: instance.network_port });
  for (const nic of instance.nics) {
    claims.push(macClaim(nic.mac));
    if (nic.network !== null && nic.ip !== null) claims.push({ what: 'address', network: nic.network, ip: nic.ip });
  }
  return claims;
}

function diskClaims(disk: Disk): Claim[] {
  const claims: Claim[] = [];
  const id = disk.logical_id;
  if (id.type === 'drbd') {
    claims.push({ what: 'port', port: id.port });
    claims.push({ what: 'minor', node: id.node_a, minor: id.minor_a });
    claims.push({ what: 'minor', node: id.node_b, minor: id.minor_b });
  }
  for (const device of [disk, ...disk.children]) {
    if (device.logical_id.type !== 'plain') continue;
    const volume = `${device.logical_id.vg}/${device.logical_id.lv}`;
    for (const node of disk.nodes) claims.push({ what: 'volume', node, volume });
  }
  return claims;
}

export const portRange = { first: 11000, last: 14999 } as const;
/** What the kernel module allows. */
export const lastMinor = 1048575;

/** Who claims what in the head, and which ports and minors are free. */
export class Claims {
  readonly ports = new LowestFree(portRange.first, portRange.last);
  private readonly minorsByNode = new Map<string, LowestFree>();
  /** Nearly every claim has one holder, which is kept bare to save memory. */
  private readonly holders = new Map<string, string | readonly string[]>();

  minors(node: string): LowestFree {
    let minors = this.minorsByNode.get(node);
    if (minors === undefined) this.minorsByNode.set(node, (minors = new LowestFree(0, lastMinor)));
    return minors;
  }

  /** uuids of the holders; one that claims the same thing twice is there twice. */
  holdersOf(claim: Claim): readonly string[] {
    const holders = this.holders.get(claimKey(claim));
    return holders === undefined ? [] : typeof holders === 'string' ? [holders] : holders;
  }

  replace(kind: ObjectKind, uuid: string, before: AnyObject | null, after: AnyObject | null): void {
    for (const claim of before === null ? [] : claimsOf(kind, before)) this.remove(claim, uuid);
    for (const claim of after === null ? [] : claimsOf(kind, after)) this.add(claim, uuid);
  }

  /** Count a number as in use; for claims and for reservations. Other claims have no pool. */
  takeNumber(claim: Claim): void {
    if (claim.what === 'port') this.ports.take(claim.port);
    if (claim.what === 'minor') this.minors(claim.node).take(claim.minor);
  }

  releaseNumber(claim: Claim): void {
    if (claim.what === 'port') this.ports.release(claim.port);
    if (claim.what === 'minor') this.minors(claim.node).release(claim.minor);
  }

  private add(claim: Claim, uuid: string): void {
    const holders = this.holdersOf(claim);
    this.holders.set(claimKey(claim), holders.length === 0 ? uuid : [...holders, uuid]);
    this.takeNumber(claim);
  }

  private remove(claim: Claim, uuid: string): void {
    const left = [...this.holdersOf(claim)];
    left.splice(left.indexOf(uuid), 1);
    if (left.length === 0) this.holders.delete(claimKey(claim));
    else this.holders.set(claimKey(claim), left.length === 1 ? left[0]! : left);
    this.releaseNumber(claim);
  }
}
