/** Layers of parameters that the cluster has, after a change. Throws TypeEnforcementError and OpPrereqError for what cannot be. */
import {
  changedParams, checkBe, checkDiskParams, checkFilledBe, checkFilledHv, checkHv, checkIPolicy, checkNd, checkNic, DEFAULT_PROFILE, fillBe, fillHv, fillIPolicy,
  type Cluster, type IPolicy, type ParamDict,
} from '@ganeti/objects';
import { OpPrereqError } from '@ganeti/errors';
import type { SetParams } from './set-params-fields';

type Layers = Partial<Pick<Cluster, 'beparams' | 'hvparams' | 'os_hvp' | 'nicparams' | 'ndparams' | 'diskparams' | 'ipolicy' | 'osparams' | 'osparams_private_cluster'>>;
type Dicts = Readonly<Record<string, ParamDict>>;

/** `default` as a value takes a parameter back to what it is without the cluster's say. */
const reset = { allowReset: true } as const;

export function changedLayers(cluster: Cluster, params: SetParams): Layers {
  const layers: { -readonly [K in keyof Layers]: Layers[K] } = {};
  if (params.beparams !== null) layers.beparams = profile(cluster.beparams, checkBe(params.beparams, reset));
  if (params.nicparams !== null) layers.nicparams = profile(cluster.nicparams, checkNic(params.nicparams, reset));
  if (params.ndparams !== null) layers.ndparams = changedParams(cluster.ndparams, checkNd(params.ndparams, { ...reset, allowGlobal: true }));
  if (params.hvparams !== null) layers.hvparams = each(cluster.hvparams, params.hvparams, (name, asked) => checkHv(name, asked, { ...reset, allowGlobal: true }));
  if (params.diskparams !== null) layers.diskparams = each(cluster.diskparams, params.diskparams, (name, asked) => checkDiskParams(name, asked, reset));
  if (params.ipolicy !== null) layers.ipolicy = changedPolicy(cluster, params.ipolicy);
  if (params.os_hvp !== null) layers.os_hvp = changedOsHv(cluster.os_hvp, params.os_hvp as Readonly<Record<string, Dicts>>);
  if (params.osparams !== null) layers.osparams = withoutEmpty(each(cluster.osparams, params.osparams, (_os, asked) => asked));
  if (params.osparams_private_cluster !== null) {
    layers.osparams_private_cluster = withoutEmpty(each(cluster.osparams_private_cluster ?? {}, params.osparams_private_cluster, (_os, asked) => asked));
  }
  checkFilled({ ...cluster, ...layers }, params);
  return layers;
}

function profile(layer: Dicts, asked: ParamDict): Dicts {
  return { ...layer, [DEFAULT_PROFILE]: changedParams(layer[DEFAULT_PROFILE] ?? {}, asked) };
}

function each(layer: Dicts, asked: Dicts, check: (name: string, asked: ParamDict) => ParamDict): Dicts {
  return { ...layer, ...Object.fromEntries(Object.entries(asked).map(([name, params]) => [name, changedParams(layer[name] ?? {}, check(name, params))])) };
}

const withoutEmpty = <T extends object>(dicts: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(dicts).filter(([, dict]) => Object.keys(dict).length > 0));

function changedOsHv(layer: Cluster['os_hvp'], asked: Readonly<Record<string, Dicts>>): Cluster['os_hvp'] {
  for (const [os, hypervisors] of Object.entries(asked)) {
    for (const [name, params] of Object.entries(hypervisors)) {
      // The opcode's type says no more than that it is a dictionary.
      if (typeof params !== 'object' || params === null || Array.isArray(params)) throw new OpPrereqError(`os_hvp of ${os}: the parameters of hypervisor ${name} have to be a dictionary`, 'wrong_input');
    }
  }
  const changed = Object.entries(asked).map(([os, hypervisors]) => [os, withoutEmpty(each(layer[os] ?? {}, hypervisors, (name, params) => checkHv(name, params, reset)))] as const);
  return withoutEmpty({ ...layer, ...Object.fromEntries(changed) });
}

function changedPolicy(cluster: Cluster, asked: ParamDict): IPolicy {
  const checked = checkIPolicy(asked, { ...reset, standard: true });
  const std = typeof checked.std === 'object' ? { std: { ...cluster.ipolicy.std, ...checked.std } } : {};
  const policy: IPolicy = changedParams(cluster.ipolicy as ParamDict, { ...checked, ...std });
  const filled = fillIPolicy({ ...cluster, ipolicy: policy });
  const fits = filled.minmax.some(({ min, max }) => Object.entries(filled.std).every(([key, size]) => size >= (min[key] ?? 0) && size <= (max[key] ?? size)));
  if (asked['std'] !== undefined && !fits) {
    throw new OpPrereqError('The instance policy cannot be used: std (the sizes of a usual instance) lies in none of the ranges of minmax', 'wrong_input');
  }
  return policy;
}

function checkFilled(after: Cluster, params: SetParams): void {
  if (params.beparams !== null) checkFilledBe(fillBe(after, {}));
  if (params.hvparams === null && params.os_hvp === null && params.enabled_hypervisors === null) return;
  for (const hypervisor of params.enabled_hypervisors ?? after.enabled_hypervisors) {
    checkFilledHv(hypervisor, fillHv(after, hypervisor, '', {}));
    for (const [os, hypervisors] of Object.entries(after.os_hvp)) if (hypervisor in hypervisors) checkFilledHv(hypervisor, fillHv(after, hypervisor, os, {}));
  }
}
