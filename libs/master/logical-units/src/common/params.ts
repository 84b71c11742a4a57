/** Parameters of objects of the configuration, filled in from all their layers. */
import type { ConfigView } from '@ganeti/master-config';
import {
  fillBe,
  fillDiskParams,
  fillHv,
  fillIPolicy,
  fillNic,
  fillOs,
  fillPrivateOs,
  ipolicyViolations,
  type DiskTemplate,
  type FilledBe,
  type FilledNic,
  type Instance,
  type InstanceSpec,
  type Nic,
  type ParamDict,
} from '@ganeti/objects';
import { OpPrereqError } from '@ganeti/errors';
import { warn } from './disk-steps';
import { groupBy, nodeBy } from './lookup';

export function beOf(view: ConfigView, instance: Pick<Instance, 'beparams'>): FilledBe {
  return fillBe(view.cluster(), instance.beparams);
}
export function hvOf(view: ConfigView, instance: Pick<Instance, 'hypervisor' | 'os' | 'hvparams'>): ParamDict {
  return fillHv(view.cluster(), instance.hypervisor, instance.os, instance.hvparams);
}
export function osParamsOf(view: ConfigView, instance: Pick<Instance, 'os' | 'osparams'>): ParamDict {
  return fillOs(view.cluster(), instance.os, instance.osparams);
}
/** Those that nobody is shown. */
export function privateOsParamsOf(view: ConfigView, instance: Pick<Instance, 'os' | 'osparams_private'>): ParamDict {
  return fillPrivateOs(view.cluster(), instance.os, instance.osparams_private);
}
export function nicParamsOf(view: ConfigView, nic: Pick<Nic, 'nicparams'>): FilledNic {
  return fillNic(view.cluster(), nic.nicparams);
}
/** Without a node: those of the cluster. */
export function diskParamsOf(view: ConfigView, template: DiskTemplate, node?: string): ParamDict {
  const group = node === undefined ? undefined : view.get('node', node)?.group;
  return fillDiskParams(view.cluster(), group === undefined ? undefined : view.get('nodegroup', group), template);
}

/** What of an instance its policy looks at. */
export function specOf(
  view: ConfigView,
  instance: Pick<Instance, 'beparams' | 'nics' | 'disk_template'>,
  diskSizes: readonly number[],
): InstanceSpec {
  const be = beOf(view, instance);
  return {
    memory: be.maxmem,
    vcpus: be.vcpus,
    spindleUse: be.spindle_use,
    nicCount: instance.nics.length,
    diskTemplate: instance.disk_template,
    diskSizes,
  };
}

/**
 * Whether an instance may be like this in the group of a node. `ignore`: a violation is only logged. Throws OpPrereqError.
 * `before`: how it is now; what it violates already is no reason to refuse a change.
 */
export function checkPolicy(
  cx: { readonly config: ConfigView; log(message: string): void },
  name: string,
  node: string,
  spec: InstanceSpec,
  ignore: boolean,
  before?: InstanceSpec,
): void {
  const group = groupBy(cx.config, nodeBy(cx.config, node).group);
  const policy = fillIPolicy(cx.config.cluster(), group);
  const had = new Set(before === undefined ? [] : ipolicyViolations(policy, before));
  const violations = ipolicyViolations(policy, spec).filter((text) => !had.has(text));
  if (violations.length === 0) return;
  const text = `Instance ${name} violates the policy of group ${group.name}: ${violations.join('; ')}`;
  if (!ignore) throw new OpPrereqError(text, 'wrong_input');
  warn(cx, text);
}
