/** Changes of NICs, worked out before anything is done. */
import type { ConfigView } from '@ganeti/master-config';
import type { CheckContext } from '@ganeti/master-jobs';
import { MAX_NICS, type Instance, type Nic } from '@ganeti/objects';
import { deviceChanges, type DeviceChange } from '@ganeti/opcodes';
import { communicationNic, isCommunicationNic } from '../common/communication-nic';
import { changedNic, checkDistinct, newNic, type AskedNic } from '../common/nics';
import { nicParamsOf } from '../common/params';
import { editDevices } from './device-list';
import type { Changed, SetParams } from './set-params';

type NicChange = DeviceChange<AskedNic>;

/** What is asked for, and what `instance_communication` adds to it or takes away. */
export function nicChanges(view: ConfigView, params: Pick<SetParams, 'nics' | 'instance_communication'>, instance: Instance | undefined): NicChange[] {
  const asked = deviceChanges(params.nics as Parameters<typeof deviceChanges>[0]) as NicChange[];
  if (instance === undefined || params.instance_communication === null) return asked;
  const has = instance.nics.find((nic) => isCommunicationNic(nic, instance.name));
  if (params.instance_communication === (has !== undefined)) return asked;
  if (has !== undefined) return [...asked, { action: 'remove', target: has.uuid, params: {} }];
  return [...asked, { action: 'add', target: -1, params: communicationNic(view.cluster(), instance.name) }];
}

/** null: no change is asked for. */
export function planNicChanges(params: SetParams, cx: CheckContext, instance: Instance): { nics: Nic[]; changes: Changed[] } | null {
  const asked = nicChanges(cx.config, params, instance);
  if (asked.length === 0) return null;
  const place = { node: instance.primary_node, conflictsCheck: params.conflicts_check };
  const { list: nics } = editDevices('NIC', instance.nics, asked, MAX_NICS, {
    make: (nic, index) => newNic(cx, nic, index, place),
    change: (nic, change, index) => changedNic(cx, nic, change, index, place),
  });
  checkDistinct(nics);
  const before = new Map(instance.nics.map((nic, index) => [nic.uuid, { nic, index }]));
  const changes: Changed[] = [];
  for (const [index, nic] of nics.entries()) {
    const old = before.get(nic.uuid)?.nic;
    if (old === undefined) changes.push([`nic.${index}`, `add:${nicText(cx, nic)}`]);
    else if (JSON.stringify(old) !== JSON.stringify(nic)) changes.push(...nicDifferences(cx, old, nic, index));
  }
  for (const [uuid, { index }] of before) if (!nics.some((nic) => nic.uuid === uuid)) changes.push([`nic.${index}`, 'remove']);
  return { nics, changes };
}

function nicValues(cx: CheckContext, nic: Nic): Record<string, string | null> {
  const { mode, link, vlan } = nicParamsOf(cx.config, nic);
  return { mac: nic.mac, ip: nic.ip, mode, link, vlan, network: nic.network, name: nic.name };
}
/** As Ganeti's clients show it. */
function nicText(cx: CheckContext, nic: Nic): string {
  const values = nicValues(cx, nic);
  return ['mac', 'ip', 'mode', 'link', 'network'].map((key) => `${key}=${values[key] ?? 'None'}`).join(',');
}
function nicDifferences(cx: CheckContext, old: Nic, nic: Nic, index: number): Changed[] {
  const [was, is] = [nicValues(cx, old), nicValues(cx, nic)];
  return Object.keys(is).flatMap((key): Changed[] => (was[key] === is[key] ? [] : [[`nic.${key}/${index}`, is[key] ?? null]]));
}
