import { OpPrereqError } from '@ganeti/errors';
import { z } from 'zod';
import { defineOpcode, optional, required, type RestRequest } from '../define';
import { compress, iallocator, ignoreIpolicy } from '../params';
import { bodyParams, queryBool } from '../rest';
import { addCommand, importCommand } from './create-cli';
import { createRule } from './create-rule';
import { usbDevices } from './usb-devices';
import {
  anyJson,
  bool,
  diskParams,
  diskTemplate,
  fileDriver,
  flag,
  hypervisor,
  maybe,
  nicParams,
  nonEmptyString,
  paramDict,
  timeout,
} from '../types';

export const instanceCreate = defineOpcode({
  id: 'OP_INSTANCE_CREATE',
  path: 'instance/create',
  title: 'Create an instance',
  doc:
    'Creates disks on the given nodes, or on those an allocator chooses, registers the instance, runs the create script of its OS ' +
    'definition, and starts it. `mode` `import` takes the disks from an export, `remote-import` from another cluster. ' +
    'Answers the names of its nodes, primary first.',
  params: {
    instance_name: required(z.string(), 'Name of the new instance.', { alias: 'name' }),
    force_variant: flag('Take an OS variant that the definition does not list.'),
    wait_for_sync: optional(bool, true, 'Wait until both copies of mirrored disks are equal.'),
    name_check: flag('Resolve the name, and use what the resolver answers.'),
    ignore_ipolicy: ignoreIpolicy,
    opportunistic_locking: flag('No effect: a choice of nodes never waits for nodes that are not chosen.'),
    beparams: optional(
      paramDict,
      {},
      'Backend parameters: minmem, maxmem (MiB; `memory` sets both), vcpus, auto_balance, always_failover, spindle_use.',
    ),
    disks: required(
      z.array(diskParams),
      'One dictionary for each disk: `size` in MiB, and optionally mode, name, vg, metavg, access, provider, spindles; `adopt` takes an existing volume.',
    ),
    disk_template: maybe(diskTemplate, 'Kind of the disks; without it the first enabled one of the cluster.'),
    group_name: maybe(nonEmptyString, 'Node group for the allocator to choose from.'),
    file_driver: maybe(fileDriver, 'How file disks are opened.'),
    file_storage_dir: maybe(nonEmptyString, 'Directory for file disks, below the one of the cluster.'),
    hvparams: optional(paramDict, {}, 'Hypervisor parameters that differ from the defaults of cluster and OS.'),
    hypervisor: maybe(hypervisor, 'The hypervisor; without it the first enabled one of the cluster.'),
    iallocator: iallocator,
    identify_defaults: flag(
      'Drop parameters that equal the defaults, so that later changes of the defaults count for the instance.',
    ),
    ip_check: flag('Refuse when the address of the name answers; needs `name_check`.'),
    conflicts_check: optional(
      bool,
      true,
      'Refuse addresses that a network of the node group already has, but the NIC is not part of.',
    ),
    mode: required(z.enum(['create', 'import', 'remote-import']), 'Where the data comes from.'),
    nics: required(
      z.array(nicParams),
      'One dictionary for each NIC: mac, ip, mode, link, network, vlan, name, bridge; an empty one takes the defaults.',
    ),
    no_install: maybe(bool, 'Run no OS scripts; needs `start` off.'),
    osparams: optional(paramDict, {}, 'OS parameters.'),
    osparams_private: maybe(z.record(z.string(), anyJson), 'OS parameters that are kept, but not shown to anybody.', {
      secret: true,
    }),
    osparams_secret: maybe(z.record(z.string(), anyJson), 'OS parameters that are used once and not kept.', {
      secret: true,
    }),
    os_type: maybe(nonEmptyString, 'OS definition, as `name` or `name+variant`.', { alias: 'os' }),
    pnode: maybe(nonEmptyString, 'Primary node.'),
    pnode_uuid: maybe(nonEmptyString, 'UUID of `pnode`.'),
    snode: maybe(nonEmptyString, 'Secondary node, for mirrored disks.'),
    snode_uuid: maybe(nonEmptyString, 'UUID of `snode`.'),
    source_handshake: maybe(z.array(anyJson), 'Proof of the sending cluster, for `remote-import`.'),
    source_instance_name: maybe(nonEmptyString, 'Name of the instance on the sending cluster.'),
    source_shutdown_timeout: optional(timeout, 120, 'Seconds the sending cluster waits for the instance to shut down.'),
    source_x509_ca: maybe(nonEmptyString, 'Certificate of the sending cluster, in PEM.'),
    src_node: maybe(nonEmptyString, 'Node that has the export, for `import`.'),
    src_node_uuid: maybe(nonEmptyString, 'UUID of `src_node`.'),
    src_path: maybe(nonEmptyString, 'Directory of the export, for `import`.'),
    compress,
    start: optional(bool, true, 'Start the instance when it is made.'),
    forthcoming: flag('Only reserve its place: nothing is created.'),
    commit: flag('Create an instance whose place was reserved earlier.'),
    tags: optional(z.array(nonEmptyString), [], 'Tags of the new instance.'),
    instance_communication: flag('Give it a NIC for talking to its node.'),
    helper_startup_timeout: maybe(z.int(), 'No effect: OS scripts run on the node, so no helper VM is started.'),
    helper_shutdown_timeout: maybe(z.int(), 'No effect, as `helper_startup_timeout`.'),
  },
  summary: 'instance_name',
  rule: createRule,
  result: z.array(z.string()),
  permission: 'instance.create',
  cli: [addCommand, importCommand],
  rest: [
    {
      method: 'POST',
      path: '/2/instances',
      body: 'params',
      query: { 'dry-run': { param: 'dry_run', type: 'bool' } },
      parse,
      finish: usbDevices,
      documented: {
        body: { __version__: required(z.literal(1), 'Version of this form of request.') },
      },
      resource: 'instances',
      doc: 'Create an instance. The body must hold `"__version__": 1`.',
    },
  ],
});

/** The body tells which form it has; only the second one (1) was ever in use outside of Ganeti 2.1. */
function parse(request: RestRequest): Record<string, unknown> {
  const { __version__: version = 0, ...params } = bodyParams(request, ['dry_run'], {
    name: 'instance_name',
    os: 'os_type',
  });
  if (version === 0) {
    throw new OpPrereqError(
      'Instance creation request version 0 is no longer supported; send "__version__": 1',
      'wrong_input',
    );
  }
  if (version !== 1) {
    throw new OpPrereqError(
      `Unsupported request data version ${JSON.stringify(version)}; send "__version__": 1`,
      'wrong_input',
    );
  }
  return { dry_run: queryBool(request, 'dry-run'), ...params };
}
