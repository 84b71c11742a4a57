// Original file: proto/node/v1/node.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { Empty as _ganeti_node_v1_Empty, Empty__Output as _ganeti_node_v1_Empty__Output } from '../../../ganeti/node/v1/Empty';
import type { ExportDescribeRequest as _ganeti_node_v1_ExportDescribeRequest, ExportDescribeRequest__Output as _ganeti_node_v1_ExportDescribeRequest__Output } from '../../../ganeti/node/v1/ExportDescribeRequest';
import type { ExportDescribeResponse as _ganeti_node_v1_ExportDescribeResponse, ExportDescribeResponse__Output as _ganeti_node_v1_ExportDescribeResponse__Output } from '../../../ganeti/node/v1/ExportDescribeResponse';
import type { ExportFinishRequest as _ganeti_node_v1_ExportFinishRequest, ExportFinishRequest__Output as _ganeti_node_v1_ExportFinishRequest__Output } from '../../../ganeti/node/v1/ExportFinishRequest';
import type { ExportListResponse as _ganeti_node_v1_ExportListResponse, ExportListResponse__Output as _ganeti_node_v1_ExportListResponse__Output } from '../../../ganeti/node/v1/ExportListResponse';
import type { ExportName as _ganeti_node_v1_ExportName, ExportName__Output as _ganeti_node_v1_ExportName__Output } from '../../../ganeti/node/v1/ExportName';

