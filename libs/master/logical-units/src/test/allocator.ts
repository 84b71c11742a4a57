import { OpPrereqError } from '@ganeti/errors';
import type { RequestJson } from '@ganeti/master-allocator';
import { defineLogicalUnit, type CheckContext, type LogicalUnit } from '@ganeti/master-jobs';
import type { Needs } from '@ganeti/master-placement';
import { diskUsage, type DiskTemplate, type Instance } from '@ganeti/objects';
import { testAllocator, type ParamsOf } from '@ganeti/opcodes';
import { allocatorName } from '../common/allocator-name';
import { volumeSpace } from '../common/disk-plan';
import { diskSpec } from '../common/disk-spec';
import { groupOf, instanceOf } from '../common/lookup';
import { askedNicNeed } from '../common/needs';
import { diskParamsOf } from '../common/params';
import { secondariesOf } from '../common/instance-state';
import type { Services } from '../services';

type Params = ParamsOf<typeof testAllocator>;
/** The request, or the answer to it: as text, since it is the result. */
type Plan = { readonly text: string };

export function testAllocatorUnit(services: Services): LogicalUnit<typeof testAllocator, Plan> {
  return defineLogicalUnit({
    definition: testAllocator,
    // Nothing is changed, so nobody has to wait.
    locks: () => ({}),

    async check(params, cx): Promise<Plan> {
      const request = requestOf(services, params, cx);
      if (params.direction === 'in') return { text: await services.placement.input(request) };
      const allocator = allocatorName(cx.config.cluster(), params.iallocator);
      return { text: JSON.stringify(await services.placement.ask(request, { allocator, signal: cx.signal })) };
    },

    run: async (_params, { text }) => text,
  });
}

function requestOf({ placement }: Services, params: Params, cx: CheckContext): RequestJson {
  const existing = (name: string): Instance => instanceOf(cx.config, { instance_name: name });
  const named = (): string[] => (params.instances ?? []).map((name) => existing(name).name);
  const group = params.group_name === null ? null : groupOf(cx.config, params.group_name).uuid;
  switch (params.mode) {
    case 'allocate':
      return placement.request(newInstance(params, cx, params.name), group);
    case 'multi-allocate':
      return {
        type: 'multi-allocate',
        instances: Array.from({ length: params.count }, (_, index) => placement.request(newInstance(params, cx, `${params.name}${index}`), group)),
      };
    case 'relocate': {
      const instance = existing(params.name);
      const from = instance.disk_template === 'drbd' ? secondariesOf(cx.config, instance) : [instance.primary_node];
      const sizes = cx.config.disksOf(instance).map(({ size }) => size);
      return {
        type: 'relocate',
        name: instance.name,
        relocate_from: from.flatMap((uuid) => cx.config.get('node', uuid)?.name ?? []),
        required_nodes: 1,
        disk_space_total: diskUsage(instance.disk_template, sizes),
      };
    }
    case 'allocate-secondary':
      return { type: 'allocate-secondary', name: existing(params.name).name };
    case 'node-evacuate':
      return { type: 'node-evacuate', instances: named(), evac_mode: params.evac_mode ?? 'all' };
    case 'change-group':
      return { type: 'change-group', instances: named(), target_groups: (params.target_groups ?? []).map((name) => groupOf(cx.config, name).uuid) };
  }
}

function newInstance(params: Params, { config }: CheckContext, name: string): Needs {
  if (config.instance(name)?.name === name) throw new OpPrereqError(`Instance ${name} exists already; name one that does not`, 'already_exists');
  const cluster = config.cluster();
  const template: DiskTemplate = params.disk_template ?? 'diskless';
  const disks = (params.disks ?? []).map((disk, index) => diskSpec(disk as Readonly<Record<string, string | number>>, index, template, cluster, diskParamsOf(config, 'drbd')));
  return {
    name,
    template,
    hypervisor: params.hypervisor ?? cluster.enabled_hypervisors[0] ?? '',
    os: params.os ?? '',
    tags: params.tags,
    memory: params.memory ?? 0,
    vcpus: params.vcpus ?? 1,
    spindleUse: params.spindle_use,
    disks: disks.map(({ size, mode, spindles }) => ({ size, mode, spindles })),
    nics: (params.nics ?? []).map((nic) => askedNicNeed(config, nic)),
    volumeSpace: volumeSpace(template, disks),
    start: true,
  };
}
