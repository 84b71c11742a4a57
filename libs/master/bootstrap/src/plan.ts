/** From what the administrator says to what the cluster will be. Nothing is changed. Throws OpPrereqError that says what to do. */
import { OpPrereqError } from '@ganeti/errors';
import { changedCluster } from '@ganeti/master-logical-units';
import { HV_DEFAULTS, initialCluster, templateHas, type Cluster, type DiskTemplate } from '@ganeti/objects';
import { clusterSetParams, parseParams, type ParamsOf } from '@ganeti/opcodes';
import type { Ids } from '@ganeti/runtime';
import type { Machine } from './machine';
import type { InitSettings } from './settings';

type NewCluster = ReturnType<typeof initialCluster>;

export interface Plan {
  readonly cluster: NewCluster;
  readonly node: { readonly uuid: string; readonly name: string; readonly address: string; readonly secondary_address: string; readonly port: number };
  /** Names and addresses that RAPI's certificate is for. */
  readonly rapi: { readonly names: readonly string[]; readonly addresses: readonly string[] };
  /** What the administrator should know. */
  readonly notes: readonly string[];
}

const wrong = (text: string): OpPrereqError => new OpPrereqError(text, 'wrong_input');

export async function planCluster(settings: InitSettings, machine: Machine, ids: Ids): Promise<Plan> {
  const node = await planNode(settings, machine, ids);
  const master_ip = settings.master_ip ?? (await resolve(machine, settings.cluster_name, settings, "the cluster's name", '--master-ip'));
  if (!settings.skip_checks && machine.deviceOf(master_ip) === null && (await machine.isInUse(master_ip))) {
    throw wrong(`The cluster's address ${master_ip} (${settings.cluster_name}) belongs to a machine that is running; give the cluster a free one`);
  }
  const six = settings.primary_ip_version === 6;
  const before = initialCluster({
    uuid: ids.uuid(),
    cluster_name: settings.cluster_name,
    master_node: node.uuid,
    master_ip,
    master_netdev: machine.deviceOf(node.address) ?? 'lo',
    master_netmask: six ? 128 : 32,
    primary_ip_version: settings.primary_ip_version,
    enabled_hypervisors: ['kvm'],
    enabled_disk_templates: ['drbd', 'plain'],
    hvparams: { ...HV_DEFAULTS, kvm: kvmDefaults(machine) },
  });
  const cluster: NewCluster = { ...before, ...changedCluster(before as Cluster, parametersOf(settings)) };
  checkStorage(cluster);
  const fromDisk = cluster.enabled_hypervisors.includes('kvm') && cluster.hvparams['kvm']?.['kernel_path'] === '' && settings.parameters['hvparams'] === undefined;
  return {
    cluster,
    node,
    rapi: {
      names: [...new Set([settings.cluster_name, node.name, ...settings.rapi_names])],
      addresses: [...new Set([node.address, master_ip, ...settings.rapi_addresses])],
    },
    notes: fromDisk ? ['There is no kernel at the usual place: KVM instances boot from their disks (kernel_path is empty)'] : [],
  };
}

async function planNode(settings: InitSettings, machine: Machine, ids: Ids): Promise<Plan['node']> {
  const name = (settings.node_name ?? (await machine.fullName())).toLowerCase();
  if (name === settings.cluster_name) throw wrong(`The cluster and this machine are both called ${name}; the cluster needs a name of its own`);
  const address = settings.address ?? (await resolve(machine, name, settings, "this machine's name", '--primary-ip'));
  const secondary_address = settings.secondary_address ?? address;
  for (const [what, each] of [['address', address], ['secondary address', secondary_address]] as const) {
    const device = machine.deviceOf(each);
    if (device === null) throw wrong(`The ${what} ${each} of ${name} is on none of this machine's network devices; correct /etc/hosts or DNS, or name another address`);
    if (device === 'lo' && !machine.loopback) {
      throw wrong(`The ${what} ${each} of ${name} cannot be reached from other machines; give ${name} its real address in /etc/hosts (not 127.0.1.1) or DNS`);
    }
  }
  return { uuid: ids.uuid(), name, address, secondary_address, port: settings.port };
}

async function resolve(machine: Machine, name: string, { primary_ip_version: family }: InitSettings, what: string, option: string): Promise<string> {
  const address = await machine.lookup(name, family);
  if (address !== null) return address;
  throw new OpPrereqError(`${name}, ${what}, has no IPv${family} address; add it to DNS or /etc/hosts, or give it with ${option}`, 'resolver_error');
}

/** Guests start from their disks unless there is a kernel at the usual place. */
function kvmDefaults(machine: Machine): (typeof HV_DEFAULTS)[string] {
  const defaults = HV_DEFAULTS['kvm'] ?? {};
  const kernel = defaults['kernel_path'];
  if (typeof kernel !== 'string' || kernel === '' || machine.exists(kernel)) return defaults;
  return { ...defaults, kernel_path: '' };
}

function parametersOf({ parameters }: InitSettings): ParamsOf<typeof clusterSetParams> {
  return parseParams(clusterSetParams, parameters) as ParamsOf<typeof clusterSetParams>;
}

/** What enabled disk templates need from the cluster. */
function checkStorage(cluster: NewCluster): void {
  const needs: readonly [value: string, option: string, needed: (template: DiskTemplate) => boolean][] = [
    [cluster.volume_group_name, '--vg-name', (template) => templateHas(template, 'lvmBased')],
    [cluster.drbd_usermode_helper, '--drbd-usermode-helper', (template) => template === 'drbd'],
    [cluster.file_storage_dir, '--file-storage-dir', (template) => template === 'file'],
    [cluster.shared_file_storage_dir, '--shared-file-storage-dir', (template) => template === 'sharedfile'],
    [cluster.gluster_storage_dir, '--gluster-storage-dir', (template) => template === 'gluster'],
  ];
  for (const [value, option, needed] of needs) {
    const template = cluster.enabled_disk_templates.find((each) => needed(each as DiskTemplate));
    if (value === '' && template !== undefined) throw wrong(`Disk template ${template} needs ${option}; give it, or leave the template out of --enabled-disk-templates`);
  }
}
