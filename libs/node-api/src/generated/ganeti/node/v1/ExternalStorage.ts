// Original file: proto/node/v1/node.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { Empty as _ganeti_node_v1_Empty, Empty__Output as _ganeti_node_v1_Empty__Output } from '../../../ganeti/node/v1/Empty';
import type { ExtStorageListResponse as _ganeti_node_v1_ExtStorageListResponse, ExtStorageListResponse__Output as _ganeti_node_v1_ExtStorageListResponse__Output } from '../../../ganeti/node/v1/ExtStorageListResponse';

export interface ExternalStorageClient extends grpc.Client {
  List(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_ExtStorageListResponse__Output>): grpc.ClientUnaryCall;
  List(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_ExtStorageListResponse__Output>): grpc.ClientUnaryCall;
  List(argument: _ganeti_node_v1_Empty, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_ExtStorageListResponse__Output>): grpc.ClientUnaryCall;
  List(argument: _ganeti_node_v1_Empty, callback: grpc.requestCallback<_ganeti_node_v1_ExtStorageListResponse__Output>): grpc.ClientUnaryCall;
  list(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_ExtStorageListResponse__Output>): grpc.ClientUnaryCall;
  list(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_ExtStorageListResponse__Output>): grpc.ClientUnaryCall;
  list(argument: _ganeti_node_v1_Empty, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_ExtStorageListResponse__Output>): grpc.ClientUnaryCall;
  list(argument: _ganeti_node_v1_Empty, callback: grpc.requestCallback<_ganeti_node_v1_ExtStorageListResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface ExternalStorageHandlers extends grpc.UntypedServiceImplementation {
  List: grpc.handleUnaryCall<_ganeti_node_v1_Empty__Output, _ganeti_node_v1_ExtStorageListResponse>;
  
}

export interface ExternalStorageDefinition extends grpc.ServiceDefinition {
  List: MethodDefinition<_ganeti_node_v1_Empty, _ganeti_node_v1_ExtStorageListResponse, _ganeti_node_v1_Empty__Output, _ganeti_node_v1_ExtStorageListResponse__Output>
}
