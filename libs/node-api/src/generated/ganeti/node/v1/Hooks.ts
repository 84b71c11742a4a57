// Original file: proto/node/v1/node.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { HooksRunRequest as _ganeti_node_v1_HooksRunRequest, HooksRunRequest__Output as _ganeti_node_v1_HooksRunRequest__Output } from '../../../ganeti/node/v1/HooksRunRequest';
import type { HooksRunResponse as _ganeti_node_v1_HooksRunResponse, HooksRunResponse__Output as _ganeti_node_v1_HooksRunResponse__Output } from '../../../ganeti/node/v1/HooksRunResponse';

export interface HooksClient extends grpc.Client {
  Run(argument: _ganeti_node_v1_HooksRunRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_HooksRunResponse__Output>): grpc.ClientUnaryCall;
  Run(argument: _ganeti_node_v1_HooksRunRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_HooksRunResponse__Output>): grpc.ClientUnaryCall;
  Run(argument: _ganeti_node_v1_HooksRunRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_HooksRunResponse__Output>): grpc.ClientUnaryCall;
  Run(argument: _ganeti_node_v1_HooksRunRequest, callback: grpc.requestCallback<_ganeti_node_v1_HooksRunResponse__Output>): grpc.ClientUnaryCall;
  run(argument: _ganeti_node_v1_HooksRunRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_HooksRunResponse__Output>): grpc.ClientUnaryCall;
  run(argument: _ganeti_node_v1_HooksRunRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_HooksRunResponse__Output>): grpc.ClientUnaryCall;
  run(argument: _ganeti_node_v1_HooksRunRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_HooksRunResponse__Output>): grpc.ClientUnaryCall;
  run(argument: _ganeti_node_v1_HooksRunRequest, callback: grpc.requestCallback<_ganeti_node_v1_HooksRunResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface HooksHandlers extends grpc.UntypedServiceImplementation {
  Run: grpc.handleUnaryCall<_ganeti_node_v1_HooksRunRequest__Output, _ganeti_node_v1_HooksRunResponse>;
  
}

export interface HooksDefinition extends grpc.ServiceDefinition {
  Run: MethodDefinition<_ganeti_node_v1_HooksRunRequest, _ganeti_node_v1_HooksRunResponse, _ganeti_node_v1_HooksRunRequest__Output, _ganeti_node_v1_HooksRunResponse__Output>
}
