import { diskParameters, diskStateOption, hypervisorState, ipolicyOptions, nodeParameters } from '../cli-options';
import { defineOpcode, required } from '../define';
import { diskState, hvState } from '../params';
import { allocPolicy, diskTemplateParams, jobIdList, maybe, nonEmptyString, paramDict } from '../types';

export const groupAdd = defineOpcode({
  id: 'OP_GROUP_ADD',
  path: 'group/add',
  title: 'Make a node group',
  doc: 'Makes a group without nodes. What is not given for it follows the cluster.',
  params: {
    group_name: required(nonEmptyString, 'Name of the new group.', { alias: 'name' }),
    alloc_policy: maybe(
      allocPolicy,
      'Whether new instances are put here: `preferred` (used without it), `last_resort` (when there is no room elsewhere) or `unallocable` (never).',
    ),
    ndparams: maybe(paramDict, 'Node parameters of the group.'),
    diskparams: maybe(diskTemplateParams, 'Parameters of disk templates in the group.'),
    hv_state: hvState,
    disk_state: diskState,
    ipolicy: maybe(paramDict, 'Keys of the instance policy that differ from the cluster (MiB and counts).'),
  },
  summary: 'group_name',
  result: jobIdList.nullable(),
  permission: 'group.add',
  cli: [
    {
      command: 'group add',
      args: ['group_name'],
      options: [nodeParameters, diskParameters, hypervisorState, diskStateOption, ...ipolicyOptions],
      doc: 'Make a node group.',
    },
  ],
  rest: [
    {
      method: 'POST',
      path: '/2/groups',
      body: 'params',
      query: { 'dry-run': { param: 'dry_run', type: 'bool' } },
      resource: 'groups',
      doc: 'Make a node group.',
    },
  ],
});
