/**
 * Joining the layers of parameters: built-in defaults, cluster, (group or OS,) object; later layers win.
 * Results have all parameters, in a stable order.
 */
import type { BlockDevice, Cluster, Node, NodeGroup, ParamDict } from '../objects';
import {
  BE_DEFAULTS,
  DEFAULT_PROFILE,
  DISK_DEFAULTS,
  HV_DEFAULTS,
  HV_GLOBALS,
  IPOLICY_DEFAULTS,
  ND_DEFAULTS,
  NIC_DEFAULTS,
  type FilledBe,
  type FilledNd,
  type FilledNic,
} from './defaults';
import { fillIPolicyLayer, type FullIPolicy } from './ipolicy';

type TemplateName = BlockDevice['dev_type'] | 'diskless';

export function fillBe(cluster: Cluster, beparams: ParamDict): FilledBe {
  return { ...BE_DEFAULTS, ...cluster.beparams[DEFAULT_PROFILE], ...beparams } as FilledBe;
}

/** Backend parameters as lists and hooks show them: with `memory`, the name that maxmem once had. */
export function beForOutput(filled: FilledBe): FilledBe & { readonly memory: number } {
  return { ...filled, memory: filled.maxmem };
}

/** `os`: as in Instance.os; its own hypervisor defaults lie between those of the cluster and those of the instance. */
export function fillHv(cluster: Cluster, hypervisor: string, os: string, hvparams: ParamDict): ParamDict {
  return { ...hvDefaults(cluster, hypervisor, os), ...hvparams };
}

/** What an instance with this hypervisor and OS has when it sets nothing itself. */
export function hvDefaults(cluster: Cluster, hypervisor: string, os: string): ParamDict {
  return { ...HV_DEFAULTS[hypervisor], ...cluster.hvparams[hypervisor], ...cluster.os_hvp[os]?.[hypervisor] };
}

/** Without those that belong to the cluster; lists of instances leave them out. */
export function withoutHvGlobals(hvparams: ParamDict): ParamDict {
  return Object.fromEntries(Object.entries(hvparams).filter(([name]) => !HV_GLOBALS.has(name)));
}

export function fillNic(cluster: Cluster, nicparams: ParamDict): FilledNic {
  return { ...NIC_DEFAULTS, ...cluster.nicparams[DEFAULT_PROFILE], ...nicparams } as FilledNic;
}

/** Without a node: what nodes of the group have. */
export function fillNd(cluster: Cluster, group: NodeGroup, node?: Node): FilledNd {
  return { ...ND_DEFAULTS, ...cluster.ndparams, ...group.ndparams, ...node?.ndparams } as FilledNd;
}

/** The policy of a group; without one, of the cluster. */
export function fillIPolicy(cluster: Cluster, group?: NodeGroup): FullIPolicy {
  const ofCluster = fillIPolicyLayer(IPOLICY_DEFAULTS, cluster.ipolicy);
  return group === undefined ? ofCluster : fillIPolicyLayer(ofCluster, group.ipolicy);
}

/** Parameters of new disks of this template in this group; without one, of the cluster. */
export function fillDiskParams(cluster: Cluster, group: NodeGroup | undefined, template: TemplateName): ParamDict {
  return { ...DISK_DEFAULTS[template], ...cluster.diskparams[template], ...group?.diskparams[template] };
}

/** The same for every template, by its name. */
export function fillAllDiskParams(cluster: Cluster, group?: NodeGroup): Record<string, ParamDict> {
  return Object.fromEntries(
    Object.keys(DISK_DEFAULTS).map((template) => [template, fillDiskParams(cluster, group, template as TemplateName)]),
  );
}

/** OS parameters: of the definition, then of its variant (`name+variant`), then of the instance. */
export function fillOs(cluster: Cluster, os: string, osparams: ParamDict): ParamDict {
  return osLayers(cluster.osparams, os, osparams);
}

/** The same for those that are shown to nobody. */
export function fillPrivateOs(cluster: Cluster, os: string, osparams: ParamDict): ParamDict {
  return osLayers(cluster.osparams_private_cluster ?? {}, os, osparams);
}

function osLayers(layers: Readonly<Record<string, ParamDict>>, os: string, osparams: ParamDict): ParamDict {
  const base = os.split('+', 1)[0] ?? os;
  return { ...layers[base], ...(base === os ? {} : layers[os]), ...osparams };
}
