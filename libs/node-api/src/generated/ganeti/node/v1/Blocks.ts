// Original file: proto/node/v1/node.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { BlockAssembleRequest as _ganeti_node_v1_BlockAssembleRequest, BlockAssembleRequest__Output as _ganeti_node_v1_BlockAssembleRequest__Output } from '../../../ganeti/node/v1/BlockAssembleRequest';
import type { BlockAssembleResponse as _ganeti_node_v1_BlockAssembleResponse, BlockAssembleResponse__Output as _ganeti_node_v1_BlockAssembleResponse__Output } from '../../../ganeti/node/v1/BlockAssembleResponse';
import type { BlockCopyRequest as _ganeti_node_v1_BlockCopyRequest, BlockCopyRequest__Output as _ganeti_node_v1_BlockCopyRequest__Output } from '../../../ganeti/node/v1/BlockCopyRequest';
import type { BlockCreateRequest as _ganeti_node_v1_BlockCreateRequest, BlockCreateRequest__Output as _ganeti_node_v1_BlockCreateRequest__Output } from '../../../ganeti/node/v1/BlockCreateRequest';
import type { BlockGrowRequest as _ganeti_node_v1_BlockGrowRequest, BlockGrowRequest__Output as _ganeti_node_v1_BlockGrowRequest__Output } from '../../../ganeti/node/v1/BlockGrowRequest';
import type { BlockRenameRequest as _ganeti_node_v1_BlockRenameRequest, BlockRenameRequest__Output as _ganeti_node_v1_BlockRenameRequest__Output } from '../../../ganeti/node/v1/BlockRenameRequest';
import type { BlockRequest as _ganeti_node_v1_BlockRequest, BlockRequest__Output as _ganeti_node_v1_BlockRequest__Output } from '../../../ganeti/node/v1/BlockRequest';
import type { BlockRollBackRequest as _ganeti_node_v1_BlockRollBackRequest, BlockRollBackRequest__Output as _ganeti_node_v1_BlockRollBackRequest__Output } from '../../../ganeti/node/v1/BlockRollBackRequest';
import type { BlockSetInfoRequest as _ganeti_node_v1_BlockSetInfoRequest, BlockSetInfoRequest__Output as _ganeti_node_v1_BlockSetInfoRequest__Output } from '../../../ganeti/node/v1/BlockSetInfoRequest';
import type { BlockSnapshotRequest as _ganeti_node_v1_BlockSnapshotRequest, BlockSnapshotRequest__Output as _ganeti_node_v1_BlockSnapshotRequest__Output } from '../../../ganeti/node/v1/BlockSnapshotRequest';
import type { BlockStatusRequest as _ganeti_node_v1_BlockStatusRequest, BlockStatusRequest__Output as _ganeti_node_v1_BlockStatusRequest__Output } from '../../../ganeti/node/v1/BlockStatusRequest';
import type { BlockStatusResponse as _ganeti_node_v1_BlockStatusResponse, BlockStatusResponse__Output as _ganeti_node_v1_BlockStatusResponse__Output } from '../../../ganeti/node/v1/BlockStatusResponse';
import type { BlockWipeRequest as _ganeti_node_v1_BlockWipeRequest, BlockWipeRequest__Output as _ganeti_node_v1_BlockWipeRequest__Output } from '../../../ganeti/node/v1/BlockWipeRequest';
import type { ChildrenRequest as _ganeti_node_v1_ChildrenRequest, ChildrenRequest__Output as _ganeti_node_v1_ChildrenRequest__Output } from '../../../ganeti/node/v1/ChildrenRequest';
import type { ConnectRequest as _ganeti_node_v1_ConnectRequest, ConnectRequest__Output as _ganeti_node_v1_ConnectRequest__Output } from '../../../ganeti/node/v1/ConnectRequest';
import type { DevicesRequest as _ganeti_node_v1_DevicesRequest, DevicesRequest__Output as _ganeti_node_v1_DevicesRequest__Output } from '../../../ganeti/node/v1/DevicesRequest';
import type { DiskStatus as _ganeti_node_v1_DiskStatus, DiskStatus__Output as _ganeti_node_v1_DiskStatus__Output } from '../../../ganeti/node/v1/DiskStatus';
import type { Empty as _ganeti_node_v1_Empty, Empty__Output as _ganeti_node_v1_Empty__Output } from '../../../ganeti/node/v1/Empty';
import type { ListVolumesRequest as _ganeti_node_v1_ListVolumesRequest, ListVolumesRequest__Output as _ganeti_node_v1_ListVolumesRequest__Output } from '../../../ganeti/node/v1/ListVolumesRequest';
import type { ListVolumesResponse as _ganeti_node_v1_ListVolumesResponse, ListVolumesResponse__Output as _ganeti_node_v1_ListVolumesResponse__Output } from '../../../ganeti/node/v1/ListVolumesResponse';
import type { PauseSyncRequest as _ganeti_node_v1_PauseSyncRequest, PauseSyncRequest__Output as _ganeti_node_v1_PauseSyncRequest__Output } from '../../../ganeti/node/v1/PauseSyncRequest';
import type { ProgressEvent as _ganeti_node_v1_ProgressEvent, ProgressEvent__Output as _ganeti_node_v1_ProgressEvent__Output } from '../../../ganeti/node/v1/ProgressEvent';
import type { RoleRequest as _ganeti_node_v1_RoleRequest, RoleRequest__Output as _ganeti_node_v1_RoleRequest__Output } from '../../../ganeti/node/v1/RoleRequest';

