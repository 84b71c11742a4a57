import { z } from 'zod';
import { diskParameters, diskStateOption, hypervisorState, ipolicyOptions, nodeParameters } from '../cli-options';
import { defineOpcode } from '../define';
import { diskState, groupName, hvState } from '../params';
import { changesSomething } from '../rules';
import { allocPolicy, anyJson, diskTemplateParams, maybe, nonEmptyString, paramDict } from '../types';

export const groupSetParams = defineOpcode({
  id: 'OP_GROUP_SET_PARAMS',
  path: 'group/set-params',
  title: 'Change a node group',
  doc:
    'Changes what holds for the nodes and instances of a group. What is not given stays as it is; a parameter with the value `default` ' +
    'follows the cluster again. Answers name and new value of each change.',
  params: {
    group_name: groupName,
    alloc_policy: maybe(
      allocPolicy,
      'Whether new instances are put here: `preferred`, `last_resort` (when there is no room elsewhere) or `unallocable` (never).',
    ),
    ndparams: maybe(paramDict, 'Node parameters of the group to change.', { alias: 'custom_ndparams' }),
    diskparams: maybe(diskTemplateParams, 'Parameters of disk templates to change.', { alias: 'custom_diskparams' }),
    hv_state: hvState,
    disk_state: diskState,
    ipolicy: maybe(paramDict, 'Keys of the instance policy to change (MiB and counts).', { alias: 'custom_ipolicy' }),
  },
  summary: 'group_name',
  result: z.array(z.tuple([nonEmptyString, anyJson])),
  permission: 'group.set-params',
  rule: changesSomething('alloc_policy', 'ndparams', 'diskparams', 'hv_state', 'disk_state', 'ipolicy'),
  cli: [
    {
      command: 'group modify',
      args: ['group_name'],
      options: [nodeParameters, diskParameters, hypervisorState, diskStateOption, ...ipolicyOptions],
      doc: 'Change parameters of a node group.',
    },
  ],
  rest: [
    {
      method: 'PUT',
      path: '/2/groups/[group_name]/modify',
      body: 'params',
      resource: 'groups_name_modify',
      doc: 'Change the node group.',
    },
  ],
});
