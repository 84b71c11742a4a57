/**
 * What every node keeps as ssconf_<name>: simple facts that scripts and tools read without asking the master. One line per
 * entry, sorted, no line end after the last one (the node adds it).
 */
import { HV_DEFAULTS, fillNd } from '@ganeti/objects';
import type { Json, Node, ParamDict } from '@ganeti/objects';
import type { ConfigView } from '@ganeti/master-config';
import { niceSorted } from './nice-sort';

export interface SsconfOptions {
  /** Of this software, for ssconf_release_version. */
  readonly release: string;
}

/** All values by name, without the `ssconf_` prefix. */
export function ssconfValues(view: ConfigView, { release }: SsconfOptions): Record<string, string> {
  const cluster = view.cluster();
  const byName = new Map([...view.all('node')].map((node) => [node.name, node]));
  const nodes = niceSorted(byName.keys()).map((name) => byName.get(name)!);
  const candidates = nodes.filter((node) => node.master_candidate);
  const lines = (of: readonly Node[], line: (node: Node) => string): string => of.map(line).join('\n');
  const name = (node: Node): string => node.name;
  return {
    cluster_name: cluster.cluster_name,
    cluster_tags: [...cluster.tags].sort().join('\n'),
    enabled_user_shutdown: text(cluster.enabled_user_shutdown),
    file_storage_dir: cluster.file_storage_dir,
    gluster_storage_dir: cluster.gluster_storage_dir,
    ...hypervisorValues(cluster.hvparams),
    hypervisor_list: cluster.enabled_hypervisors.join('\n'),
    ...instanceValues(view),
    maintain_node_health: text(cluster.maintain_node_health),
    master_candidates: lines(candidates, name),
    master_candidates_certs: candidates.map((node) => `${node.uuid}=${fingerprint(node.certificate_digest)}`).sort().join('\n'),
    master_candidates_ips: lines(candidates, (node) => node.primary_ip),
    master_ip: cluster.master_ip,
    master_netdev: cluster.master_netdev,
    master_netmask: String(cluster.master_netmask),
    master_node: view.get('node', cluster.master_node)?.name ?? '',
    networks: namedUuids(view.all('network')),
    node_list: lines(nodes, name),
    node_primary_ips: lines(nodes, (node) => `${node.name} ${node.primary_ip}`),
    node_secondary_ips: lines(nodes, (node) => `${node.name} ${node.secondary_ip}`),
    node_vm_capable: lines(nodes, (node) => `${node.name}=${text(node.vm_capable)}`),
    nodegroups: namedUuids(view.all('nodegroup')),
    offline_nodes: lines(nodes.filter((node) => node.offline), name),
    online_nodes: lines(nodes.filter((node) => !node.offline), name),
    // The numbers of the address families in socket calls.
    primary_ip_family: cluster.primary_ip_version === 6 ? '10' : '2',
    release_version: release,
    shared_file_storage_dir: cluster.shared_file_storage_dir,
    ssh_ports: lines(nodes, (node) => `${node.name}=${text(sshPort(view, node))}`),
    uid_pool: cluster.uid_pool.map(([low, high]) => (low === high ? String(low) : `${low}-${high}`)).join('\n'),
  };
}

/** Lines of /etc/hosts that name all nodes, in full and short; empty: the cluster does not keep them there. */
export function hostsLines(view: ConfigView): string {
  if (!view.cluster().modify_etc_hosts) return '';
  const byName = new Map([...view.all('node')].map((node) => [node.name, node.primary_ip]));
  return niceSorted(byName.keys()).map((name) => `${byName.get(name)}\t${[...new Set([name, name.split('.')[0]])].join(' ')}`).join('\n');
}

/** Those of all values that follow instances. */
export function instanceValues(view: ConfigView): Record<string, string> {
  return { instance_list: niceSorted(names(view.all('instance'))).join('\n') };
}

/** hvparams_<hypervisor>: cluster-wide parameters of each hypervisor known, `key=value` each. */
function hypervisorValues(hvparams: Readonly<Record<string, ParamDict>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(HV_DEFAULTS).map(([hypervisor, defaults]) => [
      `hvparams_${hypervisor}`,
      Object.entries({ ...defaults, ...hvparams[hypervisor] })
        .map(([key, value]) => `${key}=${text(value)}`)
        .sort()
        .join('\n'),
    ]),
  );
}

function sshPort(view: ConfigView, node: Node): Json {
  const group = view.get('nodegroup', node.group);
  return group === undefined ? 22 : (fillNd(view.cluster(), group, node)['ssh_port'] ?? 22);
}

function* names(objects: Iterable<{ readonly name: string }>): Iterable<string> {
  for (const { name } of objects) yield name;
}

function namedUuids(objects: Iterable<{ readonly uuid: string; readonly name: string }>): string {
  const byName = new Map([...objects].map(({ uuid, name }) => [name, uuid]));
  return niceSorted(byName.keys())
    .map((name) => `${byName.get(name)} ${name}`)
    .join('\n');
}

/** As scripts written for Ganeti read it. */
function text(value: Json): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value === null) return 'None';
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : JSON.stringify(value);
}

/** "ab12…" -> "AB:12:…" */
const fingerprint = (digest: string): string => (digest.match(/../g) ?? []).join(':').toUpperCase();
