/** Whether the nodes can do what a change asks of them. A node that is offline or does not answer is passed over. Throws OpPrereqError. */
import { OpPrereqError } from '@ganeti/errors';
import type { CheckContext } from '@ganeti/master-jobs';
import { fillHv, fillOs, fillPrivateOs, templateHas, type Cluster, type DiskTemplate, type Node, type ParamDict } from '@ganeti/objects';
import { askNodes } from '../common/ask-nodes';
import { warn } from '../common/disk-steps';
import { nodeBy } from '../common/lookup';
import { encodeValues } from '../common/values';
import type { SetParams } from './set-params-fields';

export async function checkNodes(cx: CheckContext, params: SetParams, after: Cluster): Promise<void> {
  const nodes = [...cx.config.all('node')].filter((node) => node.vm_capable);
  await checkEquipment(cx, nodes, after);
  await checkHypervisorParams(cx, nodes, params, after);
  await checkDirectories(cx, nodes, params);
  const systems = Object.keys({ ...params.osparams, ...params.osparams_private_cluster });
  if (systems.length > 0) await checkOsParams(cx, systems, after);
}

/** Volume group, helper of mirrors, and drivers, as far as they are new. */
async function checkEquipment(cx: CheckContext, nodes: readonly Node[], after: Cluster): Promise<void> {
  const before = cx.config.cluster();
  const added = after.enabled_disk_templates.filter((template) => !before.enabled_disk_templates.includes(template));
  const needsGroup = after.volume_group_name !== before.volume_group_name || added.some((template) => templateHas(template as DiskTemplate, 'lvmBased'));
  const needsHelper = after.drbd_usermode_helper !== before.drbd_usermode_helper || added.includes('drbd');
  const request = {
    volume_groups: needsGroup && after.volume_group_name !== '' ? [after.volume_group_name] : [],
    drbd_helper: needsHelper ? after.drbd_usermode_helper : '',
    hypervisors: after.enabled_hypervisors.filter((name) => !before.enabled_hypervisors.includes(name)),
  };
  if (request.volume_groups.length + request.hypervisors.length === 0 && request.drbd_helper === '') return;
  const answers = await askNodes(cx, nodes, ({ uuid }) => cx.read(uuid, 'Node.Verify', request));
  const problems = answers.flatMap(({ node, answer }) => answer.findings.filter(({ warning }) => !warning).map(({ message }) => `node ${node.name}: ${message}`));
  if (problems.length > 0) throw new OpPrereqError(`Not all nodes are ready for this: ${problems.join('; ')}`, 'environment_error');
}

async function checkHypervisorParams(cx: CheckContext, nodes: readonly Node[], params: SetParams, after: Cluster): Promise<void> {
  const before = cx.config.cluster();
  for (const hypervisor of after.enabled_hypervisors) {
    const isNew = !before.enabled_hypervisors.includes(hypervisor);
    const sets: ParamDict[] = isNew || params.hvparams?.[hypervisor] !== undefined ? [fillHv(after, hypervisor, '', {})] : [];
    for (const [os, hypervisors] of Object.entries(params.os_hvp ?? {})) if (hypervisor in (hypervisors as object)) sets.push(fillHv(after, hypervisor, os, {}));
    for (const hvparams of sets) {
      const answers = await askNodes(cx, nodes, ({ uuid }) => cx.read(uuid, 'Instances.ValidateParams', { hypervisor, hvparams: encodeValues(hvparams) }));
      const problems = answers.flatMap(({ node, answer }) => answer.problems.map((problem) => `node ${node.name}: ${problem}`));
      if (problems.length > 0) throw new OpPrereqError(`Parameters of hypervisor ${hypervisor} are not right: ${problems.join('; ')}`, 'wrong_input');
    }
  }
}

/** A directory may still be made or mounted; nobody is kept from setting it before. */
async function checkDirectories(cx: CheckContext, nodes: readonly Node[], params: SetParams): Promise<void> {
  const wanted = { file: params.file_storage_dir, sharedfile: params.shared_file_storage_dir, gluster: params.gluster_storage_dir };
  for (const [type, directory] of Object.entries(wanted)) {
    if (directory === null || directory === '') continue;
    const answers = await askNodes(cx, nodes, ({ uuid }) => cx.read(uuid, 'Storage.List', { type, names: [directory] }));
    const missing = answers.filter(({ answer }) => answer.units.length === 0).map(({ node }) => node.name);
    if (missing.length > 0) warn(cx, `Directory ${directory} is not there on node ${missing.join(', ')}`);
  }
}

/** Asked of the master. The parameters of an OS may be set before it is installed. */
async function checkOsParams(cx: CheckContext, systems: readonly string[], after: Cluster): Promise<void> {
  const master = nodeBy(cx.config, after.master_node);
  const installed = (await cx.read(master.uuid, 'OperatingSystems.List', {})).os.map(({ name }) => name);
  for (const os of systems) {
    if (!installed.includes(os.split('+', 1)[0] as string)) {
      warn(cx, `OS ${os} is not there on node ${master.name}: its parameters are kept without a check`);
      continue;
    }
    const osparams = encodeValues({ ...fillOs(after, os, {}), ...fillPrivateOs(after, os, {}) });
    const { problems } = await cx.read(master.uuid, 'OperatingSystems.Validate', { os, osparams, force_variant: true });
    if (problems.length > 0) throw new OpPrereqError(`Parameters of OS ${os} are not right: ${problems.join('; ')}`, 'wrong_input');
  }
}
