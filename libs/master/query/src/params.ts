/**
 * Parameters of objects with all layers joined, as queries show them. Most objects set few or none of their own, so what the
 * cluster gives is joined once for each state of the cluster object.
 */
import { beForOutput, fillBe, fillNic, fillOs, hvDefaults, withoutHvGlobals } from '@ganeti/objects';
import type { Cluster, Instance, Json, Nic, ParamDict } from '@ganeti/objects';
import { shared } from './cache/json';
import type { Context } from './context';

interface Defaults {
  readonly be: ParamDict;
  /** With `memory`, the older name of maxmem. */
  readonly beForDict: ParamDict;
  readonly nic: ParamDict;
  /** By hypervisor and OS. */
  readonly hv: Map<string, ParamDict>;
}

/** Clusters are immutable; the defaults of an old state go with it. */
const known = new WeakMap<Cluster, Defaults>();

function defaultsOf(cluster: Cluster): Defaults {
  let defaults = known.get(cluster);
  if (defaults !== undefined) return defaults;
  const be = fillBe(cluster, {});
  defaults = { be: shared(be), beForDict: shared({ ...beForOutput(be) }), nic: fillNic(cluster, {}), hv: new Map() };
  known.set(cluster, defaults);
  return defaults;
}

function join(defaults: ParamDict, own: ParamDict): ParamDict {
  for (const _name in own) return { ...defaults, ...own };
  return defaults;
}

/** Those of the whole cluster are left out: no instance has its own. */
function hvDefaultsOf({ hypervisor, os }: Instance, cx: Context): ParamDict {
  const cluster = cx.config.cluster();
  const { hv } = defaultsOf(cluster);
  const key = `${hypervisor} ${os}`;
  let defaults = hv.get(key);
  if (defaults === undefined) hv.set(key, (defaults = shared(withoutHvGlobals(hvDefaults(cluster, hypervisor, os)))));
  return defaults;
}

export function hvparamsOf(instance: Instance, cx: Context): ParamDict {
  return join(hvDefaultsOf(instance, cx), instance.hvparams);
}

/** One of them, without joining all: filters ask for thousands. */
export function hvparamOf(instance: Instance, name: string, cx: Context): Json | undefined {
  return (name in instance.hvparams ? instance.hvparams : hvDefaultsOf(instance, cx))[name];
}

export function beparamOf({ beparams }: Instance, name: string, cx: Context): Json | undefined {
  return (name in beparams ? beparams : defaultsOf(cx.config.cluster()).be)[name];
}

export function beparamsOf(instance: Instance, cx: Context): ParamDict {
  return join(defaultsOf(cx.config.cluster()).be, instance.beparams);
}

export function beparamsForDict({ beparams }: Instance, cx: Context): ParamDict {
  const joined = join(defaultsOf(cx.config.cluster()).beForDict, beparams);
  return joined['memory'] === joined['maxmem'] ? joined : { ...joined, memory: joined['maxmem'] ?? null };
}

export function nicparamsOf(nic: Nic, cx: Context): ParamDict {
  return join(defaultsOf(cx.config.cluster()).nic, nic.nicparams);
}

export function osparamsOf(instance: Instance, cx: Context): ParamDict {
  return fillOs(cx.config.cluster(), instance.os, instance.osparams);
}
