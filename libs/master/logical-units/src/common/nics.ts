/** NICs as an opcode asks for them. */
import { OpPrereqError } from '@ganeti/errors';
import type { CheckContext } from '@ganeti/master-jobs';
import { changedParams, checkNic, type Nic, type ParamDict } from '@ganeti/objects';
import { isIP } from 'node:net';
import { nicParamsOf } from './params';

export type AskedNic = {
  readonly [key in 'bridge' | 'ip' | 'link' | 'mac' | 'mode' | 'name' | 'network' | 'vlan']?: string | null;
};
/** What a request gives as "no value". */
const none = (value: string | null | undefined): boolean => value === undefined || value === null || value === 'none' || value === '';

export function newNic(cx: CheckContext, asked: AskedNic, index: number): Nic {
  const mac = asked.mac ?? 'auto';
  return changedNic(cx, { uuid: cx.ids.uuid(), name: null, mac: '', ip: null, network: null, nicparams: {} }, { ...asked, mac }, index);
}

/** A NIC after changes; a MAC that it did not have before is reserved for the job. */
export function changedNic(cx: CheckContext, nic: Nic, asked: AskedNic, index: number): Nic {
  if (!none(asked.network)) {
    throw new OpPrereqError(
      `NIC ${index} asks for network '${asked.network}'; this release has no networks, give mode and link instead`,
      'wrong_input',
    );
  }
  const nicparams = changedParams(nic.nicparams, checkNic(linkParams(asked, index), { allowReset: true }));
  const changed: Nic = {
    ...nic,
    nicparams,
    ...(asked.name === undefined ? {} : { name: none(asked.name) ? null : asked.name }),
    ...(asked.ip === undefined ? {} : { ip: address(asked.ip, index) }),
    ...(asked.mac === undefined || asked.mac === null ? {} : { mac: macAddress(cx, nic, asked.mac, index) }),
  };
  if (nicParamsOf(cx.config, changed).mode === 'routed' && changed.ip === null) {
    throw new OpPrereqError(`NIC ${index} is routed, and needs an address in 'ip'`, 'wrong_input');
  }
  return changed;
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

function address(ip: string | null, index: number): string | null {
  if (none(ip)) return null;
  if (ip === null || isIP(ip) === 0) throw new OpPrereqError(`NIC ${index}: '${ip}' is no IP address`, 'wrong_input');
  return ip;
}

function macAddress(cx: CheckContext, nic: Nic, asked: string, index: number): string {
  if (asked === 'auto' || asked === 'generate') return cx.reservations.generateMac(cx.jobId, cx.config.cluster().mac_prefix);
  const mac = asked.toLowerCase();
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(mac)) {
    throw new OpPrereqError(`NIC ${index}: '${asked}' is no MAC address; write six pairs of hex digits with colons, or 'auto'`, 'wrong_input');
  }
  if (mac !== nic.mac) cx.reservations.reserveMac(cx.jobId, mac);
  return mac;
}

/** Network devices that must be there on a node for these NICs. */
export function bridgesOf(cx: CheckContext, nics: readonly Nic[]): string[] {
  return nics.flatMap((nic) => {
    const { mode, link } = nicParamsOf(cx.config, nic);
    return mode === 'bridged' ? [link] : [];
  });
}
