/** Names and types of the node calls: `Blocks.Create`, `Instances.Start`, … derived from proto/node/v1. */
import type { MethodDefinition } from '@grpc/proto-loader';
import type { BlocksDefinition } from './generated/ganeti/node/v1/Blocks';
import type { ExportsDefinition } from './generated/ganeti/node/v1/Exports';
import type { ExternalStorageDefinition } from './generated/ganeti/node/v1/ExternalStorage';
import type { FilesDefinition } from './generated/ganeti/node/v1/Files';
import type { HooksDefinition } from './generated/ganeti/node/v1/Hooks';
import type { InstancesDefinition } from './generated/ganeti/node/v1/Instances';
import type { MachineDefinition } from './generated/ganeti/node/v1/Machine';
import type { NodeDefinition } from './generated/ganeti/node/v1/Node';
import type { OperatingSystemsDefinition } from './generated/ganeti/node/v1/OperatingSystems';
import type { ProgressEvent__Output } from './generated/ganeti/node/v1/ProgressEvent';
import type { StorageDefinition } from './generated/ganeti/node/v1/Storage';
import type { TransfersDefinition } from './generated/ganeti/node/v1/Transfers';

/** A service definition without the index signature of its base type. */
type Methods<T> = { [K in keyof T as string extends K ? never : number extends K ? never : K]: T[K] };

interface Services {
  Node: Methods<NodeDefinition>;
  Blocks: Methods<BlocksDefinition>;
  Instances: Methods<InstancesDefinition>;
  OperatingSystems: Methods<OperatingSystemsDefinition>;
  ExternalStorage: Methods<ExternalStorageDefinition>;
  Exports: Methods<ExportsDefinition>;
  Hooks: Methods<HooksDefinition>;
  Files: Methods<FilesDefinition>;
  Storage: Methods<StorageDefinition>;
  Machine: Methods<MachineDefinition>;
  Transfers: Methods<TransfersDefinition>;
}
export type NodeService = keyof Services;

type MethodTable = {
  [S in NodeService as never]: never;
} & UnionToIntersection<
  { [S in NodeService]: { [M in keyof Services[S] & string as `${S}.${M}`]: Services[S][M] } }[NodeService]
>;
type UnionToIntersection<U> = (U extends unknown ? (arg: U) => void : never) extends (arg: infer I) => void ? I : never;

/** Every call except the status stream (`Node.Watch`), which is not a call but a feed. */
export type NodeMethod = Exclude<keyof MethodTable, 'Node.Watch'>;

/** What is sent: fields left out have their protobuf default. */
export type NodeRequest<M extends NodeMethod> =
  MethodTable[M] extends MethodDefinition<infer Request, infer _R, infer _RO, infer _O> ? Request : never;
/** What a handler on the node receives: every field present. */
export type NodeRequestReceived<M extends NodeMethod> =
  MethodTable[M] extends MethodDefinition<infer _Q, infer _R, infer Received, infer _O> ? Received : never;
/** What a handler on the node answers. */
export type NodeReply<M extends NodeMethod> =
  MethodTable[M] extends MethodDefinition<infer _Q, infer Reply, infer _RO, infer _O>
    ? Reply extends { event?: 'progress' | 'done' }
      ? void
      : Reply
    : never;
/** What the master gets: every field present. Calls with progress answer nothing when they end. */
export type NodeResponse<M extends NodeMethod> =
  MethodTable[M] extends MethodDefinition<infer _Q, infer _R, infer _RO, infer Output>
    ? Output extends ProgressEvent__Output
      ? void
      : Output
    : never;

/** Calls that answer with a stream of progress. */
export const progressMethods: ReadonlySet<NodeMethod> = new Set<NodeMethod>([
  'Blocks.Wipe',
  'Blocks.Copy',
  'Instances.Migrate',
  'OperatingSystems.Create',
  'OperatingSystems.Rename',
  'Transfers.Send',
  'Transfers.Wait',
]);

/** Calls that change nothing: no step id needed, may be repeated freely. */
export const readMethods: ReadonlySet<NodeMethod> = new Set<NodeMethod>([
  'Node.Handshake',
  'Node.Verify',
  'Blocks.Status',
  'Blocks.ListVolumes',
  'Instances.Status',
  'Instances.MigrationInfo',
  'Instances.ValidateParams',
  'Instances.HotplugSupported',
  'OperatingSystems.List',
  'OperatingSystems.Validate',
  'ExternalStorage.List',
  'Exports.List',
  'Exports.Describe',
  'Storage.List',
  'Machine.OwnsAddress',
]);
