// Original file: proto/node/v1/node.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { Empty as _ganeti_node_v1_Empty, Empty__Output as _ganeti_node_v1_Empty__Output } from '../../../ganeti/node/v1/Empty';
import type { ExportListResponse as _ganeti_node_v1_ExportListResponse, ExportListResponse__Output as _ganeti_node_v1_ExportListResponse__Output } from '../../../ganeti/node/v1/ExportListResponse';

export interface ExportsClient extends grpc.Client {
  List(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_ExportListResponse__Output>): grpc.ClientUnaryCall;
  List(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_ExportListResponse__Output>): grpc.ClientUnaryCall;
  List(argument: _ganeti_node_v1_Empty, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_ExportListResponse__Output>): grpc.ClientUnaryCall;
  List(argument: _ganeti_node_v1_Empty, callback: grpc.requestCallback<_ganeti_node_v1_ExportListResponse__Output>): grpc.ClientUnaryCall;
  list(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_ExportListResponse__Output>): grpc.ClientUnaryCall;
  list(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_ExportListResponse__Output>): grpc.ClientUnaryCall;
  list(argument: _ganeti_node_v1_Empty, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_ExportListResponse__Output>): grpc.ClientUnaryCall;
  list(argument: _ganeti_node_v1_Empty, callback: grpc.requestCallback<_ganeti_node_v1_ExportListResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface ExportsHandlers extends grpc.UntypedServiceImplementation {
  List: grpc.handleUnaryCall<_ganeti_node_v1_Empty__Output, _ganeti_node_v1_ExportListResponse>;
  
}

export interface ExportsDefinition extends grpc.ServiceDefinition {
  List: MethodDefinition<_ganeti_node_v1_Empty, _ganeti_node_v1_ExportListResponse, _ganeti_node_v1_Empty__Output, _ganeti_node_v1_ExportListResponse__Output>
}
