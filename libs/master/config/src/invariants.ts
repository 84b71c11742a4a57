/**
 * What must hold in every committed configuration. A commit checks the objects it changed and those whose rules look at
 * them; `checkAll` checks everything, for cluster verify.
 */
import type { Cluster, Disk, Instance, Network, Nic, Node, ObjectKind } from '@ganeti/objects';
import { ConfigurationError } from '@ganeti/errors';
import ipaddr from 'ipaddr.js';
import { canBeCandidate, CandidatePool } from './candidate-pool';
import type { Claim } from './claims';
import { Claims, claimKey, claimsOf } from './claims';
import { describe, describeClaim, describeUuid } from './describe';
import type { Head } from './head';
import { referencesOf } from './references';
import type { AnyObject } from './tables';
import { objectKinds } from './tables';
import type { Change, ConfigView } from './types';

/** Everything wrong in a configuration, one text each; empty: it is sound. Looks at every object. */
export function checkAll(view: ConfigView): string[] {
  return [...soundness(view), ...(view.count('cluster') === 0 ? [] : checkCandidates(view))];
}

/** The same, but for the candidate pool. `known`: references that lead nowhere, but are reported in another way. */
export function soundness(view: ConfigView, known: (from: ObjectKind, to: ObjectKind) => boolean = () => false): string[] {
  const claims = new Claims();
  const problems: string[] = [];
  const everyClaim = new Map<string, Claim>();
  for (const kind of objectKinds) {
    for (const object of view.all(kind)) {
      problems.push(...checkObject(view, kind, object, known));
      claims.replace(kind, object.uuid, null, object);
      for (const claim of claimsOf(kind, object)) everyClaim.set(claimKey(claim), claim);
    }
  }
  for (const claim of everyClaim.values()) problems.push(...checkClaim(view, claims, claim));
  if (view.count('cluster') === 0) problems.push('there is no cluster object');
  return problems;
}

/** A pool of master candidates that is too small, as one text. It may be so for a while: somebody has demoted a node. */
export function checkCandidates(view: ConfigView): string[] {
  const pool = new CandidatePool();
  for (const node of view.all('node')) pool.replace(null, node);
  return checkPool(view, pool.shortfall(view.cluster()));
}

/**
 * Throws ConfigurationError when changes (already made in the head) break an invariant. A candidate pool that was too small
 * before may stay so, but must not become smaller.
 */
export function checkChanges(head: Head, view: ConfigView, changes: readonly Change[], shortfallBefore: number): void {
  const problems: string[] = [];
  if (changes.length > 0 && view.count('cluster') === 0) problems.push('there is no cluster object; a cluster begins with one');
  for (const { kind, uuid } of affected(head, changes)) {
    const object = view.get(kind, uuid);
    if (object !== undefined) problems.push(...checkObject(view, kind, object));
  }
  const claims = new Map<string, Claim>();
  for (const { kind, after } of changes) {
    for (const claim of after === null ? [] : claimsOf(kind, after)) claims.set(claimKey(claim), claim);
  }
  for (const claim of claims.values()) problems.push(...checkClaim(view, head.claims, claim));
  // A node that is demoted in this change is not expected to be a candidate again at once: somebody wants it so.
  const shortfall = poolShortfall(head, changes.filter(isDemotion).length);
  if (shortfall > shortfallBefore) problems.push(...checkPool(view, shortfall));
  if (problems.length > 0) throw new ConfigurationError(`Nothing was changed, for the configuration would be wrong: ${summary(problems)}`);
}

export function poolShortfall(head: Head, spared = 0): number {
  for (const cluster of head.tables.all('cluster')) return head.pool.shortfall(cluster, spared);
  return 0;
}

function isDemotion({ kind, before, after }: Change): boolean {
  if (kind !== 'node' || before === null || after === null) return false;
  return (before as Node).master_candidate && !(after as Node).master_candidate && canBeCandidate(after as Node);
}

/** The changed objects, and those that have rules about them. */
function affected(head: Head, changes: readonly Change[]): Iterable<{ kind: ObjectKind; uuid: string }> {
  const found = new Map<string, { kind: ObjectKind; uuid: string }>();
  const add = (kind: ObjectKind, uuid: string): void => void found.set(`${kind} ${uuid}`, { kind, uuid });
  for (const { kind, uuid, before, after } of changes) {
    if (after !== null) add(kind, uuid);
    if (after === null || (kind === 'network' && before !== null && rangeChanged(before as Network, after as Network))) {
      for (const source of head.references.to(uuid)) add(source.kind, source.uuid);
    }
    for (const object of [before, after]) {
      if (object === null) continue;
      if (kind === 'instance') for (const disk of (object as Instance).disks) add('disk', disk);
      if (kind === 'disk' && (object as Disk).instance !== null) add('instance', (object as Disk).instance!);
    }
    if (kind === 'node') for (const cluster of head.tables.all('cluster')) if (cluster.master_node === uuid) add('cluster', cluster.uuid);
  }
  return found.values();
}

function rangeChanged(before: Network, after: Network): boolean {
  return before.network !== after.network || before.network6 !== after.network6;
}

function checkClaim(view: ConfigView, claims: Claims, claim: Claim): string[] {
  const holders = claims.holdersOf(claim);
  if (holders.length < 2) return [];
  const names = [...new Set(holders)].map((uuid) => describeHolder(view, uuid));
  const who = names.length === 1 ? `twice by ${names[0]}` : `by ${names.join(' and ')}`;
  return [`${describeClaim(view, claim)} is used ${who}`];
}

