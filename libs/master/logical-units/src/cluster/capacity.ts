import { OpPrereqError } from '@ganeti/errors';
import type { Capacity, Spec } from '@ganeti/master-allocator';
import { defineLogicalUnit, type LogicalUnit } from '@ganeti/master-jobs';
import { fillIPolicy, type DiskTemplate, type Json } from '@ganeti/objects';
import { clusterCapacity, type ParamsOf } from '@ganeti/opcodes';
import type { Services } from '../services';

type Params = ParamsOf<typeof clusterCapacity>;
type Size = { readonly [K in keyof Spec]: number };
type Plan = { readonly template: DiskTemplate; readonly standard: Size; readonly largest: Size; readonly least: Size };

export function clusterCapacityUnit({ placement }: Services): LogicalUnit<typeof clusterCapacity, Plan> {
  return defineLogicalUnit({
    definition: clusterCapacity,
    locks: () => ({}),

    async check(params, { config }): Promise<Plan> {
      const policy = fillIPolicy(config.cluster(), undefined);
      const enabled = config.cluster().enabled_disk_templates as readonly DiskTemplate[];
      const template = params.disk_template ?? enabled.find((each) => policy['disk-templates'].includes(each)) ?? 'diskless';
      if (!enabled.includes(template)) throw new OpPrereqError(`Disk template ${template} is not enabled in this cluster`, 'wrong_input');
      const [limits] = policy.minmax;
      return { template, standard: specOf(params, policy.std), largest: specOf(params, limits?.max ?? {}), least: specOf({ ...params, ...NOTHING_ASKED }, limits?.min ?? {}) };
    },

    async run({ limit }, { template, standard, largest, least }) {
      const options = { template, ...(limit === null ? {} : { limit }) };
      const usual = await placement.study({ kind: 'capacity', start: standard, tiered: false, options });
      const tiered = await placement.study({ kind: 'capacity', start: largest, tiered: true, options: { ...options, least } });
      return { disk_template: template, spec: { standard, largest }, initial: sums(usual.initial), standard: filled(usual), tiered: filled(tiered) } as never;
    },
  });
}

const NOTHING_ASKED = { memory: null, disk: null, vcpus: null } as const;

/** What was asked for, else what the policy says. MiB. */
function specOf({ memory, disk, vcpus, spindles }: Pick<Params, 'memory' | 'disk' | 'vcpus' | 'spindles'>, policy: Readonly<Record<string, number>>): Size {
  return {
    memory: memory ?? policy['memory-size'] ?? 128,
    disk: disk ?? policy['disk-size'] ?? 1024,
    cpus: vcpus ?? policy['cpu-count'] ?? 1,
    spindles: spindles ?? policy['spindle-use'] ?? 1,
  };
}

const sums = (resources: object): Json => ({ ...resources });

/** Without the names of what was placed, which exists only on paper. */
const filled = ({ tiers, placed, final, refused }: Capacity): Json => ({ tiers, count: placed.length, final: sums(final), refused }) as unknown as Json;
