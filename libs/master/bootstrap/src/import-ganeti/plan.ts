/** Reads Ganeti's config.data (2.16 to 3.1) and says what would become of it. Nothing is written. */
import { checkAll, fillCandidatePool, openConfig } from '@ganeti/master-config';
import { memoryStore, type Row } from '@ganeti/master-state';
import { fillDiskParams, type Json, type ObjectKind, type ObjectKinds } from '@ganeti/objects';
import { systemClock, systemIds } from '@ganeti/runtime';
import { clusterOf } from './cluster';
import { diskOf, type DiskOwner } from './disks';
import { Findings, Unusable, type Finding } from './findings';
import { instanceOf } from './instances';
import { filterOf, groupOf, networkOf, nodeOf } from './machines';
import { isDict, Reader } from './reader';

/** Objects by kind. */
export type Carried = { readonly [K in ObjectKind]: readonly ObjectKinds[K][] };

export interface ImportPlan {
  /** `3.0` */
  readonly version: string;
  readonly objects: Carried;
  readonly findings: readonly Finding[];
  /** Something stands in the way. */
  readonly refused: boolean;
}

/** Of the file: what a name is in it -> what that is called in findings. */
const kinds = { nodegroups: 'node group', networks: 'network', nodes: 'node', disks: 'disk', instances: 'instance', filters: 'filter rule' } as const;
type FileKind = keyof typeof kinds;

/** Throws Unusable for a text that is no configuration of a release that can be read. */
export async function planImport(text: string): Promise<ImportPlan> {
  const file = parse(text);
  const version = versionOf(file);
  const findings = new Findings();
  const top = new Reader(file, 'the configuration', findings);
  top.skip('version', 'cluster', 'ctime', 'mtime', 'serial_no', ...Object.keys(kinds));
  top.end();
  const objects = await sound(read(file, findings), findings);
  return { version, objects, findings: findings.all, refused: findings.refused };
}

function parse(text: string): Readonly<Record<string, Json>> {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (error) {
    throw new Unusable(`The file is no JSON: ${(error as Error).message}`);
  }
  if (!isDict(file) || typeof file['version'] !== 'number' || !isDict(file['cluster'])) throw new Unusable('The file is no Ganeti configuration: it has no version or no cluster');
  return file;
}

/** A number like 3000000: major, two digits of minor, four of revision. */
function versionOf(file: Readonly<Record<string, Json>>): string {
  const number = file['version'] as number;
  const version = `${Math.floor(number / 1_000_000)}.${Math.floor(number / 10_000) % 100}`;
  if (number < 2_160_000) throw new Unusable(`The configuration is of Ganeti ${version}; upgrade that cluster to Ganeti 2.16 or later first, with Ganeti's own tools`);
  if (number >= 3_020_000) throw new Unusable(`The configuration is of Ganeti ${version}; this release reads 2.16 to 3.1`);
  return version;
}

function read(file: Readonly<Record<string, Json>>, findings: Findings): Carried {
  for (const kind of Object.keys(kinds)) {
    if ((file[kind] ?? null) !== null && !isDict(file[kind])) findings.add('refused', 'the configuration', `has ${kind} that are no dictionary`);
  }
  const raw = (kind: FileKind): [string, Json][] => (isDict(file[kind]) ? Object.entries(file[kind]) : []);
  const all = <T>(kind: FileKind, each: (reader: Reader, uuid: string) => T): T[] =>
    raw(kind).flatMap(([uuid, value]) => {
      const object = label(kinds[kind], uuid, value);
      const carried = findings.carry(object, () => {
        if (isDict(value) && typeof value['uuid'] === 'string' && value['uuid'] !== uuid) throw new Unusable(`calls itself ${value['uuid']}`);
        return each(new Reader(isDict(value) ? { uuid, ...value } : value, object, findings), uuid);
      });
      return carried === null ? [] : [carried];
    });

  const cluster = findings.carry('the cluster', () => clusterOf(new Reader(file['cluster'], 'the cluster', findings)));
  const nodegroup = all('nodegroups', groupOf);
  const node = all('nodes', nodeOf);
  const poolOf = (uuid: string | undefined): string => {
    const group = nodegroup.find((one) => one.uuid === node.find((other) => other.uuid === uuid)?.group);
    const pool = cluster === null ? '' : fillDiskParams(cluster, group, 'rbd')['pool'];
    return typeof pool === 'string' ? pool : '';
  };
  const owners = ownersOf(raw('instances'), findings);
  const disk = all('disks', (reader, uuid) => diskOf(reader, owners.get(uuid), poolOf));
  const templates = new Map(disk.map(({ uuid, dev_type }) => [uuid, dev_type]));
  const instance = all('instances', (reader) => instanceOf(reader, (uuid) => templates.get(uuid)));
  const used = (uuid: string): number => instance.flatMap(({ nics }) => nics).filter((nic) => nic.network === uuid && nic.ip !== null).length;
  const network = all('networks', (reader, uuid) => networkOf(reader, used(uuid)));
  return { cluster: cluster === null ? [] : [cluster], nodegroup, network, node, disk, instance, filter: all('filters', filterOf) };
}

function label(kind: string, uuid: string, value: Json): string {
  const name = isDict(value) ? value['name'] : undefined;
  return typeof name === 'string' && name !== '' ? `${kind} ${name} (${uuid})` : `${kind} ${uuid}`;
}

/** Disks do not know their instances in every release; the instances' lists do. */
function ownersOf(instances: readonly [string, Json][], findings: Findings): Map<string, DiskOwner> {
  const owners = new Map<string, DiskOwner>();
  for (const [uuid, value] of instances) {
    const disks = isDict(value) && Array.isArray(value['disks']) ? (value['disks'] as Json[]) : [];
    const primary = isDict(value) ? value['primary_node'] : undefined;
    disks.forEach((disk, index) => {
      if (typeof disk !== 'string' || typeof primary !== 'string') return;
      if (owners.has(disk)) findings.add('refused', `disk ${disk}`, 'belongs to two instances');
      owners.set(disk, { uuid, primary, index });
    });
  }
  return owners;
}

/** As a configuration of ours: its candidate pool is filled, and whatever breaks its invariants is found as refused. */
async function sound(objects: Carried, findings: Findings): Promise<Carried> {
  const store = memoryStore();
  await store.open();
  const rows: Row[] = (Object.keys(objects) as ObjectKind[]).flatMap((kind) =>
    objects[kind].map((object) => ({ kind, key: object.uuid, value: object as unknown as Json })),
  );
  await store.commit({ puts: rows, deletes: [] });
  const config = await openConfig(store, { clock: systemClock, ids: systemIds });
  let { node } = objects;
  if (objects.cluster.length === 1) {
    const { value: promoted } = await config.transaction((tx) => fillCandidatePool(tx));
    node = node.map((one) => (promoted.includes(one.uuid) ? { ...one, master_candidate: true } : one));
    for (const { name, uuid } of node.filter((one) => promoted.includes(one.uuid))) findings.add('changed', `node ${name} (${uuid})`, 'becomes a master candidate: the pool has room');
  }
  for (const problem of checkAll(config.view)) findings.add('refused', '', problem);
  return { ...objects, node };
}
