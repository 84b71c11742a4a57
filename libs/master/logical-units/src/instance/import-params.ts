/** What an export says of its instance, for what a request leaves open. */
import { OpPrereqError } from '@ganeti/errors';
import { backendParams, HV_GLOBALS, hypervisorParams, MAX_DISKS, MAX_NICS, type ParamDict } from '@ganeti/objects';
import { EXPORT_VERSION } from '../backup/description';
import { parseIni, type Ini } from '../backup/ini';
import type { CreateParams } from './create-request';

export type Dump = { readonly file: string; readonly size: number } | null;

export interface ReadExport {
  readonly params: CreateParams;
  readonly name: string;
  /** By disk; null: that disk was not exported. */
  readonly dumps: readonly Dump[];
  readonly scripted: boolean;
  readonly compression: string;
}

/** `where`: for messages. Throws OpPrereqError for what is no export, or one of another kind. */
export function readExport(text: string, given: CreateParams, where: string): ReadExport {
  let ini: Ini;
  try {
    ini = parseIni(text);
  } catch (error) {
    throw new OpPrereqError(`The export ${where} cannot be read: in config.ini, ${(error as Error).message}`, 'environment_error');
  }
  const value = (section: string, name: string): string | null => {
    const found = ini.get(section)?.get(name);
    return found === undefined || found === 'None' ? null : found;
  };
  const version = value('export', 'version');
  if (version !== String(EXPORT_VERSION)) {
    throw new OpPrereqError(`The export ${where} has version ${version ?? '(none)'}; this release reads version ${EXPORT_VERSION}`, 'environment_error');
  }
  const compression = value('export', 'compression') ?? 'none';
  if (!['none', 'gzip'].includes(compression)) throw new OpPrereqError(`The dumps of the export ${where} are compressed with ${compression}; unpack them, and say so in its config.ini`, 'environment_error');
  const sizes = numbered(MAX_DISKS, (index) => value('instance', `disk${index}_size`));
  const exported = value('instance', 'name') ?? '';
  const os = given.os_type ?? (value('export', 'os') || null);
  const hypervisor = given.hypervisor ?? (value('instance', 'hypervisor') as CreateParams['hypervisor']);
  const params: CreateParams = {
    ...given,
    os_type: os,
    hypervisor,
    disk_template: given.disk_template ?? (value('instance', 'disk_template') as CreateParams['disk_template']),
    disks: given.disks.length > 0 ? given.disks : sizes.map((size, index) => ({ size, ...named(value('instance', `disk${index}_name`)) })),
    nics: nicsOf(given, value, exported === given.instance_name),
    tags: given.tags.length > 0 ? given.tags : (value('instance', 'tags') ?? '').split(/\s+/).filter((tag) => tag !== ''),
    hvparams: value('instance', 'hypervisor') === hypervisor ? { ...hvparamsOf(ini, hypervisor ?? ''), ...given.hvparams } : given.hvparams,
    beparams: beparamsOf(ini, given.beparams),
    osparams: os === value('export', 'os') ? { ...section(ini, 'os'), ...given.osparams } : given.osparams,
    osparams_private: os === value('export', 'os') ? { ...section(ini, 'os_private'), ...given.osparams_private } : given.osparams_private,
  };
  if (params.disks.length === 0 && params.disk_template !== 'diskless') throw new OpPrereqError(`The export ${where} does not tell of any disk; give disks, or template 'diskless'`, 'wrong_input');
  const format = value('export', 'dump_format');
  return {
    params,
    name: exported,
    dumps: params.disks.map((_, index) => {
      const file = value('instance', `disk${index}_dump`);
      return file === null || file === '' || file === 'False' ? null : { file, size: Number(sizes[index] ?? 0) };
    }),
    // Ganeti's own exports do not say, and are made by scripts where there is an OS.
    scripted: format === null ? (value('export', 'os') ?? '') !== '' : format === 'script',
    compression,
  };
}

type Value = (section: string, name: string) => string | null;

function numbered(limit: number, get: (index: number) => string | null): string[] {
  const found: string[] = [];
  for (let index = 0; index < limit; index++) {
    const value = get(index);
    if (value === null) break;
    found.push(value);
  }
  return found;
}

const named = (name: string | null): { name?: string } => (name === null || name === '' ? {} : { name });

const section = (ini: Ini, name: string): Record<string, string> => Object.fromEntries([...(ini.get(name) ?? [])].filter(([, value]) => value !== 'None'));

/** None given: as they were. Given ones keep their old MACs when the instance keeps its name. */
function nicsOf(given: CreateParams, value: Value, sameName: boolean): CreateParams['nics'] {
  const macs = numbered(MAX_NICS, (index) => value('instance', `nic${index}_mac`));
  if (given.nics.length > 0) {
    return given.nics.map((nic, index) => (sameName && (nic.mac ?? 'auto') === 'auto' && macs[index] !== undefined ? { ...nic, mac: macs[index] } : nic));
  }
  return macs.map((mac, index) => {
    const at = (name: string): string | null => value('instance', `nic${index}_${name}`) || null;
    const network = at('network');
    const own = ['ip', 'name', ...(network === null ? ['mode', 'link', 'vlan'] : [])].flatMap((name) => {
      const found = at(name);
      return found === null ? [] : [[name, found]];
    });
    return { mac, ...(network === null ? {} : { network }), ...Object.fromEntries(own) } as CreateParams['nics'][number];
  });
}

/** What this release knows of what another may have written. */
function hvparamsOf(ini: Ini, hypervisor: string): ParamDict {
  const known = Object.hasOwn(hypervisorParams, hypervisor) ? (hypervisorParams as Readonly<Record<string, object>>)[hypervisor] : undefined;
  return Object.fromEntries(Object.entries(section(ini, 'hypervisor')).filter(([name]) => known !== undefined && Object.hasOwn(known, name) && !HV_GLOBALS.has(name)));
}

/** Old exports have some of them in the section of the instance, and memory as one number. */
function beparamsOf(ini: Ini, given: ParamDict): ParamDict {
  const old = ini.get('instance');
  const all: Record<string, string> = {};
  for (const name of Object.keys(backendParams)) {
    const found = ini.get('backend')?.get(name) ?? old?.get(name);
    if (found !== undefined && found !== 'None') all[name] = found;
  }
  const memory = ini.get('backend')?.get('memory') ?? old?.get('memory');
  if (memory !== undefined) {
    all['maxmem'] ??= memory;
    all['minmem'] ??= memory;
  }
  const { maxmem, minmem, ...rest } = all;
  const exported = given['memory'] === undefined ? { ...rest, ...(maxmem === undefined ? {} : { maxmem }), ...(minmem === undefined ? {} : { minmem }) } : rest;
  return { ...exported, ...given };
}
