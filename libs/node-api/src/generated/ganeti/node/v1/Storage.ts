// Original file: proto/node/v1/node.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { Empty as _ganeti_node_v1_Empty, Empty__Output as _ganeti_node_v1_Empty__Output } from '../../../ganeti/node/v1/Empty';
import type { StorageListRequest as _ganeti_node_v1_StorageListRequest, StorageListRequest__Output as _ganeti_node_v1_StorageListRequest__Output } from '../../../ganeti/node/v1/StorageListRequest';
import type { StorageListResponse as _ganeti_node_v1_StorageListResponse, StorageListResponse__Output as _ganeti_node_v1_StorageListResponse__Output } from '../../../ganeti/node/v1/StorageListResponse';
import type { StorageModifyRequest as _ganeti_node_v1_StorageModifyRequest, StorageModifyRequest__Output as _ganeti_node_v1_StorageModifyRequest__Output } from '../../../ganeti/node/v1/StorageModifyRequest';
import type { StorageUnitRequest as _ganeti_node_v1_StorageUnitRequest, StorageUnitRequest__Output as _ganeti_node_v1_StorageUnitRequest__Output } from '../../../ganeti/node/v1/StorageUnitRequest';

export interface StorageClient extends grpc.Client {
  List(argument: _ganeti_node_v1_StorageListRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_StorageListResponse__Output>): grpc.ClientUnaryCall;
  List(argument: _ganeti_node_v1_StorageListRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_StorageListResponse__Output>): grpc.ClientUnaryCall;
  List(argument: _ganeti_node_v1_StorageListRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_StorageListResponse__Output>): grpc.ClientUnaryCall;
  List(argument: _ganeti_node_v1_StorageListRequest, callback: grpc.requestCallback<_ganeti_node_v1_StorageListResponse__Output>): grpc.ClientUnaryCall;
  list(argument: _ganeti_node_v1_StorageListRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_StorageListResponse__Output>): grpc.ClientUnaryCall;
  list(argument: _ganeti_node_v1_StorageListRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_StorageListResponse__Output>): grpc.ClientUnaryCall;
  list(argument: _ganeti_node_v1_StorageListRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_StorageListResponse__Output>): grpc.ClientUnaryCall;
  list(argument: _ganeti_node_v1_StorageListRequest, callback: grpc.requestCallback<_ganeti_node_v1_StorageListResponse__Output>): grpc.ClientUnaryCall;
  
  Modify(argument: _ganeti_node_v1_StorageModifyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Modify(argument: _ganeti_node_v1_StorageModifyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Modify(argument: _ganeti_node_v1_StorageModifyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Modify(argument: _ganeti_node_v1_StorageModifyRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  modify(argument: _ganeti_node_v1_StorageModifyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  modify(argument: _ganeti_node_v1_StorageModifyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  modify(argument: _ganeti_node_v1_StorageModifyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  modify(argument: _ganeti_node_v1_StorageModifyRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  Repair(argument: _ganeti_node_v1_StorageUnitRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Repair(argument: _ganeti_node_v1_StorageUnitRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Repair(argument: _ganeti_node_v1_StorageUnitRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Repair(argument: _ganeti_node_v1_StorageUnitRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  repair(argument: _ganeti_node_v1_StorageUnitRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  repair(argument: _ganeti_node_v1_StorageUnitRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  repair(argument: _ganeti_node_v1_StorageUnitRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  repair(argument: _ganeti_node_v1_StorageUnitRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
}

export interface StorageHandlers extends grpc.UntypedServiceImplementation {
  List: grpc.handleUnaryCall<_ganeti_node_v1_StorageListRequest__Output, _ganeti_node_v1_StorageListResponse>;
  
  Modify: grpc.handleUnaryCall<_ganeti_node_v1_StorageModifyRequest__Output, _ganeti_node_v1_Empty>;
  
  Repair: grpc.handleUnaryCall<_ganeti_node_v1_StorageUnitRequest__Output, _ganeti_node_v1_Empty>;
  
}

export interface StorageDefinition extends grpc.ServiceDefinition {
  List: MethodDefinition<_ganeti_node_v1_StorageListRequest, _ganeti_node_v1_StorageListResponse, _ganeti_node_v1_StorageListRequest__Output, _ganeti_node_v1_StorageListResponse__Output>
  Modify: MethodDefinition<_ganeti_node_v1_StorageModifyRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_StorageModifyRequest__Output, _ganeti_node_v1_Empty__Output>
  Repair: MethodDefinition<_ganeti_node_v1_StorageUnitRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_StorageUnitRequest__Output, _ganeti_node_v1_Empty__Output>
}
