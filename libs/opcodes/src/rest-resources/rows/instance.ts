import { z } from 'zod';
import { dict, history, int, maybeInt, maybeText, maybeTexts, text, texts } from './common';

/** An instance as `/2/instances` answers it. Lists about disks and NICs have one item for each, in order. */
export const instanceRow = z.object({
  name: text('Name.'),
  admin_state: text('What it should be: up, down or offline.'),
  os: text('OS definition, with its variant.'),
  pnode: text('Primary node: where it runs.'),
  snodes: texts('Secondary nodes: where copies of its disks are.'),
  disk_template: text('How its disks are made.'),
  'nic.ips': maybeTexts('IP address of each NIC.'),
  'nic.macs': texts('MAC address of each NIC.'),
  'nic.modes': maybeTexts('Mode of each NIC.'),
  'nic.uuids': texts('UUID of each NIC.'),
  'nic.names': maybeTexts('Name of each NIC.'),
  'nic.links': maybeTexts('Bridge, or routing table, of each NIC.'),
  'nic.networks': maybeTexts('UUID of the network of each NIC.'),
  'nic.networks.names': maybeTexts('Name of the network of each NIC.'),
  'nic.bridges': maybeTexts('Bridge of each NIC; null where it has another mode.'),
  network_port: maybeInt('TCP port of its console, if it has one.'),
  'disk.sizes': z.array(z.int()).describe('Size of each disk, in MiB.'),
  'disk.spindles': z.array(z.int().nullable()).describe('Spindles of each disk, where they are counted.'),
  disk_usage: int('Space that all disks take on each of their nodes, in MiB.'),
  'disk.uuids': texts('UUID of each disk.'),
  'disk.names': maybeTexts('Name of each disk.'),
  beparams: dict('Backend parameters in force: memory in MiB, virtual CPUs, and more.'),
  hvparams: dict('Hypervisor parameters in force.'),
  oper_state: z.boolean().nullable().describe('Whether it runs; null: its node does not answer.'),
  oper_ram: maybeInt('Memory it has at the moment, in MiB.'),
  oper_vcpus: maybeInt('Virtual CPUs it has at the moment.'),
  status: text('State in one word, such as running, ADMIN_down, ERROR_down, ERROR_nodeoffline.'),
  custom_hvparams: dict('Hypervisor parameters of its own.'),
  custom_beparams: dict('Backend parameters of its own.'),
  custom_nicparams: z.array(z.record(z.string(), z.unknown())).describe('Parameters of its own of each NIC.'),
  custom_osparams: dict('OS parameters of its own.'),
  ...history,
});

export const consoleInfo = z.object({
  instance: text('Name of the instance.'),
  kind: z.enum(['ssh', 'vnc', 'spice', 'msg']).describe('How to reach the console; the other members depend on it.'),
  message: maybeText('For msg: what to tell the user.').optional(),
  host: maybeText('Where to connect to.').optional(),
  port: maybeInt('TCP port there.').optional(),
  user: maybeText('For ssh: who to log in as.').optional(),
  command: z
    .union([z.string(), z.array(z.string())])
    .nullable()
    .describe('For ssh: what to run there.')
    .optional(),
  display: maybeInt('For vnc: number of the display.').optional(),
});
