/** Things a job has taken before they are in the configuration. */
import type { Ids } from '@ganeti/runtime';
import { OpPrereqError } from '@ganeti/errors';
import { addressAt, placeOf, poolSize, type Network } from '@ganeti/objects';
import type { Claim, Claims } from './claims';
import { claimKey, claimsOf, macClaim, nameClaim, portRange } from './claims';
import type { NamedKind } from './tables';
import type { Change, ReservedItems, Reservations } from './types';

export class JobReservations implements Reservations {
  private readonly held = new Map<string, { readonly job: number; readonly claim: Claim }>();
  private readonly byJob = new Map<number, Set<string>>();
  /** What a job had reserved and has committed since: for that job it is not taken by somebody else. */
  private readonly spent = new Map<number, Set<string>>();
  private readonly listeners = new Set<(job: number) => void>();

  constructor(
    private readonly claims: Claims,
    private readonly ids: Ids,
  ) {}

  generateMac(job: number, prefix: string): string {
    // 2^24 addresses: should this fail often enough to be seen, the prefix is as good as full.
    for (let attempt = 0; attempt < 128; attempt += 1) {
      const octets = this.ids.hex(3).match(/../g)!;
      const mac = [prefix.toLowerCase(), ...octets].join(':');
      const claim = macClaim(mac);
      if (this.takenBy(claim) !== null) continue;
      this.hold(job, claim);
      return mac;
    }
    throw new OpPrereqError(`No free MAC address was found under ${prefix}; set another MAC prefix`, 'insufficient_resources');
  }

  reserveMac(job: number, mac: string): void {
    this.reserve(job, macClaim(mac), () => new OpPrereqError(`MAC address ${mac} is already in use in this cluster; choose another`, 'resource_not_unique'));
  }

  port(job: number): number {
    const port = this.claims.ports.takeLowest();
    if (port === null) {
      throw new OpPrereqError(`All ports from ${portRange.first} to ${portRange.last} are in use; remove instances or disks that hold one`, 'insufficient_resources');
    }
    this.register(job, { what: 'port', port });
    return port;
  }

  minor(job: number, nodeUuid: string): number {
    const minor = this.claims.minors(nodeUuid).takeLowest();
    if (minor === null) throw new OpPrereqError(`Node ${nodeUuid} has no free DRBD minor; remove disks from it`, 'insufficient_resources');
    this.register(job, { what: 'minor', node: nodeUuid, minor });
    return minor;
  }

  /** 160 random bits; nobody guesses it and no two are alike, so there is nothing to keep. */
  drbdSecret(_job: number): string {
    return this.ids.hex(20);
  }

  freeAddress(job: number, network: Network): string {
    // A pool has 65,536 addresses at the most; looking at each takes milliseconds.
    for (let place = 0; place < poolSize(network.network); place += 1) {
      if (network.ext_reservations[place] === '1') continue;
      const claim: Claim = { what: 'address', network: network.uuid, ip: addressAt(network.network, place) };
      if (this.takenBy(claim) !== null) continue;
      this.hold(job, claim);
      return claim.ip;
    }
    throw new OpPrereqError(`Network ${network.name} has no free address; give back reserved ones, or use another network`, 'insufficient_resources');
  }

  address(job: number, network: Network, ip: string): void {
    const place = placeOf(network.network, ip);
    if (place !== null && network.ext_reservations[place] === '1') {
      throw new OpPrereqError(`Address ${ip} of network ${network.name} is reserved, and not for instances`, 'resource_not_unique');
    }
    this.reserve(job, { what: 'address', network: network.uuid, ip }, (holder) => {
      const who = holder === 'object' ? 'an instance has it' : `job ${holder} has reserved it`;
      return new OpPrereqError(`Address ${ip} of network ${network.name} is taken: ${who}; choose another`, 'resource_not_unique');
    });
  }

  name(job: number, kind: NamedKind, name: string): void {
    const word = kind === 'nodegroup' ? 'group' : kind;
    this.reserve(job, nameClaim(kind, name), (holder) => {
      const who = holder === 'object' ? `The ${word} name ${name} is taken` : `Job ${holder} has reserved the ${word} name ${name}`;
      return new OpPrereqError(`${who}; choose another name`, 'already_exists');
    });
  }

  restore(job: number, taken: ReservedItems): void {
    for (const claim of toClaims(taken)) {
      if (this.claims.holdersOf(claim).length > 0) this.markSpent(job, claimKey(claim));
      else this.reserve(job, claim, (holder) => new OpPrereqError(`Job ${holder} has what job ${job} had reserved before (${claimKey(claim)})`, 'resource_not_unique'));
    }
  }