export interface ExportsClient extends grpc.Client {
  Abandon(argument: _ganeti_node_v1_ExportName, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Abandon(argument: _ganeti_node_v1_ExportName, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Abandon(argument: _ganeti_node_v1_ExportName, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Abandon(argument: _ganeti_node_v1_ExportName, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  abandon(argument: _ganeti_node_v1_ExportName, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  abandon(argument: _ganeti_node_v1_ExportName, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  abandon(argument: _ganeti_node_v1_ExportName, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  abandon(argument: _ganeti_node_v1_ExportName, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  Begin(argument: _ganeti_node_v1_ExportName, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Begin(argument: _ganeti_node_v1_ExportName, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Begin(argument: _ganeti_node_v1_ExportName, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Begin(argument: _ganeti_node_v1_ExportName, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  begin(argument: _ganeti_node_v1_ExportName, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  begin(argument: _ganeti_node_v1_ExportName, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  begin(argument: _ganeti_node_v1_ExportName, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  begin(argument: _ganeti_node_v1_ExportName, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  Describe(argument: _ganeti_node_v1_ExportDescribeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_ExportDescribeResponse__Output>): grpc.ClientUnaryCall;
  Describe(argument: _ganeti_node_v1_ExportDescribeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_ExportDescribeResponse__Output>): grpc.ClientUnaryCall;
  Describe(argument: _ganeti_node_v1_ExportDescribeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_ExportDescribeResponse__Output>): grpc.ClientUnaryCall;
  Describe(argument: _ganeti_node_v1_ExportDescribeRequest, callback: grpc.requestCallback<_ganeti_node_v1_ExportDescribeResponse__Output>): grpc.ClientUnaryCall;
  describe(argument: _ganeti_node_v1_ExportDescribeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_ExportDescribeResponse__Output>): grpc.ClientUnaryCall;
  describe(argument: _ganeti_node_v1_ExportDescribeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_ExportDescribeResponse__Output>): grpc.ClientUnaryCall;
  describe(argument: _ganeti_node_v1_ExportDescribeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_ExportDescribeResponse__Output>): grpc.ClientUnaryCall;
  describe(argument: _ganeti_node_v1_ExportDescribeRequest, callback: grpc.requestCallback<_ganeti_node_v1_ExportDescribeResponse__Output>): grpc.ClientUnaryCall;
  
  Finish(argument: _ganeti_node_v1_ExportFinishRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Finish(argument: _ganeti_node_v1_ExportFinishRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Finish(argument: _ganeti_node_v1_ExportFinishRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Finish(argument: _ganeti_node_v1_ExportFinishRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  finish(argument: _ganeti_node_v1_ExportFinishRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  finish(argument: _ganeti_node_v1_ExportFinishRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  finish(argument: _ganeti_node_v1_ExportFinishRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  finish(argument: _ganeti_node_v1_ExportFinishRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  List(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_ExportListResponse__Output>): grpc.ClientUnaryCall;
  List(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_ExportListResponse__Output>): grpc.ClientUnaryCall;
  List(argument: _ganeti_node_v1_Empty, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_ExportListResponse__Output>): grpc.ClientUnaryCall;
  List(argument: _ganeti_node_v1_Empty, callback: grpc.requestCallback<_ganeti_node_v1_ExportListResponse__Output>): grpc.ClientUnaryCall;
  list(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_ExportListResponse__Output>): grpc.ClientUnaryCall;
  list(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_ExportListResponse__Output>): grpc.ClientUnaryCall;
  list(argument: _ganeti_node_v1_Empty, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_ExportListResponse__Output>): grpc.ClientUnaryCall;
  list(argument: _ganeti_node_v1_Empty, callback: grpc.requestCallback<_ganeti_node_v1_ExportListResponse__Output>): grpc.ClientUnaryCall;
  
  Remove(argument: _ganeti_node_v1_ExportName, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Remove(argument: _ganeti_node_v1_ExportName, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Remove(argument: _ganeti_node_v1_ExportName, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Remove(argument: _ganeti_node_v1_ExportName, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  remove(argument: _ganeti_node_v1_ExportName, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  remove(argument: _ganeti_node_v1_ExportName, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  remove(argument: _ganeti_node_v1_ExportName, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  remove(argument: _ganeti_node_v1_ExportName, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
}

export interface ExportsHandlers extends grpc.UntypedServiceImplementation {
  Abandon: grpc.handleUnaryCall<_ganeti_node_v1_ExportName__Output, _ganeti_node_v1_Empty>;
  
  Begin: grpc.handleUnaryCall<_ganeti_node_v1_ExportName__Output, _ganeti_node_v1_Empty>;
  
  Describe: grpc.handleUnaryCall<_ganeti_node_v1_ExportDescribeRequest__Output, _ganeti_node_v1_ExportDescribeResponse>;
  
  Finish: grpc.handleUnaryCall<_ganeti_node_v1_ExportFinishRequest__Output, _ganeti_node_v1_Empty>;
  
  List: grpc.handleUnaryCall<_ganeti_node_v1_Empty__Output, _ganeti_node_v1_ExportListResponse>;
  
  Remove: grpc.handleUnaryCall<_ganeti_node_v1_ExportName__Output, _ganeti_node_v1_Empty>;
  
}

export interface ExportsDefinition extends grpc.ServiceDefinition {
  Abandon: MethodDefinition<_ganeti_node_v1_ExportName, _ganeti_node_v1_Empty, _ganeti_node_v1_ExportName__Output, _ganeti_node_v1_Empty__Output>
  Begin: MethodDefinition<_ganeti_node_v1_ExportName, _ganeti_node_v1_Empty, _ganeti_node_v1_ExportName__Output, _ganeti_node_v1_Empty__Output>
  Describe: MethodDefinition<_ganeti_node_v1_ExportDescribeRequest, _ganeti_node_v1_ExportDescribeResponse, _ganeti_node_v1_ExportDescribeRequest__Output, _ganeti_node_v1_ExportDescribeResponse__Output>
  Finish: MethodDefinition<_ganeti_node_v1_ExportFinishRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_ExportFinishRequest__Output, _ganeti_node_v1_Empty__Output>
  List: MethodDefinition<_ganeti_node_v1_Empty, _ganeti_node_v1_ExportListResponse, _ganeti_node_v1_Empty__Output, _ganeti_node_v1_ExportListResponse__Output>
  Remove: MethodDefinition<_ganeti_node_v1_ExportName, _ganeti_node_v1_Empty, _ganeti_node_v1_ExportName__Output, _ganeti_node_v1_Empty__Output>
}
