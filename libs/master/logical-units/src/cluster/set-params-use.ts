/** Whether what the cluster has allows a change. Throws OpPrereqError. */
import { OpPrereqError } from '@ganeti/errors';
import type { CheckContext } from '@ganeti/master-jobs';
import { fillNic, templateHas, type Cluster, type DiskTemplate, type Instance } from '@ganeti/objects';
import { warn } from '../common/disk-steps';
import type { SetParams } from './set-params-fields';

export function checkUse(cx: CheckContext, params: SetParams, after: Cluster): void {
  checkHypervisors(cx, params, after);
  checkTemplates(cx, after);
  checkStorage(cx, after);
  if (params.nicparams !== null) checkNics(cx, after);
  const forbidden = ((params.ipolicy?.['disk-templates'] ?? []) as readonly string[]).filter((template) => !after.enabled_disk_templates.includes(template));
  if (Array.isArray(params.ipolicy?.['disk-templates']) && forbidden.length > 0) {
    throw new OpPrereqError(`The instance policy allows disk template ${forbidden.join(', ')}, which the cluster does not; enable it, or leave it out`, 'wrong_input');
  }
}

function checkHypervisors(cx: CheckContext, params: SetParams, after: Cluster): void {
  for (const hypervisor of cx.config.cluster().enabled_hypervisors.filter((name) => !after.enabled_hypervisors.includes(name))) {
    const users = instances(cx, (instance) => instance.hypervisor === hypervisor);
    if (users === '') continue;
    const text = `Hypervisor ${hypervisor} is in use by ${users}`;
    if (!params.force) throw new OpPrereqError(`${text}; remove them first, or use force`, 'wrong_state');
    warn(cx, `${text}; they cannot be started any more`);
  }
}

function checkTemplates(cx: CheckContext, after: Cluster): void {
  for (const template of cx.config.cluster().enabled_disk_templates.filter((name) => !after.enabled_disk_templates.includes(name))) {
    const users = instances(cx, (instance) => instance.disk_template === template || cx.config.disksOf(instance).some((disk) => disk.dev_type === template));
    if (users !== '') throw new OpPrereqError(`Disk template ${template} is in use by ${users}; convert or remove them first`, 'wrong_state');
  }
}

/** What enabled templates, and disks that there are, need from the cluster. Only what changes is judged. */
function checkStorage(cx: CheckContext, after: Cluster): void {
  const before = cx.config.cluster();
  const needs: readonly { readonly field: keyof Cluster; readonly param: string; readonly what: string; readonly needed: (template: DiskTemplate) => boolean }[] = [
    { field: 'volume_group_name', param: 'vg_name', what: 'a volume group', needed: (template) => templateHas(template, 'lvmBased') },
    { field: 'drbd_usermode_helper', param: 'drbd_helper', what: 'a helper program', needed: (template) => template === 'drbd' },
    { field: 'file_storage_dir', param: 'file_storage_dir', what: 'a directory', needed: (template) => template === 'file' },
    { field: 'shared_file_storage_dir', param: 'shared_file_storage_dir', what: 'a directory', needed: (template) => template === 'sharedfile' },
    { field: 'gluster_storage_dir', param: 'gluster_storage_dir', what: 'a directory', needed: (template) => template === 'gluster' },
  ];
  for (const { field, param, what, needed } of needs) {
    const isTouched = before[field] !== after[field] || after.enabled_disk_templates.some((name) => needed(name as DiskTemplate) && !before.enabled_disk_templates.includes(name));
    if (!isTouched) continue;
    const templates = after.enabled_disk_templates.filter((name) => needed(name as DiskTemplate));
    if (after[field] !== '') {
      if (templates.length === 0) warn(cx, `'${param}' is set, but no disk template that needs it is enabled`);
      continue;
    }
    if (templates.length > 0) throw new OpPrereqError(`Disk template ${templates.join(', ')} needs ${what}; set '${param}', or do not enable the template`, 'wrong_input');
    const users = instances(cx, (instance) => cx.config.disksOf(instance).some((disk) => needed(disk.dev_type)));
    if (users !== '') throw new OpPrereqError(`'${param}' cannot be taken away: it is in use by ${users}`, 'wrong_input');
  }
}

/** A routed NIC has to have an address. */
function checkNics(cx: CheckContext, after: Cluster): void {
  const broken = instances(cx, ({ nics }) => nics.some((nic) => nic.network === null && nic.ip === null && fillNic(after, nic.nicparams).mode === 'routed'));
  if (broken !== '') throw new OpPrereqError(`NICs would be routed that have no address, those of ${broken}; give them addresses or a mode of their own first`, 'wrong_input');
}

/** "3 instances (a, b, c)"; empty: none. */
function instances({ config }: CheckContext, test: (instance: Instance) => boolean): string {
  const names = [...config.all('instance')].filter(test).map(({ name }) => name).sort();
  if (names.length === 0) return '';
  return `${names.length} instance(s) (${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''})`;
}
