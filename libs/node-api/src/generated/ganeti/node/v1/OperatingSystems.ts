// Original file: proto/node/v1/node.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { Empty as _ganeti_node_v1_Empty, Empty__Output as _ganeti_node_v1_Empty__Output } from '../../../ganeti/node/v1/Empty';
import type { OsCreateRequest as _ganeti_node_v1_OsCreateRequest, OsCreateRequest__Output as _ganeti_node_v1_OsCreateRequest__Output } from '../../../ganeti/node/v1/OsCreateRequest';
import type { OsListResponse as _ganeti_node_v1_OsListResponse, OsListResponse__Output as _ganeti_node_v1_OsListResponse__Output } from '../../../ganeti/node/v1/OsListResponse';
import type { OsRenameRequest as _ganeti_node_v1_OsRenameRequest, OsRenameRequest__Output as _ganeti_node_v1_OsRenameRequest__Output } from '../../../ganeti/node/v1/OsRenameRequest';
import type { OsValidateRequest as _ganeti_node_v1_OsValidateRequest, OsValidateRequest__Output as _ganeti_node_v1_OsValidateRequest__Output } from '../../../ganeti/node/v1/OsValidateRequest';
import type { OsValidateResponse as _ganeti_node_v1_OsValidateResponse, OsValidateResponse__Output as _ganeti_node_v1_OsValidateResponse__Output } from '../../../ganeti/node/v1/OsValidateResponse';
import type { ProgressEvent as _ganeti_node_v1_ProgressEvent, ProgressEvent__Output as _ganeti_node_v1_ProgressEvent__Output } from '../../../ganeti/node/v1/ProgressEvent';

export interface OperatingSystemsClient extends grpc.Client {
  Create(argument: _ganeti_node_v1_OsCreateRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_ProgressEvent__Output>;
  Create(argument: _ganeti_node_v1_OsCreateRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_ProgressEvent__Output>;
  create(argument: _ganeti_node_v1_OsCreateRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_ProgressEvent__Output>;
  create(argument: _ganeti_node_v1_OsCreateRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_ProgressEvent__Output>;
  
  List(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_OsListResponse__Output>): grpc.ClientUnaryCall;
  List(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_OsListResponse__Output>): grpc.ClientUnaryCall;
  List(argument: _ganeti_node_v1_Empty, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_OsListResponse__Output>): grpc.ClientUnaryCall;
  List(argument: _ganeti_node_v1_Empty, callback: grpc.requestCallback<_ganeti_node_v1_OsListResponse__Output>): grpc.ClientUnaryCall;
  list(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_OsListResponse__Output>): grpc.ClientUnaryCall;
  list(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_OsListResponse__Output>): grpc.ClientUnaryCall;
  list(argument: _ganeti_node_v1_Empty, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_OsListResponse__Output>): grpc.ClientUnaryCall;
  list(argument: _ganeti_node_v1_Empty, callback: grpc.requestCallback<_ganeti_node_v1_OsListResponse__Output>): grpc.ClientUnaryCall;
  
  Rename(argument: _ganeti_node_v1_OsRenameRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_ProgressEvent__Output>;
  Rename(argument: _ganeti_node_v1_OsRenameRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_ProgressEvent__Output>;
  rename(argument: _ganeti_node_v1_OsRenameRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_ProgressEvent__Output>;
  rename(argument: _ganeti_node_v1_OsRenameRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_ProgressEvent__Output>;
  
  Validate(argument: _ganeti_node_v1_OsValidateRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_OsValidateResponse__Output>): grpc.ClientUnaryCall;
  Validate(argument: _ganeti_node_v1_OsValidateRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_OsValidateResponse__Output>): grpc.ClientUnaryCall;
  Validate(argument: _ganeti_node_v1_OsValidateRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_OsValidateResponse__Output>): grpc.ClientUnaryCall;
  Validate(argument: _ganeti_node_v1_OsValidateRequest, callback: grpc.requestCallback<_ganeti_node_v1_OsValidateResponse__Output>): grpc.ClientUnaryCall;
  validate(argument: _ganeti_node_v1_OsValidateRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_OsValidateResponse__Output>): grpc.ClientUnaryCall;
  validate(argument: _ganeti_node_v1_OsValidateRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_OsValidateResponse__Output>): grpc.ClientUnaryCall;
  validate(argument: _ganeti_node_v1_OsValidateRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_OsValidateResponse__Output>): grpc.ClientUnaryCall;
  validate(argument: _ganeti_node_v1_OsValidateRequest, callback: grpc.requestCallback<_ganeti_node_v1_OsValidateResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface OperatingSystemsHandlers extends grpc.UntypedServiceImplementation {
  Create: grpc.handleServerStreamingCall<_ganeti_node_v1_OsCreateRequest__Output, _ganeti_node_v1_ProgressEvent>;
  
  List: grpc.handleUnaryCall<_ganeti_node_v1_Empty__Output, _ganeti_node_v1_OsListResponse>;
  
  Rename: grpc.handleServerStreamingCall<_ganeti_node_v1_OsRenameRequest__Output, _ganeti_node_v1_ProgressEvent>;
  
  Validate: grpc.handleUnaryCall<_ganeti_node_v1_OsValidateRequest__Output, _ganeti_node_v1_OsValidateResponse>;
  
}

export interface OperatingSystemsDefinition extends grpc.ServiceDefinition {
  Create: MethodDefinition<_ganeti_node_v1_OsCreateRequest, _ganeti_node_v1_ProgressEvent, _ganeti_node_v1_OsCreateRequest__Output, _ganeti_node_v1_ProgressEvent__Output>
  List: MethodDefinition<_ganeti_node_v1_Empty, _ganeti_node_v1_OsListResponse, _ganeti_node_v1_Empty__Output, _ganeti_node_v1_OsListResponse__Output>
  Rename: MethodDefinition<_ganeti_node_v1_OsRenameRequest, _ganeti_node_v1_ProgressEvent, _ganeti_node_v1_OsRenameRequest__Output, _ganeti_node_v1_ProgressEvent__Output>
  Validate: MethodDefinition<_ganeti_node_v1_OsValidateRequest, _ganeti_node_v1_OsValidateResponse, _ganeti_node_v1_OsValidateRequest__Output, _ganeti_node_v1_OsValidateResponse__Output>
}
