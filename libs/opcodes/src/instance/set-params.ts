import { z } from 'zod';
import { deviceChangeFromText } from '../cli-values';
import { defineOpcode, optional } from '../define';
import { iallocator, ignoreIpolicy, oneInstance } from '../params';
import {
  anyJson,
  bool,
  deviceChangeList,
  diskParams,
  diskTemplate,
  fileDriver,
  flag,
  maybe,
  nicParams,
  nonEmptyString,
  paramDict,
  positiveInt,
} from '../types';
import { usbDevices } from './usb-devices';

const changes =
  '`[action, index or name or UUID, parameters]` each; actions are add, modify, remove, attach and detach, index -1 is the last.';

export const instanceSetParams = defineOpcode({
  id: 'OP_INSTANCE_SET_PARAMS',
  path: 'instance/set-params',
  title: 'Change an instance',
  doc:
    'Changes parameters, devices, disk template, OS or offline mark of an instance. Answers name and new value of each change; ' +
    'most take effect when the instance is started the next time. A parameter with the value `default` follows the cluster again.',
  params: {
    ...oneInstance,
    force: flag('Skip checks that only protect from a later start failing, such as free memory.'),
    force_variant: flag('Take an OS variant that the definition does not list.'),
    ignore_ipolicy: ignoreIpolicy,
    nics: optional(deviceChangeList(nicParams), [], `Changes of NICs: ${changes}`),
    disks: optional(deviceChangeList(diskParams), [], `Changes of disks (sizes in MiB): ${changes}`),
    beparams: optional(paramDict, {}, 'Backend parameters to change; `memory` sets minmem and maxmem (MiB).', {
      alias: 'custom_beparams',
    }),
    runtime_mem: maybe(positiveInt, 'Memory of the running instance, in MiB, between minmem and maxmem.'),
    hvparams: optional(paramDict, {}, 'Hypervisor parameters to change.', { alias: 'custom_hvparams' }),
    disk_template: maybe(diskTemplate, 'Convert the disks to this template.'),
    ext_params: optional(paramDict, {}, 'Parameters of an external storage provider, for a conversion to `ext`.'),
    file_driver: maybe(fileDriver, 'How file disks are opened, for a conversion to a file template.'),
    file_storage_dir: maybe(nonEmptyString, 'Directory for file disks, below the one of the cluster.'),
    pnode: maybe(nonEmptyString, 'Record this primary node without moving anything.'),
    pnode_uuid: maybe(nonEmptyString, 'UUID of `pnode`.'),
    remote_node: maybe(nonEmptyString, 'Secondary node, for a conversion to drbd.'),
    remote_node_uuid: maybe(nonEmptyString, 'UUID of `remote_node`.'),
    iallocator: iallocator,
    os_name: maybe(nonEmptyString, 'Record this OS; nothing is installed.'),
    osparams: optional(paramDict, {}, 'OS parameters to change.'),
    osparams_private: maybe(z.record(z.string(), anyJson), 'OS parameters to change that are not shown to anybody.', {
      secret: true,
    }),
    wait_for_sync: optional(bool, true, 'Wait until the copies of new disks are equal.'),
    offline: maybe(bool, 'Mark a stopped instance as offline (it cannot be started), or take the mark away.'),
    conflicts_check: optional(
      bool,
      true,
      'Refuse addresses that a network of the node group already has, but the NIC is not part of.',
    ),
    hotplug: optional(bool, true, 'Change the devices of the running instance too, where the hypervisor can.'),
    instance_communication: maybe(bool, 'Turn the communication NIC of the instance on or off.'),
  },
  summary: 'instance_name',
  result: z.array(z.tuple([z.string(), anyJson])),
  permission: 'instance.set-params',
  cli: [
    {
      command: 'instance modify',
      args: ['instance_name'],
      options: [
        { flags: '-B, --backend-parameters <name=value,...>', param: 'beparams', type: 'keyvalue' },
        { flags: '-H, --hypervisor-parameters <name=value,...>', param: 'hvparams', type: 'keyvalue' },
        { flags: '-O, --os-parameters <name=value,...>', param: 'osparams', type: 'keyvalue' },
        { flags: '--os-parameters-private <name=value,...>', param: 'osparams_private', type: 'keyvalue' },
        {
          flags: '--disk <change>',
          param: 'disks',
          type: 'custom',
          parse: (text) => ({ disks: [deviceChangeFromText('disk', text)] }),
          doc: 'Change a disk: add:size=2G, 1:mode=ro, 1:remove, …',
        },
        {
          flags: '--net <change>',
          param: 'nics',
          type: 'custom',
          parse: (text) => ({ nics: [deviceChangeFromText('net', text)] }),
          doc: 'Change a NIC: add:link=br0, 0:ip=192.0.2.1, -1:remove, …',
        },
        { flags: '-f, --force', param: 'force', type: 'flag' },
        { flags: '-t, --disk-template <template>', param: 'disk_template', type: 'string' },
        { flags: '-n, --node <node>', param: 'remote_node', type: 'string' },
        { flags: '--new-primary <node>', param: 'pnode', type: 'string' },
        { flags: '-I, --iallocator <name>', param: 'iallocator', type: 'string' },
        { flags: '-o, --os-type <os>', param: 'os_name', type: 'string' },
        { flags: '-m, --runtime-memory <size>', param: 'runtime_mem', type: 'size' },
        { flags: '--offline', param: 'offline', type: 'flag', doc: 'Mark the stopped instance as offline.' },
        {
          flags: '--online',
          param: 'offline',
          type: 'custom',
          parse: () => ({ offline: false }),
          doc: 'Take that mark away.',
        },
        { flags: '-c, --communication <yes|no>', param: 'instance_communication', type: 'bool' },
        { flags: '-e, --ext-params <name=value,...>', param: 'ext_params', type: 'keyvalue' },
      ],
      hidden: ['instance_uuid', 'pnode_uuid', 'remote_node_uuid'],
      doc: 'Change parameters and devices of an instance.',
    },
  ],
  rest: [
    {
      method: 'PUT',
      path: '/2/instances/[instance_name]/modify',
      body: 'params',
      finish: (params) => usbDevices(withoutNull(params)),
      needsBody: true,
      resource: 'instances_name_modify',
      doc: 'Change the instance.',
    },
  ],
});

/** Old clients send null for OS parameters that are not to be changed. */
function withoutNull(params: Record<string, unknown>): Record<string, unknown> {
  if (params.osparams !== null) return params;
  const { osparams: _, ...others } = params;
  return others;
}
