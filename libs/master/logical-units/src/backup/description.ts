/** config.ini of an export: an instance as text, in Ganeti's form. */
import type { ConfigView } from '@ganeti/master-config';
import { HV_GLOBALS, type Instance, type Json, type ParamDict } from '@ganeti/objects';
import type { DiskData } from '../common/devices';
import { beOf, hvOf, osParamsOf, privateOsParamsOf } from '../common/params';
import { formatIni } from './ini';

export const EXPORT_VERSION = 0;
const nicParams = ['mode', 'link', 'vlan'] as const;

export interface ExportFacts {
  /** Seconds since the epoch. */
  readonly timestamp: number;
  /** Name of the node it was read on. */
  readonly source: string;
  /** File of each disk in the export. */
  readonly dumps: readonly string[];
  /** The dumps are what the OS definition's export script said; else the bytes of the disks. */
  readonly scripted: boolean;
}

export function describeInstance(view: ConfigView, instance: Instance, disks: readonly DiskData[], facts: ExportFacts): string {
  const be = beOf(view, instance);
  const hv = Object.entries(hvOf(view, instance)).filter(([name]) => !HV_GLOBALS.has(name));
  return formatIni({
    export: {
      version: String(EXPORT_VERSION),
      timestamp: String(Math.floor(facts.timestamp)),
      source: facts.source,
      os: instance.os,
      compression: 'none',
      // Ours; Ganeti's exports do not have it, and its import does not mind.
      dump_format: facts.scripted ? 'script' : 'raw',
    },
    instance: {
      name: instance.name,
      maxmem: String(be.maxmem),
      minmem: String(be.minmem),
      memory: String(be.maxmem),
      vcpus: String(be.vcpus),
      disk_template: instance.disk_template,
      hypervisor: instance.hypervisor,
      tags: instance.tags.join(' '),
      ...Object.assign({}, ...instance.nics.map((nic, index) => ({
        [`nic${index}_mac`]: nic.mac,
        [`nic${index}_ip`]: nic.ip ?? 'None',
        [`nic${index}_network`]: nic.network ?? 'None',
        [`nic${index}_name`]: nic.name ?? 'None',
        ...Object.fromEntries(nicParams.map((name) => [`nic${index}_${name}`, python(nic.nicparams[name] ?? null)])),
      }))) as Record<string, string>,
      nic_count: String(instance.nics.length),
      ...Object.assign({}, ...disks.map((disk, index) => ({
        [`disk${index}_ivname`]: disk.iv_name,
        [`disk${index}_dump`]: facts.dumps[index] ?? '',
        [`disk${index}_size`]: String(disk.size),
        [`disk${index}_name`]: disk.name ?? 'None',
      }))) as Record<string, string>,
      disk_count: String(disks.length),
    },
    hypervisor: texts(Object.fromEntries(hv)),
    backend: texts({ ...be }),
    os: texts(osParamsOf(view, instance)),
    os_private: texts(privateOsParamsOf(view, instance)),
  });
}

const texts = (params: ParamDict): Record<string, string> => Object.fromEntries(Object.entries(params).map(([name, value]) => [name, python(value)]));

/** As Python prints a value. */
function python(value: Json): string {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
