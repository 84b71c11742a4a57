// Original file: proto/node/v1/node.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { AcceptMigrationRequest as _ganeti_node_v1_AcceptMigrationRequest, AcceptMigrationRequest__Output as _ganeti_node_v1_AcceptMigrationRequest__Output } from '../../../ganeti/node/v1/AcceptMigrationRequest';
import type { Empty as _ganeti_node_v1_Empty, Empty__Output as _ganeti_node_v1_Empty__Output } from '../../../ganeti/node/v1/Empty';
import type { FinishMigrationRequest as _ganeti_node_v1_FinishMigrationRequest, FinishMigrationRequest__Output as _ganeti_node_v1_FinishMigrationRequest__Output } from '../../../ganeti/node/v1/FinishMigrationRequest';
import type { HotplugRequest as _ganeti_node_v1_HotplugRequest, HotplugRequest__Output as _ganeti_node_v1_HotplugRequest__Output } from '../../../ganeti/node/v1/HotplugRequest';
import type { HotplugSupportedResponse as _ganeti_node_v1_HotplugSupportedResponse, HotplugSupportedResponse__Output as _ganeti_node_v1_HotplugSupportedResponse__Output } from '../../../ganeti/node/v1/HotplugSupportedResponse';
import type { InstanceRebootRequest as _ganeti_node_v1_InstanceRebootRequest, InstanceRebootRequest__Output as _ganeti_node_v1_InstanceRebootRequest__Output } from '../../../ganeti/node/v1/InstanceRebootRequest';
import type { InstanceRequest as _ganeti_node_v1_InstanceRequest, InstanceRequest__Output as _ganeti_node_v1_InstanceRequest__Output } from '../../../ganeti/node/v1/InstanceRequest';
import type { InstanceShutdownRequest as _ganeti_node_v1_InstanceShutdownRequest, InstanceShutdownRequest__Output as _ganeti_node_v1_InstanceShutdownRequest__Output } from '../../../ganeti/node/v1/InstanceShutdownRequest';
import type { InstanceStartRequest as _ganeti_node_v1_InstanceStartRequest, InstanceStartRequest__Output as _ganeti_node_v1_InstanceStartRequest__Output } from '../../../ganeti/node/v1/InstanceStartRequest';
import type { InstanceStatusRequest as _ganeti_node_v1_InstanceStatusRequest, InstanceStatusRequest__Output as _ganeti_node_v1_InstanceStatusRequest__Output } from '../../../ganeti/node/v1/InstanceStatusRequest';
import type { InstanceStatusResponse as _ganeti_node_v1_InstanceStatusResponse, InstanceStatusResponse__Output as _ganeti_node_v1_InstanceStatusResponse__Output } from '../../../ganeti/node/v1/InstanceStatusResponse';
import type { MigrateRequest as _ganeti_node_v1_MigrateRequest, MigrateRequest__Output as _ganeti_node_v1_MigrateRequest__Output } from '../../../ganeti/node/v1/MigrateRequest';
import type { MigrationInfoResponse as _ganeti_node_v1_MigrationInfoResponse, MigrationInfoResponse__Output as _ganeti_node_v1_MigrationInfoResponse__Output } from '../../../ganeti/node/v1/MigrationInfoResponse';
import type { ProgressEvent as _ganeti_node_v1_ProgressEvent, ProgressEvent__Output as _ganeti_node_v1_ProgressEvent__Output } from '../../../ganeti/node/v1/ProgressEvent';
import type { ResizeDiskRequest as _ganeti_node_v1_ResizeDiskRequest, ResizeDiskRequest__Output as _ganeti_node_v1_ResizeDiskRequest__Output } from '../../../ganeti/node/v1/ResizeDiskRequest';
import type { SetMemoryRequest as _ganeti_node_v1_SetMemoryRequest, SetMemoryRequest__Output as _ganeti_node_v1_SetMemoryRequest__Output } from '../../../ganeti/node/v1/SetMemoryRequest';
import type { ValidateParamsRequest as _ganeti_node_v1_ValidateParamsRequest, ValidateParamsRequest__Output as _ganeti_node_v1_ValidateParamsRequest__Output } from '../../../ganeti/node/v1/ValidateParamsRequest';
import type { ValidateParamsResponse as _ganeti_node_v1_ValidateParamsResponse, ValidateParamsResponse__Output as _ganeti_node_v1_ValidateParamsResponse__Output } from '../../../ganeti/node/v1/ValidateParamsResponse';

