/** The messages used outside this library; `…Received` has every field present. */
export type { BlockDevice as BlockDeviceMessage, BlockDevice__Output as BlockDeviceReceived } from './generated/ganeti/node/v1/BlockDevice';
export type { DiskStatus as DiskStatusMessage, DiskStatus__Output as DiskStatusReceived } from './generated/ganeti/node/v1/DiskStatus';
export type { Instance as InstanceMessage, Instance__Output as InstanceReceived } from './generated/ganeti/node/v1/Instance';
export type { InstanceStatus as InstanceStatusMessage, InstanceStatus__Output as InstanceStatusReceived } from './generated/ganeti/node/v1/InstanceStatus';
export type { Nic as NicMessage, Nic__Output as NicReceived } from './generated/ganeti/node/v1/Nic';
export type { NodeResources as NodeResourcesMessage, NodeResources__Output as NodeResourcesReceived } from './generated/ganeti/node/v1/NodeResources';
export type { OsInfo as OsInfoMessage, OsInfo__Output as OsInfoReceived } from './generated/ganeti/node/v1/OsInfo';
export type { StatusUpdate as StatusUpdateMessage, StatusUpdate__Output as StatusUpdateReceived } from './generated/ganeti/node/v1/StatusUpdate';
export type { StorageSpace as StorageSpaceMessage } from './generated/ganeti/node/v1/StorageSpace';
export type { WatchRequest as WatchRequestMessage, WatchRequest__Output as WatchRequestReceived } from './generated/ganeti/node/v1/WatchRequest';
