import { z } from 'zod';
import { defineOpcode, optional, required } from '../define';
import { bool, nonEmptyString } from '../types';

export const groupVerifyDisks = defineOpcode({
  id: 'OP_GROUP_VERIFY_DISKS',
  path: 'group/verify-disks',
  title: 'Find disks of a group that are not active',
  doc:
    'Asks the nodes of a group for the disks of running instances. Answers three things: the nodes that could not say (with the reason), ' +
    'the instances whose disks have to be activated, and by instance the volumes that are missing ([node, volume] each).',
  params: {
    group_name: required(nonEmptyString, 'The node group to check.'),
    is_strict: optional(
      bool,
      true,
      'Also report DRBD disks that are active but whose other side is missing or out of date.',
    ),
  },
  summary: 'group_name',
  result: z.tuple([
    z.record(z.string(), z.string()),
    z.array(z.string()),
    z.record(z.string(), z.array(z.array(z.string()))),
  ]),
  permission: 'cluster.verify',
});
