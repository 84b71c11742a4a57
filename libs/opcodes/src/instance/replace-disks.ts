import { OpPrereqError } from '@ganeti/errors';
import { z } from 'zod';
import { defineOpcode, optional, required, type RestRequest } from '../define';
import { earlyRelease, iallocator, ignoreIpolicy, oneInstance } from '../params';
import { bodyParams } from '../rest';
import { isGiven, nodeOrAllocator, rules, type Rule } from '../rules';
import { diskIndex, maybe, nonEmptyString, replaceDisksMode } from '../types';

export const instanceReplaceDisks = defineOpcode({
  id: 'OP_INSTANCE_REPLACE_DISKS',
  path: 'instance/replace-disks',
  title: 'Make copies of disks anew',
  doc:
    'Makes one side of mirrored disks anew: on the same node (`replace_on_primary`, `replace_on_secondary`), on another ' +
    'secondary node (`replace_new_secondary`, given or chosen by an allocator), or wherever a side is broken (`replace_auto`).',
  params: {
    ...oneInstance,
    early_release: earlyRelease,
    ignore_ipolicy: ignoreIpolicy,
    mode: required(replaceDisksMode, 'What to replace.'),
    disks: optional(
      z.array(diskIndex),
      [],
      'Which disks, counted from 0; empty: all. Only with `replace_on_primary` and `replace_on_secondary`.',
    ),
    remote_node: maybe(nonEmptyString, 'The new secondary node.'),
    remote_node_uuid: maybe(nonEmptyString, 'UUID of `remote_node`.'),
    iallocator: iallocator,
  },
  summary: 'instance_name',
  rule: rules(nodeOrAllocator('remote_node'), whatModeTakes),
  result: z.null(),
  permission: 'instance.replace-disks',
  cli: [
    {
      command: 'instance replace-disks',
      args: ['instance_name'],
      options: [
        {
          flags: '-a, --auto',
          param: 'mode',
          type: 'custom',
          parse: () => ({ mode: 'replace_auto' }),
          doc: 'Replace what is broken.',
        },
        {
          flags: '-p, --on-primary',
          param: 'mode',
          type: 'custom',
          parse: () => ({ mode: 'replace_on_primary' }),
          doc: 'Replace the disks on the primary node.',
        },
        {
          flags: '-s, --on-secondary',
          param: 'mode',
          type: 'custom',
          parse: () => ({ mode: 'replace_on_secondary' }),
          doc: 'Replace the disks on the secondary node.',
        },
        {
          flags: '-n, --new-secondary <node>',
          param: 'remote_node',
          type: 'custom',
          parse: (text) => ({ mode: 'replace_new_secondary', remote_node: text }),
        },
        {
          flags: '-I, --iallocator <name>',
          param: 'iallocator',
          type: 'custom',
          parse: (text) => ({ mode: 'replace_new_secondary', iallocator: text }),
        },
        { flags: '--disks <number,...>', param: 'disks', type: 'intlist' },
      ],
      hidden: ['instance_uuid', 'remote_node_uuid'],
      finish: (params) => {
        if (params.mode !== undefined) return params;
        throw new OpPrereqError('Say what to replace: one of -a, -p, -s, -n and -I', 'wrong_input');
      },
      doc: 'Make copies of mirrored disks anew.',
    },
  ],
  rest: [
    {
      method: 'POST',
      path: '/2/instances/[instance_name]/replace-disks',
      body: 'params',
      parse,
      documented: {
        query: {
          mode: { type: 'string', doc: 'Older form of the body: what to replace.' },
          remote_node: { type: 'string', doc: 'Older form of the body: the new secondary node.' },
          disks: { type: 'string', doc: 'Older form of the body: numbers of the disks, such as `0,1`.' },
          iallocator: { type: 'string', doc: 'Older form of the body: allocator that chooses the new secondary node.' },
        },
      },
      resource: 'instances_name_replace_disks',
      doc:
        'Replace disks. Without a body the query arguments mode, remote_node, iallocator and disks are read; ' +
        'disks may be a list or text such as `0,1`.',
    },
  ],
});

function whatModeTakes({ mode, disks, remote_node, remote_node_uuid, iallocator }: Parameters<Rule>[0]): string | null {
  if (mode !== 'replace_new_secondary' && isGiven(remote_node ?? remote_node_uuid ?? iallocator)) {
    return `the mode '${String(mode)}' stays on the nodes there are; a new node or an allocator goes with 'replace_new_secondary'`;
  }
  if ((mode === 'replace_new_secondary' || mode === 'replace_auto') && isGiven(disks)) {
    return `the mode '${mode}' chooses the disks itself; leave 'disks' empty`;
  }
  return null;
}

/** Old clients send everything in the query, and disks as text; both forms are read. */
function parse(request: RestRequest): Record<string, unknown> {
  const noBody =
    request.body === undefined ||
    request.body === null ||
    (typeof request.body === 'object' && Object.keys(request.body).length === 0);
  const { disks, ...rest } = noBody ? fromQuery(request) : bodyParams(request, ['instance_name']);
  if (disks === undefined || disks === null || disks === '' || (Array.isArray(disks) && disks.length === 0))
    return rest;
  return { ...rest, disks: typeof disks === 'string' ? disks.split(',').map(indexFromText) : disks };
}

function fromQuery({ query }: RestRequest): Record<string, unknown> {
  return Object.fromEntries(
    ['mode', 'remote_node', 'disks', 'iallocator'].flatMap((name) => {
      const value = query[name]?.[0];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function indexFromText(text: string): number {
  if (!/^\s*\d+\s*$/.test(text)) {
    throw new OpPrereqError(`Disk "${text}" is not a number; name disks like 0,1`, 'wrong_input');
  }
  return Number(text);
}
