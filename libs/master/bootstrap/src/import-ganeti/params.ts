/** Parameters of one layer, name by name: what is not known here or cannot be right is left behind, the rest is kept. */
import { checkBe, checkDiskParams, checkHv, checkIPolicy, checkNd, checkNic, DISK_DEFAULTS, HV_DEFAULTS, type IPolicy, type ParamDict } from '@ganeti/objects';
import type { Reader } from './reader';

/** Hypervisors whose guests nodes can really run; the others exist as parameters only. */
const withoutDriver: readonly string[] = ['chroot', 'lxc'];
export const isHypervisor = (name: string): boolean => Object.hasOwn(HV_DEFAULTS, name) && !withoutDriver.includes(name);

/** `what`: how a parameter is called in findings, before its name. */
function known(reader: Reader, what: string, params: ParamDict, check: (one: ParamDict) => object): ParamDict {
  const kept: Record<string, ParamDict[string]> = {};
  for (const [name, value] of Object.entries(params)) {
    try {
      Object.assign(kept, check({ [name]: value }));
    } catch (error) {
      const [reason = ''] = (error as Error).message.split(';');
      reader.findings.add('left', reader.object, `${what} ${name} = ${JSON.stringify(value)}: ${reason}`);
    }
  }
  return kept;
}

export const beParams = (reader: Reader, params: ParamDict): ParamDict => known(reader, 'backend parameter', params, checkBe);
export const nicParams = (reader: Reader, params: ParamDict, what = 'NIC parameter'): ParamDict => known(reader, what, params, checkNic);
export const ndParams = (reader: Reader, params: ParamDict): ParamDict => known(reader, 'node parameter', params, (one) => checkNd(one, { allowGlobal: true }));

export const hvParams = (reader: Reader, hypervisor: string, params: ParamDict): ParamDict =>
  known(reader, `parameter of hypervisor ${hypervisor},`, params, (one) => checkHv(hypervisor, one, { allowGlobal: true }));

/** By hypervisor; those that are not known are left whole. */
export function hvLayers(reader: Reader, layers: Readonly<Record<string, ParamDict>>, what: string): Record<string, ParamDict> {
  return byName(reader, layers, HV_DEFAULTS, `${what} of hypervisor`, (name, params) => hvParams(reader, name, params));
}

/** By disk template. */
export function diskLayers(reader: Reader, layers: Readonly<Record<string, ParamDict>>): Record<string, ParamDict> {
  // Ganeti keeps a place for templates that have no parameters.
  const { diskless: _, ...given } = layers;
  return byName(reader, given, DISK_DEFAULTS, 'parameters of disk template', (name, params) =>
    known(reader, `parameter of disk template ${name},`, params, (one) => checkDiskParams(name, one)),
  );
}

function byName(reader: Reader, layers: Readonly<Record<string, ParamDict>>, tables: object, what: string, carry: (name: string, params: ParamDict) => ParamDict): Record<string, ParamDict> {
  const kept: Record<string, ParamDict> = {};
  for (const [name, params] of Object.entries(layers)) {
    if (Object.hasOwn(tables, name)) kept[name] = carry(name, params);
    else reader.findings.add('left', reader.object, `${what} ${name}: there is no such thing here`);
  }
  return kept;
}

/** `standard`: of the cluster, which also says what a usual instance is. */
export const policy = (reader: Reader, given: ParamDict, standard: boolean): IPolicy => known(reader, 'policy', given, (one) => checkIPolicy(one, { standard }));
