import { z } from 'zod';
import { iallocatorOption } from '../cli-options';
import { sizeFromText, splitEscaped } from '../cli-values';
import { defineOpcode, optional, required } from '../define';
import { rules } from '../rules';
import {
  anyJson,
  diskTemplate,
  evacuationMode,
  hypervisor,
  maybe,
  nicParams,
  nonEmptyString,
  nonNegativeInt,
} from '../types';

const mode = z.enum(['allocate', 'allocate-secondary', 'change-group', 'multi-allocate', 'node-evacuate', 'relocate']);

/** What a request of each mode cannot be made without. */
const needs: Readonly<Partial<Record<string, readonly string[]>>> = {
  allocate: ['memory', 'vcpus', 'disks', 'disk_template'],
  'multi-allocate': ['memory', 'vcpus', 'disks', 'disk_template'],
  'node-evacuate': ['instances', 'evac_mode'],
  'change-group': ['instances'],
};

export const testAllocator = defineOpcode({
  id: 'OP_TEST_ALLOCATOR',
  path: 'test/allocator',
  title: 'Try an allocator',
  doc:
    'Makes the request that an allocator would get in some situation. With direction `in` the request itself is answered, with `out` ' +
    'the allocator runs and its answer is; nothing is changed.',
  params: {
    direction: required(z.enum(['in', 'out']), 'Whether to answer the request (`in`) or what the allocator says to it (`out`).'),
    mode: required(
      mode,
      'What is asked: a place for one new instance or several, a new secondary node, or where existing instances can go.',
    ),
    name: required(
      nonEmptyString,
      'Name of the new instance, or of the existing one to be moved; the beginning of the names when there are several.',
    ),
    nics: maybe(z.array(nicParams), 'NICs of a new instance.'),
    disks: maybe(z.array(anyJson), 'Disks of a new instance: `{"size": MiB, "mode": "rw" or "ro"}` each.'),
    hypervisor: maybe(hypervisor, 'Hypervisor of a new instance; without it the default one of the cluster.'),
    iallocator: maybe(nonEmptyString, 'The allocator to run; needed for direction `out`.'),
    tags: optional(z.array(nonEmptyString), [], 'Tags of a new instance.'),
    memory: maybe(nonNegativeInt, 'Memory of a new instance in MiB.'),
    vcpus: maybe(nonNegativeInt, 'Virtual CPUs of a new instance.'),
    os: maybe(nonEmptyString, 'OS of a new instance.'),
    disk_template: maybe(diskTemplate, 'Disk template of a new instance.'),
    instances: maybe(z.array(nonEmptyString), 'The existing instances that have to go elsewhere.'),
    evac_mode: maybe(evacuationMode, 'With mode `node-evacuate`: which side of the instances moves.'),
    target_groups: maybe(z.array(nonEmptyString), 'With mode `change-group`: groups to go to; without it any other.'),
    spindle_use: optional(nonNegativeInt, 1, 'How many disk spindles a new instance keeps busy.'),
    count: optional(nonNegativeInt, 1, 'With mode `multi-allocate`: how many instances.'),
    group_name: maybe(nonEmptyString, 'Node group that a new instance has to be put in.'),
  },
  summary: 'iallocator',
  result: z.string(),
  permission: 'test.allocator',
  rule: rules(
    ({ direction, iallocator }) =>
      direction === 'out' && iallocator === null ? 'direction out needs iallocator, the one to run' : null,
    (given) => {
      const missing = needs[String(given.mode)]?.filter((name) => given[name] === null) ?? [];
      return missing.length > 0 ? `mode ${String(given.mode)} needs ${missing.join(', ')}` : null;
    },
    ({ disks }) => ((disks ?? []) as unknown[]).map(diskProblem).find((problem) => problem !== null) ?? null,
  ),
  cli: [
    {
      command: 'debug iallocator',
      args: ['instances...'],
      options: [
        { flags: '--dir <direction>', param: 'direction', type: 'string' },
        iallocatorOption,
        { flags: '-m, --mode <mode>', param: 'mode', type: 'string' },
        { flags: '--memory <size>', param: 'memory', type: 'size' },
        {
          flags: '--disks <size,...>',
          param: 'disks',
          type: 'custom',
          parse: (text) => ({ disks: splitEscaped(text).map((size) => ({ size: sizeFromText(size), mode: 'rw' })) }),
          doc: 'Sizes of the disks of a new instance.',
        },
        {
          flags: '--nics <mac/ip/bridge,...>',
          param: 'nics',
          type: 'custom',
          parse: (text) => ({ nics: splitEscaped(text).map(nicFromText) }),
          doc: 'NICs of a new instance; what is left empty is chosen.',
        },
        { flags: '-o, --os-type <os>', param: 'os', type: 'string' },
        { flags: '-t, --disk-template <template>', param: 'disk_template', type: 'string' },
        { flags: '-p, --vcpus <number>', param: 'vcpus', type: 'int' },
      ],
      defaults: {
        direction: 'in',
        mode: 'relocate',
        memory: 128,
        vcpus: 1,
        disks: [
          { size: 4096, mode: 'rw' },
          { size: 4096, mode: 'rw' },
        ],
        nics: [{ mac: '00:11:22:33:44:55' }],
        evac_mode: 'all',
        count: 2,
      },
      hidden: ['name'],
      finish: ({ instances, ...rest }) => ({ ...rest, name: (instances as string[])[0], instances }),
      doc: 'Try an allocator: name a new instance, or existing ones.',
    },
  ],
});

function diskProblem(disk: unknown): string | null {
  const { size, mode: access } = (typeof disk === 'object' && disk !== null ? disk : {}) as Record<string, unknown>;
  if (!Number.isInteger(size) || (size as number) < 0) return 'each of disks needs a size in MiB';
  return access === 'ro' || access === 'rw' ? null : 'each of disks needs a mode: ro or rw';
}

function nicFromText(text: string): Record<string, string | null> {
  const names = ['mac', 'ip', 'bridge'];
  return Object.fromEntries(
    text.split('/').flatMap((value, index) => {
      const name = names[index];
      if (name === undefined || value === '') return [];
      return [[name, value.toLowerCase() === 'none' ? null : value]];
    }),
  );
}
