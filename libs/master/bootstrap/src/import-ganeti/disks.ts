/** Disks with their names where they live (Ganeti: objects.Disk; `logical_id` is a list whose meaning depends on the template). */
import { STORAGE_TYPES, type BlockDevice, type Disk, type Json, type LogicalId, type ParamDict } from '@ganeti/objects';
import { Unusable } from './findings';
import { Reader } from './reader';

/** Where a disk belongs. */
export interface DiskOwner {
  readonly uuid: string;
  readonly primary: string;
  /** Its place in the instance. */
  readonly index: number;
}

/** `poolOf`: the Ceph pool of disks without one of their own, for a node. */
export function diskOf(reader: Reader, owner: DiskOwner | undefined, poolOf: (node: string | undefined) => string): Disk {
  const nodes = reader.texts('nodes');
  const { device, params } = deviceOf(reader, () => poolOf(owner?.primary ?? nodes[0]));
  const disk: Disk = {
    ...reader.stamps(),
    ...device,
    instance: owner?.uuid ?? null,
    nodes: holders(device.logical_id, nodes, owner?.primary),
    name: reader.optionalText('name'),
    mode: reader.oneOf('mode', ['rw', 'ro'], 'rw'),
    iv_name: owner === undefined ? reader.text('iv_name', 'disk/0') : `disk/${owner.index}`,
    spindles: reader.optionalNumber('spindles'),
    params,
  };
  // Where a running guest has it, and what has to be worked out of other objects anyway.
  reader.skip('iv_name', 'hvinfo', 'pci', 'forthcoming', 'dynamic_params', 'instance');
  reader.end();
  return disk;
}

function deviceOf(reader: Reader, pool: () => string): { device: BlockDevice; params: ParamDict } {
  const template = reader.text('dev_type');
  if (template === 'diskless' || !Object.hasOwn(STORAGE_TYPES, template)) throw new Unusable(`is of type ${template}, which does not exist here`);
  const dev_type = template as BlockDevice['dev_type'];
  const given = reader.dict('params');
  const params: ParamDict = dev_type === 'rbd' ? Object.fromEntries(Object.entries(given).filter(([name]) => name !== 'pool')) : given;
  const children = reader.list('children').map((child, index) => childOf(new Reader(child, `${reader.object}, part ${index}`, reader.findings)));
  if (dev_type === 'drbd' && children.length !== 2) throw new Unusable(`is a mirror with ${children.length} volumes below it instead of two, data and metadata`);
  const ownPool = given['pool'];
  const id = logicalId(dev_type, reader.list('logical_id'), () => (typeof ownPool === 'string' && ownPool !== '' ? ownPool : pool()));
  return { device: { dev_type, logical_id: id, size: reader.number('size'), children }, params };
}

/** A volume below a mirror; it is no object of its own. */
function childOf(reader: Reader): BlockDevice {
  const { device } = deviceOf(reader, () => '');
  reader.skip('uuid', 'nodes', 'iv_name', 'mode', 'name', 'spindles', 'serial_no', 'ctime', 'mtime', 'pci', 'hvinfo', 'forthcoming', 'dynamic_params', 'tags');
  reader.end();
  return device;
}

function logicalId(type: BlockDevice['dev_type'], given: readonly Json[], pool: () => string): LogicalId {
  const text = (place: number): string => {
    const value = given[place];
    if (typeof value !== 'string' || value === '') throw damaged(given);
    return value;
  };
  const number = (place: number): number => {
    const value = given[place];
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) throw damaged(given);
    return value;
  };
  switch (type) {
    case 'plain':
      return { type, vg: text(0), lv: text(1) };
    case 'drbd':
      return { type, node_a: text(0), node_b: text(1), port: number(2), minor_a: number(3), minor_b: number(4), secret: text(5) };
    case 'file':
    case 'sharedfile':
    case 'gluster':
      return { type, driver: text(0), path: text(1) };
    case 'blockdev':
      return { type, path: text(1) };
    case 'rbd':
      return { type, pool: pool(), image: text(1) };
    case 'ext':
      return { type, provider: text(0), name: text(1) };
  }
}

/** The secret of a mirror is not shown. */
const damaged = (id: readonly Json[]): Unusable => new Unusable(`has a logical_id that cannot be understood: ${JSON.stringify(id.slice(0, 5))}`);

/** Primary first. What all nodes see is on the primary. */
function holders(id: LogicalId, nodes: readonly string[], primary: string | undefined): readonly string[] {
  const first = primary ?? nodes[0];
  if (id.type !== 'drbd') return first === undefined ? [] : [first];
  return id.node_b === first ? [id.node_b, id.node_a] : [id.node_a, id.node_b];
}
