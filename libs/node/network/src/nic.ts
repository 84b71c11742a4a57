import { OpExecError } from '@ganeti/errors';
import type { NicReceived } from '@ganeti/node-api';

const MODES = ['bridged', 'routed', 'openvswitch', 'ext'] as const;
export type NicMode = (typeof MODES)[number];

/** A NIC as the host has to connect it. */
export interface NicSettings {
  readonly uuid: string;
  readonly name: string;
  readonly mac: string;
  /** Empty: none. */
  readonly ip: string;
  readonly mode: NicMode;
  /** Bridge, switch or routing table, by the mode. */
  readonly link: string;
  /** `.5` access to VLAN 5; `:5:6` trunk; `.5:6:7` trunk with 5 untagged; empty: none. */
  readonly vlan: string;
  /** NETWORK_* of scripts. */
  readonly network: Readonly<Record<string, string>>;
}

/** Throws OpExecError for a mode that no node knows. */
export function nicSettings({ uuid, name, mac, ip, params, network }: NicReceived): NicSettings {
  const text = (key: string): string => {
    const json = params[key];
    const value = json === undefined || json === '' ? '' : (JSON.parse(json) as unknown);
    return typeof value === 'string' ? value : '';
  };
  const mode = MODES.find((known) => known === text('mode'));
  if (mode === undefined) throw new OpExecError(`NIC ${uuid} has mode "${text('mode')}"; it must be one of ${MODES.join(', ')}`);
  return { uuid, name, mac, ip, mode, link: text('link'), vlan: text('vlan'), network };
}

export interface Vlans {
  /** Untagged on the guest's side; null: none. */
  readonly access: number | null;
  readonly trunk: readonly number[];
}

/** Throws OpExecError for another form than those of NicSettings.vlan. */
export function parseVlans(text: string): Vlans {
  const wrong = (): OpExecError => new OpExecError(`"${text}" names no VLANs; write .5 for one, :5:6 for a trunk, .5:6:7 for a trunk with 5 untagged`);
  const match = /^(?:\.?(\d+))?((?::\d+)*)$/.exec(text);
  if (match === null) throw wrong();
  const numbers = [...(match[1] === undefined ? [] : [match[1]]), ...(match[2] ?? '').split(':').filter((part) => part !== '')].map(Number);
  if (numbers.some((id) => id < 1 || id > 4094)) throw wrong();
  return match[1] === undefined ? { access: null, trunk: numbers } : { access: numbers[0] as number, trunk: numbers.slice(1) };
}
