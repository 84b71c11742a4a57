/** NICs as an opcode asks for them. */
import { OpPrereqError } from '@ganeti/errors';
import type { ConfigView } from '@ganeti/master-config';
import type { CheckContext } from '@ganeti/master-jobs';
import { changedParams, checkNic, placeOf, type Network, type Nic, type ParamDict } from '@ganeti/objects';
import { isIP } from 'node:net';
import { info } from './disk-steps';
import { groupBy, networkBy, networkOf, nodeBy } from './lookup';
import { nicParamsOf } from './params';

export type AskedNic = {
  readonly [key in 'bridge' | 'ip' | 'link' | 'mac' | 'mode' | 'name' | 'network' | 'vlan']?: string | null;
};
/** What a request gives as "no value". */
const none = (value: string | null | undefined): boolean => value === undefined || value === null || value === 'none' || value === '';

/** Where the NIC will be: it decides which networks can be reached, and how. */
export interface NicPlace {
  /** uuid of the instance's primary node. */
  readonly node: string;
  /** Refuse addresses of networks that the NIC is not in. */
  readonly conflictsCheck: boolean;
}

export function newNic(cx: CheckContext, asked: AskedNic, index: number, place: NicPlace): Nic {
  const mac = asked.mac ?? 'auto';
  return changedNic(cx, { uuid: cx.ids.uuid(), name: null, mac: '', ip: null, network: null, nicparams: {} }, { ...asked, mac }, index, place);
}

/** A NIC after changes; a MAC or an address that it did not have before is reserved for the job. */
export function changedNic(cx: CheckContext, nic: Nic, asked: AskedNic, index: number, place: NicPlace): Nic {
  const network = asked.network === undefined ? networkBefore(cx, nic) : none(asked.network) ? null : networkOf(cx.config, asked.network as string);
  const given = linkParams(asked, index);
  const changed: Nic = {
    ...nic,
    network: network?.uuid ?? null,
    nicparams: network === null ? ownParams(nic, given) : connectionOf(cx, network, place.node, given, index),
    ...(asked.name === undefined ? {} : { name: none(asked.name) ? null : asked.name }),
    ip: addressFor(cx, nic, asked, network, index, place),
    ...(asked.mac === undefined || asked.mac === null ? {} : { mac: macAddress(cx, nic, asked.mac, index, network) }),
  };
  if (nicParamsOf(cx.config, changed).mode === 'routed' && changed.ip === null) {
    throw new OpPrereqError(`NIC ${index} is routed, and needs an address in 'ip'`, 'wrong_input');
  }
  return changed;
}

function networkBefore(cx: CheckContext, nic: Nic): Network | null {
  return nic.network === null ? null : networkBy(cx.config, nic.network);
}

/** A NIC that has left a network keeps nothing of what the network said. */
function ownParams(nic: Nic, given: ParamDict): ParamDict {
  return changedParams(nic.network === null ? nic.nicparams : {}, checkNic(given, { allowReset: true }));
}

/** How NICs of this network are attached where the node is. */
function connectionOf(cx: CheckContext, network: Network, node: string, given: ParamDict, index: number): ParamDict {
  const [own] = Object.keys(given);
  if (own !== undefined) {
    throw new OpPrereqError(`NIC ${index} is in network ${network.name}, which says how it is attached; leave '${own}' out`, 'wrong_input');
  }
  const group = groupBy(cx.config, nodeBy(cx.config, node).group);
  const connection = group.networks[network.uuid];
  if (connection === undefined) {
    throw new OpPrereqError(
      `NIC ${index}: network ${network.name} is not connected to node group ${group.name}; connect it with 'gnt-network connect', or choose another network`,
      'wrong_input',
    );
  }
  return connection;
}

