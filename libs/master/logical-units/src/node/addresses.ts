/** Addresses of nodes. */
import { OpPrereqError } from '@ganeti/errors';
import type { ConfigView } from '@ganeti/master-config';
import { isIP } from 'node:net';

export interface NodeAddresses {
  readonly name: string;
  readonly primary_ip: string;
  readonly secondary_ip: string;
  /** Of its noded: nodes behind one address have different ones. */
  readonly port: number;
}

/** Both are addresses, and no other node's. Throws OpPrereqError. */
export function checkAddresses(view: ConfigView, { name, primary_ip, secondary_ip, port }: NodeAddresses): void {
  for (const [what, ip] of [['primary', primary_ip], ['secondary', secondary_ip]] as const) {
    if (isIP(ip) === 0) throw new OpPrereqError(`The ${what} address '${ip}' of node ${name} is no IP address`, 'wrong_input');
  }
  for (const other of view.all('node')) {
    if (other.name === name) continue;
    const clash = [primary_ip, secondary_ip].find((ip) => ip === other.secondary_ip || (ip === other.primary_ip && other.port === port));
    if (clash !== undefined) throw new OpPrereqError(`The address ${clash} of node ${name} belongs to node ${other.name}`, 'resource_not_unique');
  }
}

/** Either all nodes have a second address, or none has. Why this one would be different from the master; null: it would not. */
export function homingProblem(view: ConfigView, { name, primary_ip, secondary_ip }: Omit<NodeAddresses, 'port'>): string | null {
  const master = view.get('node', view.cluster().master_node);
  if (master === undefined || (master.primary_ip === master.secondary_ip) === (primary_ip === secondary_ip)) return null;
  const wanted = master.primary_ip === master.secondary_ip ? 'no secondary address, as the master has none' : 'a secondary address, as the master has one';
  return `Node ${name} needs ${wanted}`;
}