  taken(job: number): ReservedItems {
    const claims = [...(this.byJob.get(job) ?? [])].map((key) => this.held.get(key)!.claim);
    return toItems(claims);
  }

  releaseAll(job: number): void {
    for (const key of this.byJob.get(job) ?? []) this.drop(key);
    this.spent.delete(job);
    for (const listener of this.listeners) listener(job);
  }

  onReleased(listener: (job: number) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Objects in the configuration have taken the place of reservations. */
  committed(changes: readonly Change[]): void {
    if (this.held.size === 0) return;
    for (const { kind, after } of changes) {
      for (const claim of after === null ? [] : claimsOf(kind, after)) {
        const key = claimKey(claim);
        const job = this.held.get(key)?.job;
        if (job === undefined) continue;
        this.drop(key);
        this.markSpent(job, key);
      }
    }
  }

  private reserve(job: number, claim: Claim, refusal: (holder: number | 'object') => OpPrereqError): void {
    const holder = this.takenBy(claim);
    if (holder === job) return;
    if (holder === 'object' && this.spent.get(job)?.has(claimKey(claim)) === true) return;
    if (holder !== null) throw refusal(holder);
    this.hold(job, claim);
  }

  /** The job that has reserved it, "object" when it is in the configuration, null: free. */
  private takenBy(claim: Claim): number | 'object' | null {
    const job = this.held.get(claimKey(claim))?.job;
    if (job !== undefined) return job;
    return this.claims.holdersOf(claim).length > 0 ? 'object' : null;
  }

  private hold(job: number, claim: Claim): void {
    this.claims.takeNumber(claim);
    this.register(job, claim);
  }

  private register(job: number, claim: Claim): void {
    const key = claimKey(claim);
    this.held.set(key, { job, claim });
    const keys = this.byJob.get(job);
    if (keys === undefined) this.byJob.set(job, new Set([key]));
    else keys.add(key);
  }

  private drop(key: string): void {
    const { job, claim } = this.held.get(key)!;
    this.held.delete(key);
    this.claims.releaseNumber(claim);
    const keys = this.byJob.get(job);
    keys?.delete(key);
    if (keys?.size === 0) this.byJob.delete(job);
  }

  private markSpent(job: number, key: string): void {
    const keys = this.spent.get(job);
    if (keys === undefined) this.spent.set(job, new Set([key]));
    else keys.add(key);
  }
}

/**
 * What changes gave back (names, MACs, ports, minors, addresses). A job that may have to undo them keeps these for itself until it ends,
 * or another job could take them and the undo would break the configuration: in `extra` of the same transaction, before
 * anybody else can come, call `reservations.restore(job, givenBack(changes))`.
 */
export function givenBack(changes: readonly Change[]): ReservedItems {
  const claims = new Map<string, Claim>();
  for (const { kind, before } of changes) {
    for (const claim of before === null ? [] : claimsOf(kind, before)) claims.set(claimKey(claim), claim);
  }
  for (const { kind, after } of changes) {
    for (const claim of after === null ? [] : claimsOf(kind, after)) claims.delete(claimKey(claim));
  }
  return toItems([...claims.values()]);
}

/** Names are written `kind/name`. */
function toItems(claims: readonly Claim[]): ReservedItems {
  return {
    macs: claims.flatMap((claim) => (claim.what === 'mac' ? [claim.mac] : [])).sort(),
    ports: claims.flatMap((claim) => (claim.what === 'port' ? [claim.port] : [])).sort((a, b) => a - b),
    minors: claims.flatMap((claim) => (claim.what === 'minor' ? [[claim.node, claim.minor] as const] : [])),
    names: claims.flatMap((claim) => (claim.what === 'name' ? [`${claim.kind}/${claim.name}`] : [])).sort(),
    addresses: claims.flatMap((claim) => (claim.what === 'address' ? [[claim.network, claim.ip] as const] : [])),
  };
}

function toClaims(items: ReservedItems): Claim[] {
  return [
    ...(items.macs ?? []).map((mac) => macClaim(mac)),
    ...(items.ports ?? []).map((port): Claim => ({ what: 'port', port })),
    ...(items.addresses ?? []).map(([network, ip]): Claim => ({ what: 'address', network, ip })),
    ...(items.minors ?? []).map(([node, minor]): Claim => ({ what: 'minor', node, minor })),
    ...(items.names ?? []).map((text) => {
      const slash = text.indexOf('/');
      return nameClaim(text.slice(0, slash) as NamedKind, text.slice(slash + 1));
    }),
  ];
}