export interface BlocksClient extends grpc.Client {
  Assemble(argument: _ganeti_node_v1_BlockAssembleRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_BlockAssembleResponse__Output>): grpc.ClientUnaryCall;
  Assemble(argument: _ganeti_node_v1_BlockAssembleRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_BlockAssembleResponse__Output>): grpc.ClientUnaryCall;
  Assemble(argument: _ganeti_node_v1_BlockAssembleRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_BlockAssembleResponse__Output>): grpc.ClientUnaryCall;
  Assemble(argument: _ganeti_node_v1_BlockAssembleRequest, callback: grpc.requestCallback<_ganeti_node_v1_BlockAssembleResponse__Output>): grpc.ClientUnaryCall;
  assemble(argument: _ganeti_node_v1_BlockAssembleRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_BlockAssembleResponse__Output>): grpc.ClientUnaryCall;
  assemble(argument: _ganeti_node_v1_BlockAssembleRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_BlockAssembleResponse__Output>): grpc.ClientUnaryCall;
  assemble(argument: _ganeti_node_v1_BlockAssembleRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_BlockAssembleResponse__Output>): grpc.ClientUnaryCall;
  assemble(argument: _ganeti_node_v1_BlockAssembleRequest, callback: grpc.requestCallback<_ganeti_node_v1_BlockAssembleResponse__Output>): grpc.ClientUnaryCall;
  