export interface InstancesClient extends grpc.Client {
  AcceptMigration(argument: _ganeti_node_v1_AcceptMigrationRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  AcceptMigration(argument: _ganeti_node_v1_AcceptMigrationRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  AcceptMigration(argument: _ganeti_node_v1_AcceptMigrationRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  AcceptMigration(argument: _ganeti_node_v1_AcceptMigrationRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  acceptMigration(argument: _ganeti_node_v1_AcceptMigrationRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  acceptMigration(argument: _ganeti_node_v1_AcceptMigrationRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  acceptMigration(argument: _ganeti_node_v1_AcceptMigrationRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  acceptMigration(argument: _ganeti_node_v1_AcceptMigrationRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  FinishMigration(argument: _ganeti_node_v1_FinishMigrationRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  FinishMigration(argument: _ganeti_node_v1_FinishMigrationRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  FinishMigration(argument: _ganeti_node_v1_FinishMigrationRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  FinishMigration(argument: _ganeti_node_v1_FinishMigrationRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  finishMigration(argument: _ganeti_node_v1_FinishMigrationRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  finishMigration(argument: _ganeti_node_v1_FinishMigrationRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  finishMigration(argument: _ganeti_node_v1_FinishMigrationRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  finishMigration(argument: _ganeti_node_v1_FinishMigrationRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  Hotplug(argument: _ganeti_node_v1_HotplugRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Hotplug(argument: _ganeti_node_v1_HotplugRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Hotplug(argument: _ganeti_node_v1_HotplugRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Hotplug(argument: _ganeti_node_v1_HotplugRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  hotplug(argument: _ganeti_node_v1_HotplugRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  hotplug(argument: _ganeti_node_v1_HotplugRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  hotplug(argument: _ganeti_node_v1_HotplugRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  hotplug(argument: _ganeti_node_v1_HotplugRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  HotplugSupported(argument: _ganeti_node_v1_InstanceRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_HotplugSupportedResponse__Output>): grpc.ClientUnaryCall;
  HotplugSupported(argument: _ganeti_node_v1_InstanceRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_HotplugSupportedResponse__Output>): grpc.ClientUnaryCall;
  HotplugSupported(argument: _ganeti_node_v1_InstanceRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_HotplugSupportedResponse__Output>): grpc.ClientUnaryCall;
  HotplugSupported(argument: _ganeti_node_v1_InstanceRequest, callback: grpc.requestCallback<_ganeti_node_v1_HotplugSupportedResponse__Output>): grpc.ClientUnaryCall;
  hotplugSupported(argument: _ganeti_node_v1_InstanceRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_HotplugSupportedResponse__Output>): grpc.ClientUnaryCall;
  hotplugSupported(argument: _ganeti_node_v1_InstanceRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_HotplugSupportedResponse__Output>): grpc.ClientUnaryCall;
  hotplugSupported(argument: _ganeti_node_v1_InstanceRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_HotplugSupportedResponse__Output>): grpc.ClientUnaryCall;
  hotplugSupported(argument: _ganeti_node_v1_InstanceRequest, callback: grpc.requestCallback<_ganeti_node_v1_HotplugSupportedResponse__Output>): grpc.ClientUnaryCall;
  
  Migrate(argument: _ganeti_node_v1_MigrateRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_ProgressEvent__Output>;
  Migrate(argument: _ganeti_node_v1_MigrateRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_ProgressEvent__Output>;
  migrate(argument: _ganeti_node_v1_MigrateRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_ProgressEvent__Output>;
  migrate(argument: _ganeti_node_v1_MigrateRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_ProgressEvent__Output>;
  
  MigrationInfo(argument: _ganeti_node_v1_InstanceRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_MigrationInfoResponse__Output>): grpc.ClientUnaryCall;
  MigrationInfo(argument: _ganeti_node_v1_InstanceRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_MigrationInfoResponse__Output>): grpc.ClientUnaryCall;
  MigrationInfo(argument: _ganeti_node_v1_InstanceRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_MigrationInfoResponse__Output>): grpc.ClientUnaryCall;
  MigrationInfo(argument: _ganeti_node_v1_InstanceRequest, callback: grpc.requestCallback<_ganeti_node_v1_MigrationInfoResponse__Output>): grpc.ClientUnaryCall;
  migrationInfo(argument: _ganeti_node_v1_InstanceRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_MigrationInfoResponse__Output>): grpc.ClientUnaryCall;
  migrationInfo(argument: _ganeti_node_v1_InstanceRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_MigrationInfoResponse__Output>): grpc.ClientUnaryCall;
  migrationInfo(argument: _ganeti_node_v1_InstanceRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_MigrationInfoResponse__Output>): grpc.ClientUnaryCall;
  migrationInfo(argument: _ganeti_node_v1_InstanceRequest, callback: grpc.requestCallback<_ganeti_node_v1_MigrationInfoResponse__Output>): grpc.ClientUnaryCall;
  
  Reboot(argument: _ganeti_node_v1_InstanceRebootRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Reboot(argument: _ganeti_node_v1_InstanceRebootRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Reboot(argument: _ganeti_node_v1_InstanceRebootRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Reboot(argument: _ganeti_node_v1_InstanceRebootRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  reboot(argument: _ganeti_node_v1_InstanceRebootRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  reboot(argument: _ganeti_node_v1_InstanceRebootRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  reboot(argument: _ganeti_node_v1_InstanceRebootRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  reboot(argument: _ganeti_node_v1_InstanceRebootRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  ResizeDisk(argument: _ganeti_node_v1_ResizeDiskRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  ResizeDisk(argument: _ganeti_node_v1_ResizeDiskRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  ResizeDisk(argument: _ganeti_node_v1_ResizeDiskRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  ResizeDisk(argument: _ganeti_node_v1_ResizeDiskRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  resizeDisk(argument: _ganeti_node_v1_ResizeDiskRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  resizeDisk(argument: _ganeti_node_v1_ResizeDiskRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  resizeDisk(argument: _ganeti_node_v1_ResizeDiskRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  resizeDisk(argument: _ganeti_node_v1_ResizeDiskRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  SetMemory(argument: _ganeti_node_v1_SetMemoryRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  SetMemory(argument: _ganeti_node_v1_SetMemoryRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  SetMemory(argument: _ganeti_node_v1_SetMemoryRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  SetMemory(argument: _ganeti_node_v1_SetMemoryRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  setMemory(argument: _ganeti_node_v1_SetMemoryRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  setMemory(argument: _ganeti_node_v1_SetMemoryRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  setMemory(argument: _ganeti_node_v1_SetMemoryRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  setMemory(argument: _ganeti_node_v1_SetMemoryRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  Shutdown(argument: _ganeti_node_v1_InstanceShutdownRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Shutdown(argument: _ganeti_node_v1_InstanceShutdownRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Shutdown(argument: _ganeti_node_v1_InstanceShutdownRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Shutdown(argument: _ganeti_node_v1_InstanceShutdownRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  shutdown(argument: _ganeti_node_v1_InstanceShutdownRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  shutdown(argument: _ganeti_node_v1_InstanceShutdownRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  shutdown(argument: _ganeti_node_v1_InstanceShutdownRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  shutdown(argument: _ganeti_node_v1_InstanceShutdownRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  Start(argument: _ganeti_node_v1_InstanceStartRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Start(argument: _ganeti_node_v1_InstanceStartRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Start(argument: _ganeti_node_v1_InstanceStartRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Start(argument: _ganeti_node_v1_InstanceStartRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  start(argument: _ganeti_node_v1_InstanceStartRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  start(argument: _ganeti_node_v1_InstanceStartRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  start(argument: _ganeti_node_v1_InstanceStartRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  start(argument: _ganeti_node_v1_InstanceStartRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  Status(argument: _ganeti_node_v1_InstanceStatusRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_InstanceStatusResponse__Output>): grpc.ClientUnaryCall;
  Status(argument: _ganeti_node_v1_InstanceStatusRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_InstanceStatusResponse__Output>): grpc.ClientUnaryCall;
  Status(argument: _ganeti_node_v1_InstanceStatusRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_InstanceStatusResponse__Output>): grpc.ClientUnaryCall;
  Status(argument: _ganeti_node_v1_InstanceStatusRequest, callback: grpc.requestCallback<_ganeti_node_v1_InstanceStatusResponse__Output>): grpc.ClientUnaryCall;
  status(argument: _ganeti_node_v1_InstanceStatusRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_InstanceStatusResponse__Output>): grpc.ClientUnaryCall;
  status(argument: _ganeti_node_v1_InstanceStatusRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_InstanceStatusResponse__Output>): grpc.ClientUnaryCall;
  status(argument: _ganeti_node_v1_InstanceStatusRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_InstanceStatusResponse__Output>): grpc.ClientUnaryCall;
  status(argument: _ganeti_node_v1_InstanceStatusRequest, callback: grpc.requestCallback<_ganeti_node_v1_InstanceStatusResponse__Output>): grpc.ClientUnaryCall;
  
  ValidateParams(argument: _ganeti_node_v1_ValidateParamsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_ValidateParamsResponse__Output>): grpc.ClientUnaryCall;
  ValidateParams(argument: _ganeti_node_v1_ValidateParamsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_ValidateParamsResponse__Output>): grpc.ClientUnaryCall;
  ValidateParams(argument: _ganeti_node_v1_ValidateParamsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_ValidateParamsResponse__Output>): grpc.ClientUnaryCall;
  ValidateParams(argument: _ganeti_node_v1_ValidateParamsRequest, callback: grpc.requestCallback<_ganeti_node_v1_ValidateParamsResponse__Output>): grpc.ClientUnaryCall;
  validateParams(argument: _ganeti_node_v1_ValidateParamsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_ValidateParamsResponse__Output>): grpc.ClientUnaryCall;
  validateParams(argument: _ganeti_node_v1_ValidateParamsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_ValidateParamsResponse__Output>): grpc.ClientUnaryCall;
  validateParams(argument: _ganeti_node_v1_ValidateParamsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_ValidateParamsResponse__Output>): grpc.ClientUnaryCall;
  validateParams(argument: _ganeti_node_v1_ValidateParamsRequest, callback: grpc.requestCallback<_ganeti_node_v1_ValidateParamsResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface InstancesHandlers extends grpc.UntypedServiceImplementation {
  AcceptMigration: grpc.handleUnaryCall<_ganeti_node_v1_AcceptMigrationRequest__Output, _ganeti_node_v1_Empty>;
  
  FinishMigration: grpc.handleUnaryCall<_ganeti_node_v1_FinishMigrationRequest__Output, _ganeti_node_v1_Empty>;
  
  Hotplug: grpc.handleUnaryCall<_ganeti_node_v1_HotplugRequest__Output, _ganeti_node_v1_Empty>;
  
  HotplugSupported: grpc.handleUnaryCall<_ganeti_node_v1_InstanceRequest__Output, _ganeti_node_v1_HotplugSupportedResponse>;
  
  Migrate: grpc.handleServerStreamingCall<_ganeti_node_v1_MigrateRequest__Output, _ganeti_node_v1_ProgressEvent>;
  
  MigrationInfo: grpc.handleUnaryCall<_ganeti_node_v1_InstanceRequest__Output, _ganeti_node_v1_MigrationInfoResponse>;
  
  Reboot: grpc.handleUnaryCall<_ganeti_node_v1_InstanceRebootRequest__Output, _ganeti_node_v1_Empty>;
  
  ResizeDisk: grpc.handleUnaryCall<_ganeti_node_v1_ResizeDiskRequest__Output, _ganeti_node_v1_Empty>;
  
  SetMemory: grpc.handleUnaryCall<_ganeti_node_v1_SetMemoryRequest__Output, _ganeti_node_v1_Empty>;
  
  Shutdown: grpc.handleUnaryCall<_ganeti_node_v1_InstanceShutdownRequest__Output, _ganeti_node_v1_Empty>;
  
  Start: grpc.handleUnaryCall<_ganeti_node_v1_InstanceStartRequest__Output, _ganeti_node_v1_Empty>;
  
  Status: grpc.handleUnaryCall<_ganeti_node_v1_InstanceStatusRequest__Output, _ganeti_node_v1_InstanceStatusResponse>;
  
  ValidateParams: grpc.handleUnaryCall<_ganeti_node_v1_ValidateParamsRequest__Output, _ganeti_node_v1_ValidateParamsResponse>;
  
}

export interface InstancesDefinition extends grpc.ServiceDefinition {
  AcceptMigration: MethodDefinition<_ganeti_node_v1_AcceptMigrationRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_AcceptMigrationRequest__Output, _ganeti_node_v1_Empty__Output>
  FinishMigration: MethodDefinition<_ganeti_node_v1_FinishMigrationRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_FinishMigrationRequest__Output, _ganeti_node_v1_Empty__Output>
  Hotplug: MethodDefinition<_ganeti_node_v1_HotplugRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_HotplugRequest__Output, _ganeti_node_v1_Empty__Output>
  HotplugSupported: MethodDefinition<_ganeti_node_v1_InstanceRequest, _ganeti_node_v1_HotplugSupportedResponse, _ganeti_node_v1_InstanceRequest__Output, _ganeti_node_v1_HotplugSupportedResponse__Output>
  Migrate: MethodDefinition<_ganeti_node_v1_MigrateRequest, _ganeti_node_v1_ProgressEvent, _ganeti_node_v1_MigrateRequest__Output, _ganeti_node_v1_ProgressEvent__Output>
  MigrationInfo: MethodDefinition<_ganeti_node_v1_InstanceRequest, _ganeti_node_v1_MigrationInfoResponse, _ganeti_node_v1_InstanceRequest__Output, _ganeti_node_v1_MigrationInfoResponse__Output>
  Reboot: MethodDefinition<_ganeti_node_v1_InstanceRebootRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_InstanceRebootRequest__Output, _ganeti_node_v1_Empty__Output>
  ResizeDisk: MethodDefinition<_ganeti_node_v1_ResizeDiskRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_ResizeDiskRequest__Output, _ganeti_node_v1_Empty__Output>
  SetMemory: MethodDefinition<_ganeti_node_v1_SetMemoryRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_SetMemoryRequest__Output, _ganeti_node_v1_Empty__Output>
  Shutdown: MethodDefinition<_ganeti_node_v1_InstanceShutdownRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_InstanceShutdownRequest__Output, _ganeti_node_v1_Empty__Output>
  Start: MethodDefinition<_ganeti_node_v1_InstanceStartRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_InstanceStartRequest__Output, _ganeti_node_v1_Empty__Output>
  Status: MethodDefinition<_ganeti_node_v1_InstanceStatusRequest, _ganeti_node_v1_InstanceStatusResponse, _ganeti_node_v1_InstanceStatusRequest__Output, _ganeti_node_v1_InstanceStatusResponse__Output>
  ValidateParams: MethodDefinition<_ganeti_node_v1_ValidateParamsRequest, _ganeti_node_v1_ValidateParamsResponse, _ganeti_node_v1_ValidateParamsRequest__Output, _ganeti_node_v1_ValidateParamsResponse__Output>
}
