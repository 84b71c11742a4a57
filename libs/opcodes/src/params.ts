/** Parameters that many opcodes share. */
import { z } from 'zod';
import { optional, required } from './define';
import { verifyErrorCodes } from './verify-error-codes';
import { flag, maybe, nonEmptyString, paramDict, setOf, timeout } from './types';

export const instanceName = required(z.string(), 'Name of the instance; a unique short form is enough.');
export const instanceUuid = maybe(
  nonEmptyString,
  'UUID of the instance, to be sure that the name still means the same one.',
);

/** What every operation on one existing instance takes. */
export const oneInstance = { instance_name: instanceName, instance_uuid: instanceUuid };

export const shutdownTimeout = optional(
  timeout,
  120,
  'Seconds the instance gets to shut down by itself before it is stopped hard; 0 stops it hard at once.',
);
export const ignoreIpolicy = flag('Go on when the result violates the instance policy; the violation is only logged.');
export const iallocator = maybe(nonEmptyString, 'Allocator that chooses the nodes; `.` stands for the default one.');
export const earlyRelease = flag(
  'Remove the old copies of disks and give the locks back before the new ones are in sync: faster, but there is no second copy meanwhile.',
);
export const compress = optional(
  z.string(),
  'none',
  'Program that compresses the data on its way, one of those the cluster allows; `none`: not compressed.',
);
export const targetNode = {
  target_node: maybe(nonEmptyString, 'Node to move to; only for disk templates that all nodes of the group can reach.'),
  target_node_uuid: maybe(nonEmptyString, 'UUID of `target_node`.'),
};

/** What every operation on one existing node takes. */
export const oneNode = {
  node_name: required(nonEmptyString, 'Name of the node; a unique short form is enough.'),
  node_uuid: maybe(nonEmptyString, 'UUID of the node, to be sure that the name still means the same one.'),
};

export const groupName = required(nonEmptyString, 'Name or UUID of the node group.');
export const networkName = required(nonEmptyString, 'Name or UUID of the network.');

/** What can be set on nodes and groups alike. */
export const hvState = maybe(
  paramDict,
  'What each hypervisor takes of a node for itself, by hypervisor: `mem_total`, `mem_node` and `mem_hv` in MiB, `cpu_total`, `cpu_node`.',
);
export const diskState = maybe(
  paramDict,
  'What each storage has and keeps back, by disk template and name of the storage: `disk_total`, `disk_reserved` and `disk_overhead` in MiB.',
);

/** Naming a code of cluster verify in `ignore_errors` makes what it stands for a warning. */
const verifyErrorCode = z.enum(verifyErrorCodes);

/** How cluster verify and its parts report. */
export const verifyReport = {
  debug_simulate_errors: flag('Report every check as failed, to see what a report looks like.'),
  error_codes: flag(
    'Write findings in a form for programs: severity, code, kind of object, name and text, separated by colons.',
  ),
  ignore_errors: optional(
    setOf(verifyErrorCode),
    [],
    'Findings with these codes are warnings and do not make the check fail.',
  ),
  verbose: flag('Also log what was found to be good.'),
};
export const skipChecks = optional(
  setOf(z.enum(['hvparam_assessment', 'nplusone_mem'])),
  [],
  'Checks to leave out: whether secondaries could take over (`nplusone_mem`), and advice on hypervisor parameters (`hvparam_assessment`).',
);
export const verifyClutter = flag('Also look for what nobody needs any more: authorities that nodes still trust, and certificates on their way that never came into use.');
