import { z } from 'zod';
import { anyJson } from '../../types';
import { dict, maybeText, text, texts } from './common';

/** The cluster as `/2/info` answers it; parts of it are described. */
export const clusterInfo = z.looseObject({
  name: text('Name of the cluster.'),
  master: text('The master node.'),
  software_version: text('Version of Ganeti whose interface this is.'),
  protocol_version: z.int().describe('Version of the protocol between its daemons.'),
  config_version: z.int().describe('Version of the configuration.'),
  os_api_version: z.int().describe('Newest interface of OS definitions that is served.'),
  export_version: z.int().describe('Version of the format of exports.'),
  default_hypervisor: text('Hypervisor of instances that do not name one.'),
  enabled_hypervisors: texts('Hypervisors that instances may have.'),
  enabled_disk_templates: texts('Disk templates that instances may have.'),
  hvparams: dict('Defaults of hypervisor parameters, by hypervisor.'),
  beparams: dict('Defaults of backend parameters, by profile.'),
  nicparams: dict('Defaults of NIC parameters, by profile.'),
  ndparams: dict('Defaults of node parameters.'),
  diskparams: dict('Defaults of disk parameters, by disk template.'),
  osparams: dict('Defaults of OS parameters, by OS.'),
  os_hvp: dict('Hypervisor parameters that an OS wants, by OS and hypervisor.'),
  ipolicy: dict('Default of the instance policy.'),
  candidate_pool_size: z.int().describe('How many nodes should be master candidates.'),
  default_iallocator: maybeText('Allocator that chooses nodes when none is named.'),
  volume_group_name: maybeText('LVM volume group of the disks.'),
  drbd_usermode_helper: maybeText('Program that DRBD calls.'),
  vg_name: maybeText('Older name of `volume_group_name`.'),
  drbd_helper: maybeText('Older name of `drbd_usermode_helper`.'),
  uuid: text('UUID of the cluster.'),
  ctime: z.number().describe('When it was made, in seconds since 1970.'),
  mtime: z.number().describe('When its configuration was changed last, in seconds since 1970.'),
  tags: texts('Tags of the cluster.'),
});

export const osRow = z.object({
  name: text('Name of the OS definition.'),
  valid: z.boolean().describe('Whether all nodes have it in good order.'),
  variants: z.array(z.string()).nullable().describe('Its variants.'),
  parameters: z.array(anyJson).nullable().describe('Its parameters: [name, meaning] each.'),
  api_versions: z.array(z.int()).nullable().describe('Interfaces of OS definitions that it serves.'),
  blacklisted: z.boolean().describe('Whether new instances may not have it.'),
  hidden: z.boolean().describe('Whether it is left out of lists.'),
  trusted: z.boolean().nullable().describe('Whether its scripts run on the node itself.'),
});
