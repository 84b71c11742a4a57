/** Instances with their NICs (Ganeti: objects.Instance, NIC). */
import type { DiskTemplate, Instance, Nic } from '@ganeti/objects';
import { STORAGE_TYPES } from '@ganeti/objects';
import { Unusable } from './findings';
import { beParams, hvParams, isHypervisor, nicParams } from './params';
import { Reader } from './reader';

/** `templateOf`: of a disk by its uuid; undefined: there is no such disk that can be carried. */
export function instanceOf(reader: Reader, templateOf: (disk: string) => DiskTemplate | undefined): Instance {
  const hypervisor = reader.text('hypervisor');
  if (!isHypervisor(hypervisor)) throw new Unusable(`runs under hypervisor ${hypervisor}, for which nodes have no driver`);
  const disks = reader.texts('disks');
  for (const disk of disks) if (templateOf(disk) === undefined) throw new Unusable(`has disk ${disk}, which is missing or cannot be taken over`);
  const instance: Instance = {
    ...reader.stamps(),
    tags: reader.tags(),
    name: reader.text('name'),
    primary_node: reader.text('primary_node'),
    os: reader.text('os', ''),
    hypervisor,
    disk_template: templateFor(reader, disks.flatMap((disk) => templateOf(disk) ?? [])),
    hvparams: hvParams(reader, hypervisor, reader.dict('hvparams')),
    beparams: beParams(reader, reader.dict('beparams')),
    osparams: reader.dict('osparams'),
    osparams_private: reader.dict('osparams_private'),
    admin_state: reader.oneOf('admin_state', ['up', 'down', 'offline']),
    admin_state_source: reader.oneOf('admin_state_source', ['admin', 'user'], 'admin'),
    nics: reader.list('nics').map((nic, index) => nicOf(new Reader(nic, `${reader.object}, NIC ${index}`, reader.findings))),
    disks,
    disks_active: reader.flag('disks_active', false),
    network_port: reader.optionalNumber('network_port'),
    forthcoming: reader.flag('forthcoming', false),
  };
  reader.end();
  return instance;
}

/** Since 2.16 the file has it only in the disks. */
function templateFor(reader: Reader, disks: readonly DiskTemplate[]): DiskTemplate {
  const given = reader.optionalText('disk_template');
  const templates = [...new Set(disks)];
  if (templates.length > 1) throw new Unusable(`has disks of different templates (${templates.join(', ')}); here all disks of an instance are of one`);
  if (templates[0] !== undefined) return templates[0];
  if (given === null || given === 'diskless') return 'diskless';
  if (!Object.hasOwn(STORAGE_TYPES, given)) throw new Unusable(`is of disk template ${given}, which does not exist here`);
  return given as DiskTemplate;
}

function nicOf(reader: Reader): Nic {
  const nic: Nic = {
    uuid: reader.text('uuid'),
    name: reader.optionalText('name'),
    mac: reader.text('mac').toLowerCase(),
    ip: reader.optionalText('ip'),
    network: reader.optionalText('network'),
    nicparams: nicParams(reader, reader.dict('nicparams')),
  };
  // Where a running guest has it: its node knows.
  reader.skip('hvinfo', 'pci', 'netinfo');
  reader.end();
  return nic;
}
