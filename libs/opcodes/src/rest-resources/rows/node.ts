import { z } from 'zod';
import { bool, dict, history, int, maybeInt, maybeText, text, texts } from './common';

/** A node as `/2/nodes` answers it. What the node itself reports is null while it does not answer. */
export const nodeRow = z.object({
  name: text('Name.'),
  offline: bool('Whether it is marked as offline: it is not asked anything.'),
  master_candidate: bool('Whether it keeps a copy of the configuration and can become master.'),
  drained: bool('Whether it is marked as drained: nothing new is placed on it.'),
  dtotal: maybeInt('Disk space, in MiB.'),
  dfree: maybeInt('Free disk space, in MiB.'),
  sptotal: maybeInt('Spindles of its volume group, where they are counted.'),
  spfree: maybeInt('Free spindles.'),
  mtotal: maybeInt('Memory, in MiB.'),
  mnode: maybeInt('Memory that the node itself uses, in MiB.'),
  mfree: maybeInt('Free memory, in MiB.'),
  pinst_cnt: int('How many instances have it as primary node.'),
  sinst_cnt: int('How many instances have it as secondary node.'),
  ctotal: maybeInt('CPUs.'),
  cnos: maybeInt('CPUs that the node itself uses.'),
  cnodes: maybeInt('NUMA nodes.'),
  csockets: maybeInt('CPU sockets.'),
  pip: text('Primary IP address.'),
  sip: text('Secondary IP address: for copies of disks and for migrations.'),
  role: z.enum(['M', 'C', 'R', 'D', 'O']).describe('M master, C master candidate, R regular, D drained, O offline.'),
  pinst_list: texts('Instances that have it as primary node.'),
  sinst_list: texts('Instances that have it as secondary node.'),
  master_capable: bool('Whether it may become master.'),
  vm_capable: bool('Whether it may host instances.'),
  ndparams: dict('Node parameters in force.'),
  'group.uuid': text('UUID of its node group.'),
  ...history,
  secondary_ip: maybeText('Older name of `sip`.').optional(),
});

export const nodeRole = z
  .enum(['drained', 'master', 'master-candidate', 'offline', 'regular'])
  .describe('What the node is to the cluster.');
