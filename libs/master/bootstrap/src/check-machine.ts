import { OpPrereqError } from '@ganeti/errors';
import { DEFAULT_PROFILE, NIC_DEFAULTS, fillHv, templateHas, type Cluster, type DiskTemplate } from '@ganeti/objects';
import type { Clock } from '@ganeti/runtime';
import type { Machine } from './machine';
import type { Plan } from './plan';

/** How far a clock may be behind the time when this release was made. */
const DAY = 86_400;

/** Whether this machine has what the cluster will use. Answers what is worth knowing. Throws OpPrereqError with all that is missing. */
export async function checkMachine({ cluster }: Plan, machine: Machine, clock: Clock): Promise<string[]> {
  if (clock.now() < machine.releasedAt - DAY) {
    throw new OpPrereqError(`The clock of this machine says ${new Date(clock.now() * 1000).toISOString()}, which is over; set it right`, 'environment_error');
  }
  const templates = cluster.enabled_disk_templates as readonly DiskTemplate[];
  const { mode, link } = { ...NIC_DEFAULTS, ...cluster.nicparams[DEFAULT_PROFILE] };
  const found = await machine.findings({
    volume_groups: templates.some((template) => templateHas(template, 'lvmBased')) ? [cluster.volume_group_name] : [],
    hypervisors: [...cluster.enabled_hypervisors],
    hvparams: Object.fromEntries(cluster.enabled_hypervisors.map((name) => [name, JSON.stringify(fillHv(cluster as Cluster, name, '', {}))])),
    drbd_helper: templates.includes('drbd') ? cluster.drbd_usermode_helper : '',
    bridges: mode === 'bridged' && typeof link === 'string' ? [link] : [],
    upkeep: true,
  });
  const problems = found.filter(({ warning }) => !warning).map(({ check, message }) => `  - ${message}${advice(check)}`);
  if (problems.length > 0) throw new OpPrereqError(`This machine is not ready for the cluster:\n${problems.join('\n')}`, 'environment_error');
  return found.map(({ message }) => message);
}

function advice(check: string): string {
  switch (check) {
    case 'volume-group':
      return '; make it (vgcreate), name another with --vg-name, or leave templates plain and drbd out of --enabled-disk-templates';
    case 'bridge':
      return '; make it (/etc/network/interfaces), or name another with --nic-parameters link=NAME';
    case 'drbd':
      return ', or name the one it calls with --drbd-usermode-helper';
    default:
      return '';
  }
}
