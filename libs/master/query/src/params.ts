/** Parameters of objects with all layers joined, as queries show them. */
import { beForOutput, fillBe, fillHv, fillNic, fillOs, withoutHvGlobals } from '@ganeti/objects';
import type { Instance, Json, Nic, ParamDict } from '@ganeti/objects';
import type { Context } from './context';

/** Those of the whole cluster are left out: no instance has its own. */
export function hvparamsOf(instance: Instance, cx: Context): ParamDict {
  return withoutHvGlobals(fillHv(cx.config.cluster(), instance.hypervisor, instance.os, instance.hvparams));
}

export function beparamsOf(instance: Instance, cx: Context): ParamDict {
  return { ...fillBe(cx.config.cluster(), instance.beparams) };
}

/** With `memory`, the older name of maxmem. */
export function beparamsForDict(instance: Instance, cx: Context): ParamDict {
  return { ...beForOutput(fillBe(cx.config.cluster(), instance.beparams)) };
}

export function nicparamsOf(nic: Nic, cx: Context): Readonly<Record<string, Json>> {
  return { ...fillNic(cx.config.cluster(), nic.nicparams) };
}

export function osparamsOf(instance: Instance, cx: Context): ParamDict {
  return fillOs(cx.config.cluster(), instance.os, instance.osparams);
}
