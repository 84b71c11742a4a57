import { z } from 'zod';
import { defineOpcode, required } from '../define';
import { flag, maybe, nonEmptyString } from '../types';

/** Nodes that are taken to be up. */
const online = ['!', ['=', 'offline', true]];

export const restrictedCommand = defineOpcode({
  id: 'OP_RESTRICTED_COMMAND',
  path: 'node/restricted-command',
  title: 'Run a prepared command on nodes',
  doc:
    'Runs a program that the administrator has put into `/etc/ganeti/restricted-commands` of the nodes, without arguments. ' +
    'Answers [whether it succeeded, its output or the error] for each node, in the order given.',
  params: {
    use_locking: flag('Wait until nobody changes the nodes.'),
    nodes: required(z.array(nonEmptyString), 'Names of the nodes.'),
    node_uuids: maybe(z.array(nonEmptyString), 'UUIDs of `nodes`.'),
    command: required(nonEmptyString, 'File name of the program: letters, digits, `-` and `_`.'),
  },
  result: z.array(z.tuple([z.boolean(), z.string()])),
  permission: 'node.restricted-command',
  // A name that could lead out of the directory is refused before it is sent to any node.
  rule: ({ command }) =>
    /^[a-zA-Z0-9_-]+$/.test(String(command))
      ? null
      : `command "${String(command)}" is no file name of letters, digits, - and _`,
  cli: [
    {
      command: 'node restricted-command',
      args: ['command', 'nodes...'],
      options: [
        { flags: '--sync', param: 'use_locking', type: 'flag' },
        {
          flags: '-g, --node-group <group>',
          param: 'nodes',
          type: 'custom',
          parse: (text) => ({ group: text }),
          doc: 'All nodes of this group, when no nodes are named.',
        },
        {
          flags: '-M, --show-machine-names',
          param: 'nodes',
          type: 'custom',
          parse: () => ({}),
          doc: 'No effect: the name of the node is always shown.',
        },
      ],
      hidden: ['node_uuids'],
      lookUp: {
        param: 'nodes',
        kind: 'node',
        filter: ({ group }) =>
          typeof group === 'string' ? ['&', online, ['|', ['=', 'group', group], ['=', 'group.uuid', group]]] : online,
      },
      finish: ({ group: _, ...rest }) => rest,
      doc: 'Run a prepared command on nodes.',
    },
  ],
});
