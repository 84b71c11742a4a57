/** Fields of an instance about its parameters: joined from all layers, its own, and one by one. */
import { hypervisorParams, HV_GLOBALS, type ParamInfo } from '@ganeti/objects';
import type { Instance } from '@ganeti/objects';
import { field, orUnavailable, type Field } from '../field';
import { beparamOf, beparamsForDict, beparamsOf, hvparamOf, hvparamsOf, osparamsOf } from '../params';
import type { FieldKind } from '../types';
import { backendDocs, hypervisorDocs } from './param-docs';

/** Field, parameter, title, kind. */
const backend: readonly (readonly [string, string, string, FieldKind])[] = [
  ['be/always_failover', 'always_failover', 'be/always_failover', 'bool'],
  ['be/auto_balance', 'auto_balance', 'Auto_balance', 'bool'],
  ['be/maxmem', 'maxmem', 'ConfigMaxMem', 'unit'],
  ['be/memory', 'maxmem', 'ConfigMaxMem', 'unit'],
  ['be/minmem', 'minmem', 'ConfigMinMem', 'unit'],
  ['be/spindle_use', 'spindle_use', 'be/spindle_use', 'number'],
  ['be/vcpus', 'vcpus', 'ConfigVCPUs', 'number'],
  ['vcpus', 'vcpus', 'ConfigVCPUs', 'number'],
];

/** Hypervisor parameters whose title is not simply the field's name. */
const hypervisorTitles: Readonly<Record<string, string>> = {
  acpi: 'ACPI',
  boot_order: 'Boot_order',
  cdrom_image_path: 'CDROM_image_path',
  cpu_type: 'cpu_type',
  disk_type: 'Disk_type',
  initrd_path: 'Initrd_path',
  kernel_path: 'Kernel_path',
  nic_type: 'NIC_type',
  pae: 'PAE',
  pci_pass: 'pci_pass',
  vnc_bind_address: 'VNC_bind_address',
};

function kindOf({ type }: ParamInfo): FieldKind {
  if (type === 'bool') return 'bool';
  return type === 'int' ? 'number' : 'other';
}

/** Every parameter that an instance of some hypervisor can have; our own are seen in `hvparams` where they are set. */
const hypervisor = new Map(
  Object.values(hypervisorParams)
    .flatMap((table) => Object.entries<ParamInfo>(table))
    .filter(([name, info]) => !HV_GLOBALS.has(name) && info.own !== true),
);

export const instanceParamFields: readonly Field<Instance>[] = [
  field('beparams', 'BackendParameters', 'other', 'Backend parameters, all layers joined', beparamsOf, { getForDict: beparamsForDict }),
  field('custom_beparams', 'CustomBackendParameters', 'other', 'Backend parameters set for this instance', (instance) => instance.beparams),
  field('hvparams', 'HypervisorParameters', 'other', 'Hypervisor parameters, all layers joined', hvparamsOf),
  field('custom_hvparams', 'CustomHypervisorParameters', 'other', 'Hypervisor parameters set for this instance', (instance) => instance.hvparams),
  field('osparams', 'OpSysParameters', 'other', 'OS parameters, all layers joined', osparamsOf),
  field('custom_osparams', 'CustomOpSysParameters', 'other', 'OS parameters set for this instance', (instance) => instance.osparams),
  field('custom_nicparams', 'CustomNicParameters', 'other', 'Parameters set for each network interface', (instance) =>
    instance.nics.map((nic) => nic.nicparams),
  ),
  ...backend.map(([name, param, title, kind]) =>
    field<Instance>(name, title, kind, backendDocs[param] ?? `Backend parameter ${param}`, (instance, cx) => orUnavailable(beparamOf(instance, param, cx))),
  ),
  ...[...hypervisor].map(([param, info]) =>
    field<Instance>(
      `hv/${param}`,
      hypervisorTitles[param] ?? `hv/${param}`,
      kindOf(info),
      hypervisorDocs[param] ?? `Hypervisor parameter ${param}`,
      (instance, cx) => orUnavailable(hvparamOf(instance, param, cx)),
    ),
  ),
];
