import { OpPrereqError } from '@ganeti/errors';
import { z } from 'zod';
import { diskStateOption, force, hypervisorState, nodeParameters } from '../cli-options';
import { defineOpcode, required, type RestRequest } from '../define';
import { diskState, hvState, oneNode } from '../params';
import { queryBool } from '../rest';
import { rules, changesSomething } from '../rules';
import { anyJson, bool, flag, maybe, nonEmptyString, paramDict } from '../types';

const params = {
  ...oneNode,
  force: flag('Go on where a check only protects from a mistake: let a master candidate go although the cluster then has too few; give the master a secondary address although the other nodes have none, or take it away.'),
  hv_state: hvState,
  disk_state: diskState,
  master_candidate: maybe(bool, 'Whether it keeps a copy of the configuration and may become master.'),
  offline: maybe(bool, 'Whether it is taken to be down and not contacted.'),
  drained: maybe(bool, 'Whether it gets no new instances.'),
  auto_promote: flag('Make other nodes master candidates when this leaves fewer than the cluster wants.'),
  master_capable: maybe(bool, 'Whether it may become a master candidate at all.'),
  vm_capable: maybe(bool, 'Whether it may run instances at all.'),
  secondary_ip: maybe(nonEmptyString, 'Address for replication and migration.'),
  ndparams: maybe(paramDict, 'Node parameters to change; the value `default` follows the group again.'),
  powered: maybe(bool, 'Record whether it has power; only for nodes with an out-of-band program.'),
};

export const nodeSetParams = defineOpcode({
  id: 'OP_NODE_SET_PARAMS',
  path: 'node/set-params',
  title: 'Change a node, or its role',
  doc:
    'Changes parameters of a node, and its role: a master candidate keeps a copy of the configuration, a drained node gets no new ' +
    'instances, an offline node is not contacted at all, and a regular node is none of these. At most one of the three can hold. ' +
    'Answers name and new value of each change.',
  params,
  summary: 'node_name',
  result: z.array(z.tuple([nonEmptyString, anyJson])),
  permission: 'node.set-params',
  rule: rules(
    changesSomething(
      'master_candidate',
      'offline',
      'drained',
      'master_capable',
      'vm_capable',
      'secondary_ip',
      'ndparams',
      'powered',
      'hv_state',
      'disk_state',
    ),
    (given) => {
      const on = ['master_candidate', 'offline', 'drained'].filter((name) => given[name] === true);
      return on.length > 1 ? `a node has one role: ${on.join(' and ')} cannot both be true` : null;
    },
    ({ master_candidate: candidate, master_capable: capable }) =>
      candidate === true && capable === false ? 'a node that is not master_capable cannot be a master_candidate' : null,
  ),
  cli: [
    {
      command: 'node modify',
      args: ['node_name'],
      options: [
        force,
        { flags: '-C, --master-candidate <yes|no>', param: 'master_candidate', type: 'bool' },
        { flags: '-D, --drained <yes|no>', param: 'drained', type: 'bool' },
        { flags: '-O, --offline <yes|no>', param: 'offline', type: 'bool' },
        { flags: '-s, --secondary-ip <address>', param: 'secondary_ip', type: 'string' },
        { flags: '--node-powered <yes|no>', param: 'powered', type: 'bool' },
        nodeParameters,
        hypervisorState,
        diskStateOption,
      ],
      hidden: ['node_uuid'],
      doc: 'Change a node, or its role.',
    },
  ],
  rest: [
    {
      method: 'POST',
      path: '/2/nodes/[node_name]/modify',
      body: 'params',
      resource: 'nodes_name_modify',
      doc: 'Change the node.',
    },
    {
      method: 'PUT',
      path: '/2/nodes/[node_name]/role',
      body: 'none',
      parse: roleFromRequest,
      resource: 'nodes_name_role',
      documented: {
        query: {
          force: { type: 'bool', doc: params.force.doc },
          'auto-promote': { type: 'bool', doc: params.auto_promote.doc },
        },
        json: required(z.enum(['drained', 'master-candidate', 'offline', 'regular']), 'The role, as one JSON text.'),
      },
      doc: 'Give the node a role. The body is one JSON text: `"regular"`, `"master-candidate"`, `"drained"` or `"offline"`.',
    },
  ],
});

/** Only `regular` says no to all three flags; for the others the master takes away what does not fit. */
const roles: Readonly<Record<string, Readonly<Record<string, boolean>>>> = {
  regular: { master_candidate: false, offline: false, drained: false },
  'master-candidate': { master_candidate: true },
  drained: { drained: true },
  offline: { offline: true },
};

function roleFromRequest(request: RestRequest): Record<string, unknown> {
  const { body } = request;
  if (typeof body !== 'string') {
    throw new OpPrereqError('Body contents: the role is expected, as a JSON text such as "drained"', 'wrong_input');
  }
  const flags = Object.hasOwn(roles, body) ? roles[body] : undefined;
  if (flags === undefined) {
    const why = body === 'master' ? 'The master is changed by a failover of the master' : `There is no role '${body}'`;
    throw new OpPrereqError(`${why}; give one of ${Object.keys(roles).join(', ')}`, 'wrong_input');
  }
  return { ...flags, force: queryBool(request, 'force'), auto_promote: queryBool(request, 'auto-promote') };
}
