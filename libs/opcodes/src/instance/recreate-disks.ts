import { z } from 'zod';
import { identFromText, diskValues, wrongInput } from '../cli-values';
import { defineOpcode, optional } from '../define';
import { iallocator, oneInstance } from '../params';
import { notBoth, rules, type Rule } from '../rules';
import { diskParams, maybe, nonEmptyString, nonNegativeInt } from '../types';

export const instanceRecreateDisks = defineOpcode({
  id: 'OP_INSTANCE_RECREATE_DISKS',
  path: 'instance/recreate-disks',
  title: 'Make lost disks anew, empty',
  doc:
    'Creates disks of a stopped instance that are gone, such as after the loss of a node: some of them on the nodes they had, ' +
    'or all of them on other nodes (`nodes`, or chosen by `iallocator`). Nothing is on the new disks.',
  params: {
    ...oneInstance,
    disks: optional(
      z.union([z.array(nonNegativeInt), z.array(z.tuple([nonNegativeInt, diskParams]))]),
      [],
      'Which disks: numbers counted from 0, or `[number, changes]` each, where changes may hold `size` in MiB, `mode` and `spindles`; empty: all.',
    ),
    nodes: optional(z.array(nonEmptyString), [], 'New nodes, primary first; empty: the nodes it has.'),
    node_uuids: maybe(z.array(nonEmptyString), 'UUIDs of `nodes`, in the same order.'),
    iallocator,
  },
  summary: 'instance_name',
  result: z.null(),
  permission: 'instance.recreate-disks',
  rule: rules(notBoth('nodes', 'iallocator'), notBoth('node_uuids', 'iallocator'), changes),
  cli: [
    {
      command: 'instance recreate-disks',
      args: ['instance_name'],
      options: [
        {
          flags: '--disk <N[:size=SIZE,...]>',
          param: 'disks',
          type: 'custom',
          parse: diskOption,
          doc: 'A disk to make, and what is to be different; may be repeated. Without one all disks are made.',
        },
        {
          flags: '-n, --node <primary[:secondary]>',
          param: 'nodes',
          type: 'custom',
          parse: (text) => ({ nodes: text.split(':') }),
          doc: 'Make the disks on these nodes.',
        },
        { flags: '-I, --iallocator <name>', param: 'iallocator', type: 'string' },
      ],
      hidden: ['instance_uuid', 'node_uuids'],
      finish: ({ disks, ...params }) =>
        disks === undefined ? params : { ...params, disks: simplest(disks as [number, Record<string, unknown>][]) },
      doc: 'Make disks anew that are lost; they are empty.',
    },
  ],
  rest: [
    {
      method: 'POST',
      path: '/2/instances/[instance_name]/recreate-disks',
      body: 'params',
      resource: 'instances_name_recreate_disks',
      doc: 'Make lost disks anew, empty.',
    },
  ],
});

function diskOption(text: string): Record<string, unknown> {
  const [ident, changes] = identFromText(text);
  if (!/^\d+$/.test(ident))
    throw wrongInput(`"${text}" has to begin with the number of a disk, such as 0 or 0:size=10G`);
  return { disks: [[Number(ident), diskValues(changes)]] };
}

/** Numbers alone when nothing is to be changed, which older servers know too. */
function simplest(disks: readonly [number, Record<string, unknown>][]): readonly unknown[] {
  return disks.every(([, changes]) => Object.keys(changes).length === 0) ? disks.map(([index]) => index) : disks;
}

function changes(params: Parameters<Rule>[0]): string | null {
  const disks = params.disks as (number | [number, Record<string, unknown>])[];
  const indices = disks.map((disk) => (typeof disk === 'number' ? disk : disk[0]));
  const twice = indices.find((index, at) => indices.indexOf(index) !== at);
  if (twice !== undefined) return `disk ${twice} is named twice`;
  const changeable = ['mode', 'size', 'spindles'];
  for (const disk of disks) {
    if (typeof disk === 'number') continue;
    const other = Object.keys(disk[1]).find((name) => !changeable.includes(name));
    if (other !== undefined)
      return `${other} of disk ${disk[0]} cannot be changed here; only ${changeable.join(', ')} can`;
  }
  return null;
}