function describeHolder(view: ConfigView, uuid: string): string {
  for (const kind of objectKinds) {
    const object = view.get(kind, uuid);
    if (object !== undefined) return describe(view, kind, object);
  }
  return uuid;
}

function checkPool(view: ConfigView, shortfall: number): string[] {
  if (shortfall === 0) return [];
  const size = view.cluster().candidate_pool_size;
  return [`${shortfall} more master candidate(s) are needed for a pool of ${size}; promote a node in the same change`];
}

function checkObject(view: ConfigView, kind: ObjectKind, object: AnyObject, known: (from: ObjectKind, to: ObjectKind) => boolean = () => false): string[] {
  const who = describe(view, kind, object);
  const missing = referencesOf(kind, object)
    .filter((reference) => view.get(reference.kind, reference.uuid) === undefined && !known(kind, reference.kind))
    .map((reference) => `${who} refers to ${describeUuid(view, reference.kind, reference.uuid)} as its ${reference.as}, which does not exist`);
  return [...missing, ...ownRules(view, kind, object).map((text) => `${who} ${text}`)];
}

/** Rules of one object, each text to be read after the object's description. References that lead nowhere are reported elsewhere. */
function ownRules(view: ConfigView, kind: ObjectKind, object: AnyObject): string[] {
  switch (kind) {
    case 'cluster':
      return clusterRules(view, object as Cluster);
    case 'node':
      return nodeRules(object as Node);
    case 'instance':
      return instanceRules(view, object as Instance);
    case 'disk':
      return diskRules(view, object as Disk);
    case 'network':
      return networkRules(object as Network);
    case 'nodegroup':
    case 'filter':
      return [];
  }
}

function clusterRules(view: ConfigView, cluster: Cluster): string[] {
  const master = view.get('node', cluster.master_node);
  if (master === undefined) return [];
  if (master.offline) return [`has master node ${master.name}, which is offline`];
  return master.master_candidate ? [] : [`has master node ${master.name}, which is not a master candidate`];
}

function nodeRules(node: Node): string[] {
  const roles = (['master_candidate', 'drained', 'offline'] as const).filter((flag) => node[flag]);
  const problems = roles.length > 1 ? [`has more than one role: ${roles.join(', ')}`] : [];
  if (node.master_candidate && !node.master_capable) problems.push('is a master candidate without being master capable');
  return problems;
}

function instanceRules(view: ConfigView, instance: Instance): string[] {
  const problems: string[] = [];
  instance.disks.forEach((uuid, index) => {
    const disk = view.get('disk', uuid);
    if (disk === undefined) return;
    if (disk.instance !== instance.uuid) problems.push(`has disk ${uuid}, which does not say that it is this instance's`);
    if (disk.iv_name !== `disk/${index}`) problems.push(`has disk ${uuid} in place ${index}, which calls itself ${disk.iv_name}`);
  });
  for (const nic of instance.nics) problems.push(...nicRules(view, nic));
  return problems;
}

function nicRules(view: ConfigView, nic: Nic): string[] {
  const network = nic.network === null ? undefined : view.get('network', nic.network);
  if (network === undefined || nic.ip === null) return [];
  if (!ipaddr.isValid(nic.ip)) return [`has a NIC with ${nic.ip}, which is not an IP address`];
  const address = ipaddr.parse(nic.ip);
  const range = address.kind() === 'ipv4' ? network.network : network.network6;
  if (range !== null && ipaddr.isValidCIDR(range) && matches(address, range)) return [];
  return [`has a NIC with IP address ${nic.ip}, which is not in network ${network.name} (${range ?? 'without IPv6'})`];
}

function matches(address: ipaddr.IPv4 | ipaddr.IPv6, range: string): boolean {
  const [base, bits] = ipaddr.parseCIDR(range);
  return address.kind() === base.kind() && address.match(base, bits);
}

function networkRules(network: Network): string[] {
  const problems: string[] = [];
  if (!ipaddr.IPv4.isValidCIDR(network.network)) problems.push(`has range ${network.network}, which is not an IPv4 network such as 192.0.2.0/24`);
  if (network.network6 !== null && !ipaddr.IPv6.isValidCIDR(network.network6)) {
    problems.push(`has range ${network.network6}, which is not an IPv6 network such as 2001:db8::/64`);
  }
  return problems;
}

function diskRules(view: ConfigView, disk: Disk): string[] {
  const problems: string[] = [];
  const id = disk.logical_id;
  if (id.type !== disk.dev_type) problems.push(`is of type ${disk.dev_type}, but its logical id is of type ${id.type}`);
  if (id.type === 'drbd') {
    if (id.node_a === id.node_b) problems.push(`has both its halves on ${describeUuid(view, 'node', id.node_a)}`);
    const held = new Set(disk.nodes);
    if (held.size !== 2 || !held.has(id.node_a) || !held.has(id.node_b)) problems.push('says other nodes than its logical id');
  }
  const instance = disk.instance === null ? undefined : view.get('instance', disk.instance);
  if (instance === undefined) return problems;
  if (!instance.disks.includes(disk.uuid)) problems.push(`is not in the disk list of instance ${instance.name}`);
  if (disk.nodes.length > 0 && !disk.nodes.includes(instance.primary_node)) {
    problems.push(`is not on ${describeUuid(view, 'node', instance.primary_node)}, the primary node of instance ${instance.name}`);
  }
  return problems;
}

function summary(problems: readonly string[]): string {
  const shown = 5;
  const rest = problems.length - shown;
  return problems.slice(0, shown).join('; ') + (rest > 0 ? `; and ${rest} more` : '');
}
