import { z } from 'zod';
import { defineOpcode, optional } from '../define';
import { queryBool } from '../rest';
import { anyJson, flag, nonEmptyString } from '../types';

export const instanceQueryData = defineOpcode({
  id: 'OP_INSTANCE_QUERY_DATA',
  path: 'instance/query-data',
  title: 'Show everything about instances',
  doc: 'Answers configuration and state of instances in detail, disks and NICs included, by instance name.',
  params: {
    use_locking: flag('Wait until nobody changes the instances.'),
    instances: optional(z.array(nonEmptyString), [], 'The instances; empty: all.'),
    static: flag('Only what the configuration says: no node is asked.'),
  },
  result: z.record(z.string(), z.record(z.string(), anyJson)),
  permission: 'instance.read',
  cli: [
    {
      command: 'instance info',
      aliases: ['instance show'],
      args: ['instances...'],
      options: [
        { flags: '-s, --static', param: 'static', type: 'flag' },
        { flags: '--all', param: 'instances', type: 'custom', parse: () => ({}), doc: 'Show all instances.' },
      ],
      hidden: ['use_locking'],
      doc: 'Show everything about instances.',
    },
  ],
  rest: [
    {
      method: 'GET',
      path: '/2/instances/[instance_name]/info',
      body: 'none',
      parse: (request) => {
        const isStatic = queryBool(request, 'static');
        return { instances: [request.path.instance_name], static: isStatic, use_locking: !isStatic };
      },
      documented: { query: { static: { type: 'bool', doc: 'Ask no node.' } } },
      resource: 'instances_name_info',
      doc: 'Details of one instance, as the result of a job; `static=1` asks no node.',
    },
  ],
});