  AttachChildren(argument: _ganeti_node_v1_ChildrenRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  AttachChildren(argument: _ganeti_node_v1_ChildrenRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  AttachChildren(argument: _ganeti_node_v1_ChildrenRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  AttachChildren(argument: _ganeti_node_v1_ChildrenRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  attachChildren(argument: _ganeti_node_v1_ChildrenRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  attachChildren(argument: _ganeti_node_v1_ChildrenRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  attachChildren(argument: _ganeti_node_v1_ChildrenRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  attachChildren(argument: _ganeti_node_v1_ChildrenRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  ConnectNetwork(argument: _ganeti_node_v1_ConnectRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  ConnectNetwork(argument: _ganeti_node_v1_ConnectRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  ConnectNetwork(argument: _ganeti_node_v1_ConnectRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  ConnectNetwork(argument: _ganeti_node_v1_ConnectRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  connectNetwork(argument: _ganeti_node_v1_ConnectRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  connectNetwork(argument: _ganeti_node_v1_ConnectRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  connectNetwork(argument: _ganeti_node_v1_ConnectRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  connectNetwork(argument: _ganeti_node_v1_ConnectRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  Copy(argument: _ganeti_node_v1_BlockCopyRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_ProgressEvent__Output>;
  Copy(argument: _ganeti_node_v1_BlockCopyRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_ProgressEvent__Output>;
  copy(argument: _ganeti_node_v1_BlockCopyRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_ProgressEvent__Output>;
  copy(argument: _ganeti_node_v1_BlockCopyRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_ProgressEvent__Output>;
  
  Create(argument: _ganeti_node_v1_BlockCreateRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_DiskStatus__Output>): grpc.ClientUnaryCall;
  Create(argument: _ganeti_node_v1_BlockCreateRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_DiskStatus__Output>): grpc.ClientUnaryCall;
  Create(argument: _ganeti_node_v1_BlockCreateRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_DiskStatus__Output>): grpc.ClientUnaryCall;
  Create(argument: _ganeti_node_v1_BlockCreateRequest, callback: grpc.requestCallback<_ganeti_node_v1_DiskStatus__Output>): grpc.ClientUnaryCall;
  create(argument: _ganeti_node_v1_BlockCreateRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_DiskStatus__Output>): grpc.ClientUnaryCall;
  create(argument: _ganeti_node_v1_BlockCreateRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_DiskStatus__Output>): grpc.ClientUnaryCall;
  create(argument: _ganeti_node_v1_BlockCreateRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_DiskStatus__Output>): grpc.ClientUnaryCall;
  create(argument: _ganeti_node_v1_BlockCreateRequest, callback: grpc.requestCallback<_ganeti_node_v1_DiskStatus__Output>): grpc.ClientUnaryCall;
  
  DetachChildren(argument: _ganeti_node_v1_ChildrenRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  DetachChildren(argument: _ganeti_node_v1_ChildrenRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  DetachChildren(argument: _ganeti_node_v1_ChildrenRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  DetachChildren(argument: _ganeti_node_v1_ChildrenRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  detachChildren(argument: _ganeti_node_v1_ChildrenRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  detachChildren(argument: _ganeti_node_v1_ChildrenRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  detachChildren(argument: _ganeti_node_v1_ChildrenRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  detachChildren(argument: _ganeti_node_v1_ChildrenRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  DisconnectNetwork(argument: _ganeti_node_v1_DevicesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  DisconnectNetwork(argument: _ganeti_node_v1_DevicesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  DisconnectNetwork(argument: _ganeti_node_v1_DevicesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  DisconnectNetwork(argument: _ganeti_node_v1_DevicesRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  disconnectNetwork(argument: _ganeti_node_v1_DevicesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  disconnectNetwork(argument: _ganeti_node_v1_DevicesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  disconnectNetwork(argument: _ganeti_node_v1_DevicesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  disconnectNetwork(argument: _ganeti_node_v1_DevicesRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  Grow(argument: _ganeti_node_v1_BlockGrowRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Grow(argument: _ganeti_node_v1_BlockGrowRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Grow(argument: _ganeti_node_v1_BlockGrowRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Grow(argument: _ganeti_node_v1_BlockGrowRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  grow(argument: _ganeti_node_v1_BlockGrowRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  grow(argument: _ganeti_node_v1_BlockGrowRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  grow(argument: _ganeti_node_v1_BlockGrowRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  grow(argument: _ganeti_node_v1_BlockGrowRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  ListVolumes(argument: _ganeti_node_v1_ListVolumesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_ListVolumesResponse__Output>): grpc.ClientUnaryCall;
  ListVolumes(argument: _ganeti_node_v1_ListVolumesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_ListVolumesResponse__Output>): grpc.ClientUnaryCall;
  ListVolumes(argument: _ganeti_node_v1_ListVolumesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_ListVolumesResponse__Output>): grpc.ClientUnaryCall;
  ListVolumes(argument: _ganeti_node_v1_ListVolumesRequest, callback: grpc.requestCallback<_ganeti_node_v1_ListVolumesResponse__Output>): grpc.ClientUnaryCall;
  listVolumes(argument: _ganeti_node_v1_ListVolumesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_ListVolumesResponse__Output>): grpc.ClientUnaryCall;
  listVolumes(argument: _ganeti_node_v1_ListVolumesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_ListVolumesResponse__Output>): grpc.ClientUnaryCall;
  listVolumes(argument: _ganeti_node_v1_ListVolumesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_ListVolumesResponse__Output>): grpc.ClientUnaryCall;
  listVolumes(argument: _ganeti_node_v1_ListVolumesRequest, callback: grpc.requestCallback<_ganeti_node_v1_ListVolumesResponse__Output>): grpc.ClientUnaryCall;
  
  PauseSync(argument: _ganeti_node_v1_PauseSyncRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  PauseSync(argument: _ganeti_node_v1_PauseSyncRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  PauseSync(argument: _ganeti_node_v1_PauseSyncRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  PauseSync(argument: _ganeti_node_v1_PauseSyncRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  pauseSync(argument: _ganeti_node_v1_PauseSyncRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  pauseSync(argument: _ganeti_node_v1_PauseSyncRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  pauseSync(argument: _ganeti_node_v1_PauseSyncRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  pauseSync(argument: _ganeti_node_v1_PauseSyncRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  Remove(argument: _ganeti_node_v1_BlockRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Remove(argument: _ganeti_node_v1_BlockRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Remove(argument: _ganeti_node_v1_BlockRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Remove(argument: _ganeti_node_v1_BlockRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  remove(argument: _ganeti_node_v1_BlockRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  remove(argument: _ganeti_node_v1_BlockRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  remove(argument: _ganeti_node_v1_BlockRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  remove(argument: _ganeti_node_v1_BlockRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  Rename(argument: _ganeti_node_v1_BlockRenameRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Rename(argument: _ganeti_node_v1_BlockRenameRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Rename(argument: _ganeti_node_v1_BlockRenameRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Rename(argument: _ganeti_node_v1_BlockRenameRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  rename(argument: _ganeti_node_v1_BlockRenameRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  rename(argument: _ganeti_node_v1_BlockRenameRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  rename(argument: _ganeti_node_v1_BlockRenameRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  rename(argument: _ganeti_node_v1_BlockRenameRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  RollBack(argument: _ganeti_node_v1_BlockRollBackRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  RollBack(argument: _ganeti_node_v1_BlockRollBackRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  RollBack(argument: _ganeti_node_v1_BlockRollBackRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  RollBack(argument: _ganeti_node_v1_BlockRollBackRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  rollBack(argument: _ganeti_node_v1_BlockRollBackRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  rollBack(argument: _ganeti_node_v1_BlockRollBackRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  rollBack(argument: _ganeti_node_v1_BlockRollBackRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  rollBack(argument: _ganeti_node_v1_BlockRollBackRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  SetInfo(argument: _ganeti_node_v1_BlockSetInfoRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  SetInfo(argument: _ganeti_node_v1_BlockSetInfoRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  SetInfo(argument: _ganeti_node_v1_BlockSetInfoRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  SetInfo(argument: _ganeti_node_v1_BlockSetInfoRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  setInfo(argument: _ganeti_node_v1_BlockSetInfoRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  setInfo(argument: _ganeti_node_v1_BlockSetInfoRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  setInfo(argument: _ganeti_node_v1_BlockSetInfoRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  setInfo(argument: _ganeti_node_v1_BlockSetInfoRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  SetRole(argument: _ganeti_node_v1_RoleRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  SetRole(argument: _ganeti_node_v1_RoleRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  SetRole(argument: _ganeti_node_v1_RoleRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  SetRole(argument: _ganeti_node_v1_RoleRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  setRole(argument: _ganeti_node_v1_RoleRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  setRole(argument: _ganeti_node_v1_RoleRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  setRole(argument: _ganeti_node_v1_RoleRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  setRole(argument: _ganeti_node_v1_RoleRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  Shutdown(argument: _ganeti_node_v1_BlockRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Shutdown(argument: _ganeti_node_v1_BlockRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Shutdown(argument: _ganeti_node_v1_BlockRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Shutdown(argument: _ganeti_node_v1_BlockRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  shutdown(argument: _ganeti_node_v1_BlockRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  shutdown(argument: _ganeti_node_v1_BlockRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  shutdown(argument: _ganeti_node_v1_BlockRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  shutdown(argument: _ganeti_node_v1_BlockRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  Status(argument: _ganeti_node_v1_BlockStatusRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_BlockStatusResponse__Output>): grpc.ClientUnaryCall;
  Status(argument: _ganeti_node_v1_BlockStatusRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_BlockStatusResponse__Output>): grpc.ClientUnaryCall;
  Status(argument: _ganeti_node_v1_BlockStatusRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_BlockStatusResponse__Output>): grpc.ClientUnaryCall;
  Status(argument: _ganeti_node_v1_BlockStatusRequest, callback: grpc.requestCallback<_ganeti_node_v1_BlockStatusResponse__Output>): grpc.ClientUnaryCall;
  status(argument: _ganeti_node_v1_BlockStatusRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_BlockStatusResponse__Output>): grpc.ClientUnaryCall;
  status(argument: _ganeti_node_v1_BlockStatusRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_BlockStatusResponse__Output>): grpc.ClientUnaryCall;
  status(argument: _ganeti_node_v1_BlockStatusRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_BlockStatusResponse__Output>): grpc.ClientUnaryCall;
  status(argument: _ganeti_node_v1_BlockStatusRequest, callback: grpc.requestCallback<_ganeti_node_v1_BlockStatusResponse__Output>): grpc.ClientUnaryCall;
  
  TakeSnapshot(argument: _ganeti_node_v1_BlockSnapshotRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  TakeSnapshot(argument: _ganeti_node_v1_BlockSnapshotRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  TakeSnapshot(argument: _ganeti_node_v1_BlockSnapshotRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  TakeSnapshot(argument: _ganeti_node_v1_BlockSnapshotRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  takeSnapshot(argument: _ganeti_node_v1_BlockSnapshotRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  takeSnapshot(argument: _ganeti_node_v1_BlockSnapshotRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  takeSnapshot(argument: _ganeti_node_v1_BlockSnapshotRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  takeSnapshot(argument: _ganeti_node_v1_BlockSnapshotRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  Wipe(argument: _ganeti_node_v1_BlockWipeRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_ProgressEvent__Output>;
  Wipe(argument: _ganeti_node_v1_BlockWipeRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_ProgressEvent__Output>;
  wipe(argument: _ganeti_node_v1_BlockWipeRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_ProgressEvent__Output>;
  wipe(argument: _ganeti_node_v1_BlockWipeRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_ProgressEvent__Output>;
  
}

export interface BlocksHandlers extends grpc.UntypedServiceImplementation {
  Assemble: grpc.handleUnaryCall<_ganeti_node_v1_BlockAssembleRequest__Output, _ganeti_node_v1_BlockAssembleResponse>;
  
  AttachChildren: grpc.handleUnaryCall<_ganeti_node_v1_ChildrenRequest__Output, _ganeti_node_v1_Empty>;
  
  ConnectNetwork: grpc.handleUnaryCall<_ganeti_node_v1_ConnectRequest__Output, _ganeti_node_v1_Empty>;
  
  Copy: grpc.handleServerStreamingCall<_ganeti_node_v1_BlockCopyRequest__Output, _ganeti_node_v1_ProgressEvent>;
  
  Create: grpc.handleUnaryCall<_ganeti_node_v1_BlockCreateRequest__Output, _ganeti_node_v1_DiskStatus>;
  
  DetachChildren: grpc.handleUnaryCall<_ganeti_node_v1_ChildrenRequest__Output, _ganeti_node_v1_Empty>;
  
  DisconnectNetwork: grpc.handleUnaryCall<_ganeti_node_v1_DevicesRequest__Output, _ganeti_node_v1_Empty>;
  
  Grow: grpc.handleUnaryCall<_ganeti_node_v1_BlockGrowRequest__Output, _ganeti_node_v1_Empty>;
  
  ListVolumes: grpc.handleUnaryCall<_ganeti_node_v1_ListVolumesRequest__Output, _ganeti_node_v1_ListVolumesResponse>;
  
  PauseSync: grpc.handleUnaryCall<_ganeti_node_v1_PauseSyncRequest__Output, _ganeti_node_v1_Empty>;
  
  Remove: grpc.handleUnaryCall<_ganeti_node_v1_BlockRequest__Output, _ganeti_node_v1_Empty>;
  
  Rename: grpc.handleUnaryCall<_ganeti_node_v1_BlockRenameRequest__Output, _ganeti_node_v1_Empty>;
  
  RollBack: grpc.handleUnaryCall<_ganeti_node_v1_BlockRollBackRequest__Output, _ganeti_node_v1_Empty>;
  
  SetInfo: grpc.handleUnaryCall<_ganeti_node_v1_BlockSetInfoRequest__Output, _ganeti_node_v1_Empty>;
  
  SetRole: grpc.handleUnaryCall<_ganeti_node_v1_RoleRequest__Output, _ganeti_node_v1_Empty>;
  
  Shutdown: grpc.handleUnaryCall<_ganeti_node_v1_BlockRequest__Output, _ganeti_node_v1_Empty>;
  
  Status: grpc.handleUnaryCall<_ganeti_node_v1_BlockStatusRequest__Output, _ganeti_node_v1_BlockStatusResponse>;
  
  TakeSnapshot: grpc.handleUnaryCall<_ganeti_node_v1_BlockSnapshotRequest__Output, _ganeti_node_v1_Empty>;
  
  Wipe: grpc.handleServerStreamingCall<_ganeti_node_v1_BlockWipeRequest__Output, _ganeti_node_v1_ProgressEvent>;
  
}

export interface BlocksDefinition extends grpc.ServiceDefinition {
  Assemble: MethodDefinition<_ganeti_node_v1_BlockAssembleRequest, _ganeti_node_v1_BlockAssembleResponse, _ganeti_node_v1_BlockAssembleRequest__Output, _ganeti_node_v1_BlockAssembleResponse__Output>
  AttachChildren: MethodDefinition<_ganeti_node_v1_ChildrenRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_ChildrenRequest__Output, _ganeti_node_v1_Empty__Output>
  ConnectNetwork: MethodDefinition<_ganeti_node_v1_ConnectRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_ConnectRequest__Output, _ganeti_node_v1_Empty__Output>
  Copy: MethodDefinition<_ganeti_node_v1_BlockCopyRequest, _ganeti_node_v1_ProgressEvent, _ganeti_node_v1_BlockCopyRequest__Output, _ganeti_node_v1_ProgressEvent__Output>
  Create: MethodDefinition<_ganeti_node_v1_BlockCreateRequest, _ganeti_node_v1_DiskStatus, _ganeti_node_v1_BlockCreateRequest__Output, _ganeti_node_v1_DiskStatus__Output>
  DetachChildren: MethodDefinition<_ganeti_node_v1_ChildrenRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_ChildrenRequest__Output, _ganeti_node_v1_Empty__Output>
  DisconnectNetwork: MethodDefinition<_ganeti_node_v1_DevicesRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_DevicesRequest__Output, _ganeti_node_v1_Empty__Output>
  Grow: MethodDefinition<_ganeti_node_v1_BlockGrowRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_BlockGrowRequest__Output, _ganeti_node_v1_Empty__Output>
  ListVolumes: MethodDefinition<_ganeti_node_v1_ListVolumesRequest, _ganeti_node_v1_ListVolumesResponse, _ganeti_node_v1_ListVolumesRequest__Output, _ganeti_node_v1_ListVolumesResponse__Output>
  PauseSync: MethodDefinition<_ganeti_node_v1_PauseSyncRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_PauseSyncRequest__Output, _ganeti_node_v1_Empty__Output>
  Remove: MethodDefinition<_ganeti_node_v1_BlockRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_BlockRequest__Output, _ganeti_node_v1_Empty__Output>
  Rename: MethodDefinition<_ganeti_node_v1_BlockRenameRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_BlockRenameRequest__Output, _ganeti_node_v1_Empty__Output>
  RollBack: MethodDefinition<_ganeti_node_v1_BlockRollBackRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_BlockRollBackRequest__Output, _ganeti_node_v1_Empty__Output>
  SetInfo: MethodDefinition<_ganeti_node_v1_BlockSetInfoRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_BlockSetInfoRequest__Output, _ganeti_node_v1_Empty__Output>
  SetRole: MethodDefinition<_ganeti_node_v1_RoleRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_RoleRequest__Output, _ganeti_node_v1_Empty__Output>
  Shutdown: MethodDefinition<_ganeti_node_v1_BlockRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_BlockRequest__Output, _ganeti_node_v1_Empty__Output>
  Status: MethodDefinition<_ganeti_node_v1_BlockStatusRequest, _ganeti_node_v1_BlockStatusResponse, _ganeti_node_v1_BlockStatusRequest__Output, _ganeti_node_v1_BlockStatusResponse__Output>
  TakeSnapshot: MethodDefinition<_ganeti_node_v1_BlockSnapshotRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_BlockSnapshotRequest__Output, _ganeti_node_v1_Empty__Output>
  Wipe: MethodDefinition<_ganeti_node_v1_BlockWipeRequest, _ganeti_node_v1_ProgressEvent, _ganeti_node_v1_BlockWipeRequest__Output, _ganeti_node_v1_ProgressEvent__Output>
}
