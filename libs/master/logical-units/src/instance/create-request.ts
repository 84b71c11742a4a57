/** What an OP_INSTANCE_CREATE asks for, as far as parameters (with those of an export: import-source.ts) and configuration tell: no node is asked, nothing is taken. */
import { OpPrereqError } from '@ganeti/errors';
import type { ConfigView } from '@ganeti/master-config';
import type { Needs } from '@ganeti/master-placement';
import {
  checkBe,
  checkFilledBe,
  checkFilledHv,
  checkHv,
  nodeCount,
  normaliseHostname,
  templateHas,
  withTags,
  type Cluster,
  type DiskTemplate,
  type ParamDict,
} from '@ganeti/objects';
import type { instanceCreate, ParamsOf } from '@ganeti/opcodes';
import { allocatorName } from '../common/allocator-name';
import { communicationNic } from '../common/communication-nic';
import { volumeSpace } from '../common/disk-plan';
import { checkTemplate, diskSpec, type DiskSpec } from '../common/disk-spec';
import { groupOf, nodeOf } from '../common/lookup';
import { askedNicNeed } from '../common/needs';
import type { AskedNic } from '../common/nics';
import { checkNotBlacklisted } from '../common/os-lists';
import { beOf, diskParamsOf, hvOf } from '../common/params';

export type CreateParams = ParamsOf<typeof instanceCreate>;

export interface CreateRequest {
  readonly name: string;
  readonly template: DiskTemplate;
  readonly hypervisor: string;
  readonly os: string;
  readonly beparams: ParamDict;
  readonly hvparams: ParamDict;
  readonly disks: readonly DiskSpec[];
  readonly tags: readonly string[];
  readonly install: boolean;
  /** Given nodes (uuids), primary first; null: the allocator chooses, in `group` (uuid) or anywhere. */
  readonly nodes: readonly string[] | null;
  readonly allocator: string;
  readonly group: string | null;
  readonly needs: Needs;
  /** A place was reserved for it earlier. */
  readonly commit: boolean;
}

export function readCreateRequest(params: CreateParams, view: ConfigView): CreateRequest {
  const cluster = view.cluster();
  const name = normaliseHostname(params.instance_name);
  const template = params.disk_template ?? ((cluster.enabled_disk_templates[0] ?? 'diskless') as DiskTemplate);
  checkTemplate(cluster, template);
  if (template === 'diskless' && params.disks.length > 0) {
    throw new OpPrereqError(`Instance ${name} is to be diskless, but ${params.disks.length} disks are given`, 'wrong_input');
  }
  if (template !== 'diskless' && params.disks.length === 0) {
    throw new OpPrereqError(`Instance ${name} needs at least one disk for template '${template}'`, 'wrong_input');
  }
  if (params.file_storage_dir !== null && !templateHas(template, 'fileBased')) {
    throw new OpPrereqError(`'file_storage_dir' is for file disks; instance ${name} is to have template '${template}'`, 'wrong_input');
  }
  const hypervisor = params.hypervisor ?? cluster.enabled_hypervisors[0] ?? '';
  if (!cluster.enabled_hypervisors.includes(hypervisor)) {
    throw new OpPrereqError(
      `Hypervisor '${hypervisor}' is not enabled in this cluster; enabled are ${cluster.enabled_hypervisors.join(', ')}`,
      'wrong_state',
    );
  }
  const install = params.mode === 'create' && params.no_install !== true;
  const os = params.os_type ?? '';
  checkNotBlacklisted(cluster, os);
  const beparams = checkBe(params.beparams);
  const hvparams = checkHv(hypervisor, params.hvparams);
  const be = beOf(view, { beparams });
  checkFilledBe(be);
  checkFilledHv(hypervisor, hvOf(view, { hypervisor, os, hvparams }));
  const nodes = givenNodes(params, view, name, template) ?? reservedNodes(params, view, name, template);
  const drbd = diskParamsOf(view, 'drbd', nodes?.[0]);
  const disks = params.disks.map((disk, index) => diskSpec(disk, index, template, cluster, drbd));
  return {
    name,
    template,
    hypervisor,
    os,
    beparams,
    hvparams,
    disks,
    tags: withTags([], params.tags),
    install: install && template !== 'diskless' && disks.every(({ adopt }) => adopt === null),
    nodes,
    allocator: nodes === null ? allocatorName(cluster, params.iallocator) : '',
    group: params.group_name === null ? null : groupOf(view, params.group_name).uuid,
    commit: params.commit,
    needs: {
      name,
      template,
      memory: be.maxmem,
      vcpus: be.vcpus,
      spindleUse: be.spindle_use,
      hypervisor,
      os,
      tags: withTags([], params.tags),
      disks: disks.map(({ size, mode, spindles }) => ({ size, mode, spindles })),
      nics: askedNics(params, cluster, name).map((nic) => askedNicNeed(view, nic)),
      volumeSpace: volumeSpace(template, disks),
      start: params.start,
    },
  };
}

function givenNodes(params: CreateParams, view: ConfigView, name: string, template: DiskTemplate): string[] | null {
  const primary = params.pnode_uuid ?? params.pnode;
  const secondary = params.snode_uuid ?? params.snode;
  if (primary === null) return null;
  const nodes = [nodeOf(view, params.pnode ?? primary, params.pnode_uuid).uuid];
  if (nodeCount(template) === 1) {
    if (secondary !== null) throw new OpPrereqError(`Disk template '${template}' has no use for a secondary node`, 'wrong_input');
    return nodes;
  }
  if (secondary === null) throw new OpPrereqError(`Disk template '${template}' needs a secondary node: give 'snode' too, or no node at all`, 'wrong_input');
  const other = nodeOf(view, params.snode ?? secondary, params.snode_uuid);
  if (other.uuid === nodes[0]) throw new OpPrereqError(`Node ${other.name} cannot be primary and secondary of instance ${name} at once`, 'wrong_input');
  return [...nodes, other.uuid];
}

/** An instance is built where its place was reserved, unless nodes or an allocator are named. */
function reservedNodes(params: CreateParams, view: ConfigView, name: string, template: DiskTemplate): readonly string[] | null {
  const reserved = params.commit && params.iallocator === null ? view.instance(name) : undefined;
  const nodes = reserved?.forthcoming === true ? view.nodesOfInstance(reserved) : [];
  return nodes.length === nodeCount(template) ? nodes : null;
}

/** The NICs that are asked for, and the one for talking to the node. */
export function askedNics(params: CreateParams, cluster: Cluster, name: string): readonly AskedNic[] {
  return params.instance_communication ? [...params.nics, communicationNic(cluster, name)] : params.nics;
}