function addressFor(cx: CheckContext, nic: Nic, asked: AskedNic, network: Network | null, index: number, place: NicPlace): string | null {
  const stays = asked.ip === undefined && network?.uuid === (nic.network ?? undefined);
  if (stays) return nic.ip;
  if (asked.ip === 'pool') {
    if (network === null) throw new OpPrereqError(`NIC ${index} asks for an address of the pool, but is in no network; give 'network' too`, 'wrong_input');
    const ip = cx.reservations.freeAddress(cx.jobId, network);
    info(cx, `NIC ${index} gets address ${ip} of network ${network.name}`);
    return ip;
  }
  const ip = address(asked.ip === undefined ? nic.ip : asked.ip, index);
  if (ip === null) return null;
  if (network === null) {
    if (place.conflictsCheck && ip !== nic.ip) checkForeign(cx, ip, place.node, index);
    return ip;
  }
  if (isIP(ip) === 4 && placeOf(network.network, ip) === null) {
    throw new OpPrereqError(`NIC ${index}: address ${ip} is not in network ${network.name} (${network.network})`, 'wrong_input');
  }
  if (ip !== nic.ip || network.uuid !== nic.network) cx.reservations.address(cx.jobId, network, ip);
  return ip;
}

/** An address outside of all networks must not be one that a network of the group may give to somebody else. */
function checkForeign(cx: CheckContext, ip: string, node: string, index: number): void {
  const group = groupBy(cx.config, nodeBy(cx.config, node).group);
  for (const uuid of Object.keys(group.networks)) {
    const network = networkBy(cx.config, uuid);
    if (placeOf(network.network, ip) === null) continue;
    throw new OpPrereqError(
      `NIC ${index}: address ${ip} belongs to network ${network.name}; put the NIC into that network, or leave out the check for conflicts`,
      'resource_not_unique',
    );
  }
}

/** `bridge` is the older name of the link of a bridged NIC. */
function linkParams(asked: AskedNic, index: number): ParamDict {
  if (!none(asked.bridge) && !none(asked.link)) {
    throw new OpPrereqError(`NIC ${index} has both 'bridge' and 'link', which mean the same; give only 'link'`, 'wrong_input');
  }
  const link = none(asked.link) ? asked.bridge : asked.link;
  return {
    ...(none(asked.mode) ? {} : { mode: asked.mode as string }),
    ...(none(link) ? {} : { link: link as string }),
    ...(none(asked.vlan) ? {} : { vlan: asked.vlan as string }),
  };
}

function address(ip: string | null | undefined, index: number): string | null {
  if (none(ip)) return null;
  if (ip === null || ip === undefined || isIP(ip) === 0) throw new OpPrereqError(`NIC ${index}: '${ip}' is no IP address`, 'wrong_input');
  return ip;
}

function macAddress(cx: CheckContext, nic: Nic, asked: string, index: number, network: Network | null): string {
  if (asked === 'auto' || asked === 'generate') return cx.reservations.generateMac(cx.jobId, network?.mac_prefix ?? cx.config.cluster().mac_prefix);
  const mac = asked.toLowerCase();
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(mac)) {
    throw new OpPrereqError(`NIC ${index}: '${asked}' is no MAC address; write six pairs of hex digits with colons, or 'auto'`, 'wrong_input');
  }
  if (mac !== nic.mac) cx.reservations.reserveMac(cx.jobId, mac);
  return mac;
}

/** No two NICs of one instance may have the same MAC, or the same address of a network. Throws OpPrereqError (resource_not_unique). */
export function checkDistinct(nics: readonly Nic[]): void {
  const seen = new Map<string, number>();
  for (const [index, { mac, network, ip }] of nics.entries()) {
    const things = [[mac, `MAC address ${mac}`], ...(network === null || ip === null ? [] : [[`${network} ${ip}`, `address ${ip}`]])] as const;
    for (const [key = '', what] of things) {
      const other = seen.get(key);
      if (other !== undefined) throw new OpPrereqError(`NICs ${other} and ${index} have the same ${what}; each needs its own`, 'resource_not_unique');
      seen.set(key, index);
    }
  }
}

/** Network devices that must be there on a node for these NICs. */
export function bridgesOf(cx: Pick<CheckContext, 'config'>, nics: readonly Nic[]): string[] {
  return nics.flatMap((nic) => {
    const { mode, link } = nicParamsOf(cx.config, nic);
    return mode === 'bridged' ? [link] : [];
  });
}

/** Groups to lock shared, so that their networks stay connected: those of the nodes, when a NIC asks for a network. */
export async function groupsOf(view: ConfigView, nics: readonly AskedNic[], nodes: () => readonly string[] | Promise<readonly string[]>): Promise<string[]> {
  if (nics.every((nic) => none(nic.network))) return [];
  return [...new Set((await nodes()).flatMap((uuid) => view.get('node', uuid)?.group ?? []))];
}
