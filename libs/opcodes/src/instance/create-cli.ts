/** Commands that create instances. */
import { OpPrereqError } from '@ganeti/errors';
import { identFromText, nodePairFromText, sizeFromText } from '../cli-values';
import type { CliBinding, CliOption } from '../define';

const options: readonly CliOption[] = [
  {
    flags: '-n, --node <primary[:secondary]>',
    param: 'pnode',
    type: 'custom',
    parse: nodes,
    doc: 'Primary node, and secondary node for mirrored disks.',
  },
  { flags: '-t, --disk-template <template>', param: 'disk_template', type: 'string' },
  {
    flags: '--disk <N:size=SIZE,...>',
    param: 'disks',
    type: 'disk',
    doc: 'A disk: its place, size and other values, such as 0:size=10G.',
  },
  {
    flags: '-s, --os-size <size>',
    param: 'disks',
    type: 'custom',
    parse: (text) => ({ os_size: sizeFromText(text) }),
    doc: 'Size of a single disk.',
  },
  {
    flags: '--net <N:name=value,...>',
    param: 'nics',
    type: 'net',
    doc: 'A NIC: its place and values, such as 0:link=br0. Without one there is one NIC with default values.',
  },
  { flags: '--no-nics', param: 'nics', type: 'custom', parse: () => ({ nics: [] }), doc: 'No NIC.' },
  { flags: '-o, --os-type <os>', param: 'os_type', type: 'string' },
  { flags: '-B, --backend-parameters <name=value,...>', param: 'beparams', type: 'keyvalue' },
  {
    flags: '-H, --hypervisor-parameters <hypervisor:name=value,...>',
    param: 'hvparams',
    type: 'custom',
    parse: hypervisorOption,
    doc: 'Hypervisor, and its parameters.',
  },
  { flags: '-O, --os-parameters <name=value,...>', param: 'osparams', type: 'keyvalue' },
  { flags: '--os-parameters-private <name=value,...>', param: 'osparams_private', type: 'keyvalue' },
  { flags: '--os-parameters-secret <name=value,...>', param: 'osparams_secret', type: 'keyvalue' },
  { flags: '-I, --iallocator <name>', param: 'iallocator', type: 'string' },
  { flags: '-g, --node-group <group>', param: 'group_name', type: 'string' },
  { flags: '--no-install', param: 'no_install', type: 'flag' },
  { flags: '--name-check', param: 'name_check', type: 'flag' },
  {
    flags: '--no-name-check',
    param: 'name_check',
    type: 'negated',
    doc: 'Do not resolve the name (as by default).',
  },
  { flags: '--ip-check', param: 'ip_check', type: 'flag' },
  {
    flags: '--no-ip-check',
    param: 'ip_check',
    type: 'negated',
    doc: 'Do not look for the address (as by default).',
  },
  { flags: '-c, --communication <yes|no>', param: 'instance_communication', type: 'bool' },
];

const internal = ['hypervisor', 'snode', 'pnode_uuid', 'snode_uuid', 'src_node_uuid'];
const fromAfar = ['source_handshake', 'source_instance_name', 'source_shutdown_timeout', 'source_x509_ca'];

export const addCommand: CliBinding = {
  command: 'instance add',
  args: ['instance_name'],
  options,
  fixed: { mode: 'create' },
  hidden: [...internal, ...fromAfar, 'src_node', 'src_path', 'compress', 'identify_defaults'],
  defaults: { nics: [{}] },
  finish: withDisks,
  doc: 'Create an instance.',
};

export const importCommand: CliBinding = {
  command: 'backup import',
  args: ['instance_name'],
  options: [
    ...options,
    {
      flags: '--src-dir <directory>',
      param: 'src_path',
      type: 'string',
      doc: 'Directory of the export; without it the one that is named like the instance.',
    },
    {
      flags: '--src-node <node>',
      param: 'src_node',
      type: 'string',
      doc: 'Node that has the export; without it all nodes are searched.',
    },
  ],
  fixed: { mode: 'import' },
  hidden: [...internal, ...fromAfar],
  // What is not given is taken from the export.
  defaults: { nics: [] },
  finish: (params) => ((params.disks ?? params.os_size) === undefined ? { ...params, disks: [] } : withDisks(params)),
  doc: 'Make an instance from an export; what is not given is as it was when it was exported.',
};

function nodes(text: string): Record<string, unknown> {
  const [pnode, snode] = nodePairFromText(text);
  return snode === undefined ? { pnode } : { pnode, snode };
}

function hypervisorOption(text: string): Record<string, unknown> {
  const [name, hvparams] = identFromText(text);
  return { hypervisor: name, hvparams };
}

/** `-s 10G` stands for one disk of that size. Only an instance without disks may leave both out. */
function withDisks({ os_size: size, ...params }: Record<string, unknown>): Record<string, unknown> {
  if (size !== undefined && params.disks !== undefined) {
    throw new OpPrereqError('Give either -s or --disk, not both', 'wrong_input');
  }
  if (size !== undefined) return { ...params, disks: [{ size }] };
  if (params.disks !== undefined) return params;
  if (params.disk_template === 'diskless') return { ...params, disks: [] };
  throw new OpPrereqError('Give the instance disks, with -s or --disk (or choose -t diskless)', 'wrong_input');
}
