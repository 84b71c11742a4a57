import type { ConfigView } from '@ganeti/master-config';
import { volumeSpace, type Needs, type NicNeed } from '@ganeti/master-placement';
import { fillNic, type Instance, type Nic } from '@ganeti/objects';
import type { DiskData } from './devices';
import { networkOf } from './lookup';
import type { AskedNic } from './nics';
import { beOf } from './params';

/** What an instance that exists needs on another node. `disks`: in place of the ones it has. */
export function needsOf(view: ConfigView, instance: Instance, disks: readonly DiskData[] = view.disksOf(instance)): Needs {
  const be = beOf(view, instance);
  return {
    name: instance.name,
    template: instance.disk_template,
    hypervisor: instance.hypervisor,
    os: instance.os,
    tags: instance.tags,
    memory: be.minmem,
    vcpus: be.vcpus,
    spindleUse: be.spindle_use,
    disks: disks.map(({ size, mode, spindles }) => ({ size, mode, spindles })),
    nics: instance.nics.map((nic) => nicNeed(view, nic)),
    volumeSpace: volumeSpace(disks),
    start: instance.admin_state === 'up',
  };
}

/** `network`: uuid */
export function nicNeed(view: ConfigView, { mac, ip, network, nicparams }: Pick<Nic, 'ip' | 'network' | 'nicparams'> & { readonly mac: string | null }): NicNeed {
  const { mode, link } = fillNic(view.cluster(), nicparams);
  return { mac, ip, mode, link, network };
}

/** As far as it is known before a node is chosen. */
export function askedNicNeed(view: ConfigView, { mac, ip, network, mode, link, bridge }: AskedNic): NicNeed {
  const given = (value: string | null | undefined): string | null => (value === undefined || value === null || value === 'none' || value === '' ? null : value);
  const place = given(link) ?? given(bridge);
  const nicparams = { ...(given(mode) === null ? {} : { mode: given(mode) }), ...(place === null ? {} : { link: place }) };
  const found = given(network) === null ? undefined : networkOf(view, given(network) ?? '');
  return nicNeed(view, { mac: given(mac), ip: given(ip), network: found?.uuid ?? null, nicparams });
}
