/** Fields that every stored object has. */
import type { ParamDict } from '@ganeti/objects';
import { nodeParamDocs } from './param-docs';
import { field, orUnavailable, type Field, type Value } from '../field';
import type { Context } from '../context';

interface Stored {
  readonly uuid: string;
  readonly serial_no: number;
  readonly ctime: number;
  readonly mtime: number;
  readonly tags: readonly string[];
}

export function storedFields<T extends Stored>(noun: string): Field<T>[] {
  return [
    field('ctime', 'CTime', 'timestamp', 'When it was created', (object) => object.ctime),
    field('mtime', 'MTime', 'timestamp', 'When it was last changed', (object) => object.mtime),
    field('serial_no', 'SerialNo', 'number', `Counts the changes of the ${noun}`, (object) => object.serial_no),
    field('tags', 'Tags', 'other', 'Tags, sorted', (object) => object.tags, { indexed: true }),
    field('uuid', 'UUID', 'text', `UUID of the ${noun}`, (object) => object.uuid),
  ];
}

const ndTitles: readonly (readonly [string, string, 'bool' | 'float' | 'number' | 'other'])[] = [
  ['cpu_speed', 'ndp/cpu_speed', 'float'],
  ['exclusive_storage', 'ExclusiveStorage', 'bool'],
  ['oob_program', 'OutOfBandProgram', 'other'],
  ['ovs', 'OpenvSwitch', 'bool'],
  ['ovs_link', 'OpenvSwitchLink', 'other'],
  ['ovs_name', 'OpenvSwitchName', 'other'],
  ['spindle_count', 'SpindleCount', 'number'],
  ['ssh_port', 'ndp/ssh_port', 'number'],
];

/** One field for each node parameter. */
export function nodeParamFields<T>(params: (item: T, cx: Context) => ParamDict): Field<T>[] {
  return ndTitles.map(([name, title, kind]) =>
    field(`ndp/${name}`, title, kind, nodeParamDocs[name] ?? `Node parameter ${name}`, (item: T, cx): Value => orUnavailable(params(item, cx)[name])),
  );
}
