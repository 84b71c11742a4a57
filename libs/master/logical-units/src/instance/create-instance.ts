/** The instance and its disks as they will be in the configuration. */
import { OpPrereqError } from '@ganeti/errors';
import type { CheckContext } from '@ganeti/master-jobs';
import { hvDefaults, MAX_NICS, type Instance, type Nic, type ParamDict } from '@ganeti/objects';
import type { DiskData } from '../common/devices';
import { planDisks } from '../common/disk-plan';
import type { DiskSpec } from '../common/disk-spec';
import { defaultFileDriver, fileDirectory } from '../common/file-storage';
import type { InstanceData } from '../common/hooks';
import { changedNic, checkDistinct, newNic, type NicPlace } from '../common/nics';
import { beOf, nicParamsOf, osParamsOf } from '../common/params';
import type { Plain } from '../common/plain';
import { askedNics, type CreateParams, type CreateRequest } from './create-request';

/** Hypervisors whose graphical console listens on a port of its own. */
const withConsolePort: ReadonlySet<string> = new Set(['kvm', 'xen-hvm']);

/** `nodes`: uuids, primary first. `reserved`: what stands for it so far; it keeps uuid, port, addresses and MACs. */
export function planInstance(
  cx: CheckContext,
  params: CreateParams,
  request: CreateRequest,
  nodes: readonly string[],
  specs: readonly DiskSpec[],
  reserved: Instance | null,
): { instance: Plain<InstanceData>; disks: Plain<DiskData>[] } {
  const { name, template, hypervisor, os } = request;
  const cluster = cx.config.cluster();
  const [primary = '', secondary = null] = nodes;
  const uuid = reserved?.uuid ?? cx.ids.uuid();
  const directory = fileDirectory(cluster, template, name, params.file_storage_dir);
  const disks = planDisks(cx, { uuid, name, template, primary, secondary, directory, driver: params.file_driver ?? defaultFileDriver }, specs);
  const dropEqual = params.identify_defaults;
  const nics = planNics(cx, params, name, { node: primary, conflictsCheck: params.conflicts_check }, reserved?.nics ?? []);
  const instance: InstanceData = {
    uuid,
    name,
    primary_node: primary,
    os,
    hypervisor,
    disk_template: template,
    beparams: dropEqual ? without(request.beparams, beOf(cx.config, { beparams: {} })) : request.beparams,
    hvparams: dropEqual ? without(request.hvparams, hvDefaults(cluster, hypervisor, os)) : request.hvparams,
    osparams: dropEqual ? without(params.osparams, osParamsOf(cx.config, { os, osparams: {} })) : params.osparams,
    osparams_private: params.osparams_private ?? {},
    admin_state: 'down',
    admin_state_source: 'admin',
    nics: dropEqual ? nics.map((nic) => withoutDefaults(cx, nic)) : nics,
    disks: disks.map((disk) => disk.uuid),
    disks_active: !params.forthcoming && disks.length > 0,
    network_port: withConsolePort.has(hypervisor) ? (reserved?.network_port ?? cx.reservations.port(cx.jobId)) : null,
    forthcoming: params.forthcoming,
    tags: request.tags,
  };
  return { instance, disks };
}

function planNics(cx: CheckContext, params: CreateParams, name: string, place: NicPlace, reserved: readonly Nic[]): Nic[] {
  const asked = askedNics(params, cx.config.cluster(), name);
  if (asked.length > MAX_NICS) throw new OpPrereqError(`Instance ${name} would have ${asked.length} NICs; it can have ${MAX_NICS}`, 'wrong_input');
  const nics = asked.map((nic, index) => {
    const kept = reserved[index];
    if (kept === undefined) return newNic(cx, nic, index, place);
    // What nobody names comes as it was reserved.
    const { mac, ip, ...rest } = nic;
    const own = { ...(mac === 'auto' || mac === 'generate' ? {} : { mac }), ...(ip === 'pool' && kept.ip !== null ? {} : { ip }) };
    return changedNic(cx, kept, { ...rest, ...own }, index, place);
  });
  checkDistinct(nics);
  return nics;
}

function without(params: ParamDict, defaults: ParamDict): ParamDict {
  return Object.fromEntries(Object.entries(params).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(defaults[key])));
}
function withoutDefaults(cx: CheckContext, nic: Nic): Nic {
  return { ...nic, nicparams: without(nic.nicparams, nicParamsOf(cx.config, { nicparams: {} })) };
}
