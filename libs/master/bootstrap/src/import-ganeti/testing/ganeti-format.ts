/** A configuration of ours as Ganeti writes it: what differs is said in semantics of its config.data by release. */
import { readFileSync } from 'node:fs';
import type { ConfigView } from '@ganeti/master-config';
import type { BlockDevice, Disk, Instance, Json, LogicalId } from '@ganeti/objects';

/** Can be changed by tests. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests break it in every way
export type Loose = any;
export type GanetiFile = { [key: string]: Json & { [uuid: string]: Loose } } & { version: Loose; cluster: Loose };
export const releases = { '2.16': 2_160_000, '3.0': 3_000_000, '3.1': 3_010_000 } as const;
export type Release = keyof typeof releases;

/** Written by Ganeti 3.0.2: three nodes, file disks, a network, a rule. */
export const recorded = (): GanetiFile => JSON.parse(readFileSync(new URL('recorded-3.0.2.json', import.meta.url), 'utf8')) as GanetiFile;

export function ganetiFile(view: ConfigView, release: Release): GanetiFile {
  const { primary_ip_version: _ip, queue_drained: _drained, watcher_pause_until: _pause, ...cluster } = view.cluster();
  const by = <T extends { readonly uuid: string }>(all: Iterable<T>, turn: (one: T) => object): Record<string, object> => Object.fromEntries([...all].map((one) => [one.uuid, turn(one)]));
  const file = {
    version: releases[release],
    cluster: { ...cluster, primary_ip_family: 2, highest_used_port: 11_000, tcpudp_port_pool: [11_001], candidate_certs: {}, data_collectors: { drbd: { active: true } }, ...(release === '2.16' ? {} : { ssh_key_type: 'rsa', ssh_key_bits: 2048 }) },
    nodes: by(view.all('node'), ({ port: _port, certificate_digest: _digest, ...node }) => ({ ...node, hv_state_static: {} })),
    nodegroups: by(view.all('nodegroup'), (group) => ({ ...group, members: [] })),
    networks: by(view.all('network'), (network) => ({ ...network, reservations: '0'.repeat(network.ext_reservations.length) })),
    instances: by(view.all('instance'), (instance) => instanceText(instance, release)),
    disks: by(view.all('disk'), (disk) => diskText(disk, release)),
    filters: by(view.all('filter'), ({ reason, ...rule }) => ({ ...rule, reason_trail: reason })),
    serial_no: 1,
    ctime: 1,
    mtime: 2,
  };
  return JSON.parse(JSON.stringify(file)) as GanetiFile;
}

function instanceText({ forthcoming, disk_template, network_port, nics, ...instance }: Instance, release: Release): object {
  return {
    ...instance,
    ...(release === '2.16' ? { disk_template } : { forthcoming }),
    ...(network_port === null ? {} : { network_port }),
    nics: nics.map(({ ip, network, name, ...nic }) => ({ ...nic, ...(ip === null ? {} : { ip }), ...(network === null ? {} : { network }), ...(name === null ? {} : { name }), hvinfo: { bus: 'pci.0' } })),
  };
}

function diskText({ instance: _instance, name, spindles, nodes, ...disk }: Disk, release: Release): object {
  return { ...disk, ...deviceText(disk), nodes, ...(name === null ? {} : { name }), ...(spindles === null ? {} : { spindles }), ...(release === '2.16' ? {} : { forthcoming: false }) };
}

function deviceText({ dev_type, logical_id, size, children }: BlockDevice): object {
  return { dev_type, size, logical_id: idText(logical_id), children: children.map((child) => ({ ...deviceText(child), nodes: [], iv_name: '', mode: 'rw', params: {} })) };
}

function idText(id: LogicalId): readonly Json[] {
  switch (id.type) {
    case 'plain':
      return [id.vg, id.lv];
    case 'drbd':
      return [id.node_a, id.node_b, id.port, id.minor_a, id.minor_b, id.secret];
    case 'rbd':
      return ['rbd', id.image];
    case 'blockdev':
      return ['manual', id.path];
    case 'ext':
      return [id.provider, id.name];
    default:
      return [id.driver, id.path];
  }
}
