// Original file: proto/node/v1/node.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { Empty as _ganeti_node_v1_Empty, Empty__Output as _ganeti_node_v1_Empty__Output } from '../../../ganeti/node/v1/Empty';
import type { ProgressEvent as _ganeti_node_v1_ProgressEvent, ProgressEvent__Output as _ganeti_node_v1_ProgressEvent__Output } from '../../../ganeti/node/v1/ProgressEvent';
import type { TransferId as _ganeti_node_v1_TransferId, TransferId__Output as _ganeti_node_v1_TransferId__Output } from '../../../ganeti/node/v1/TransferId';
import type { TransferKeyName as _ganeti_node_v1_TransferKeyName, TransferKeyName__Output as _ganeti_node_v1_TransferKeyName__Output } from '../../../ganeti/node/v1/TransferKeyName';
import type { TransferKeyRequest as _ganeti_node_v1_TransferKeyRequest, TransferKeyRequest__Output as _ganeti_node_v1_TransferKeyRequest__Output } from '../../../ganeti/node/v1/TransferKeyRequest';
import type { TransferKeyResponse as _ganeti_node_v1_TransferKeyResponse, TransferKeyResponse__Output as _ganeti_node_v1_TransferKeyResponse__Output } from '../../../ganeti/node/v1/TransferKeyResponse';
import type { TransferListenRequest as _ganeti_node_v1_TransferListenRequest, TransferListenRequest__Output as _ganeti_node_v1_TransferListenRequest__Output } from '../../../ganeti/node/v1/TransferListenRequest';
import type { TransferListenResponse as _ganeti_node_v1_TransferListenResponse, TransferListenResponse__Output as _ganeti_node_v1_TransferListenResponse__Output } from '../../../ganeti/node/v1/TransferListenResponse';
import type { TransferSendRequest as _ganeti_node_v1_TransferSendRequest, TransferSendRequest__Output as _ganeti_node_v1_TransferSendRequest__Output } from '../../../ganeti/node/v1/TransferSendRequest';
import type { TransferWaitRequest as _ganeti_node_v1_TransferWaitRequest, TransferWaitRequest__Output as _ganeti_node_v1_TransferWaitRequest__Output } from '../../../ganeti/node/v1/TransferWaitRequest';

export interface TransfersClient extends grpc.Client {
  Close(argument: _ganeti_node_v1_TransferId, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Close(argument: _ganeti_node_v1_TransferId, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Close(argument: _ganeti_node_v1_TransferId, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Close(argument: _ganeti_node_v1_TransferId, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  CreateKey(argument: _ganeti_node_v1_TransferKeyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_TransferKeyResponse__Output>): grpc.ClientUnaryCall;
  CreateKey(argument: _ganeti_node_v1_TransferKeyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_TransferKeyResponse__Output>): grpc.ClientUnaryCall;
  CreateKey(argument: _ganeti_node_v1_TransferKeyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_TransferKeyResponse__Output>): grpc.ClientUnaryCall;
  CreateKey(argument: _ganeti_node_v1_TransferKeyRequest, callback: grpc.requestCallback<_ganeti_node_v1_TransferKeyResponse__Output>): grpc.ClientUnaryCall;
  createKey(argument: _ganeti_node_v1_TransferKeyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_TransferKeyResponse__Output>): grpc.ClientUnaryCall;
  createKey(argument: _ganeti_node_v1_TransferKeyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_TransferKeyResponse__Output>): grpc.ClientUnaryCall;
  createKey(argument: _ganeti_node_v1_TransferKeyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_TransferKeyResponse__Output>): grpc.ClientUnaryCall;
  createKey(argument: _ganeti_node_v1_TransferKeyRequest, callback: grpc.requestCallback<_ganeti_node_v1_TransferKeyResponse__Output>): grpc.ClientUnaryCall;
  
  Listen(argument: _ganeti_node_v1_TransferListenRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_TransferListenResponse__Output>): grpc.ClientUnaryCall;
  Listen(argument: _ganeti_node_v1_TransferListenRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_TransferListenResponse__Output>): grpc.ClientUnaryCall;
  Listen(argument: _ganeti_node_v1_TransferListenRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_TransferListenResponse__Output>): grpc.ClientUnaryCall;
  Listen(argument: _ganeti_node_v1_TransferListenRequest, callback: grpc.requestCallback<_ganeti_node_v1_TransferListenResponse__Output>): grpc.ClientUnaryCall;
  listen(argument: _ganeti_node_v1_TransferListenRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_TransferListenResponse__Output>): grpc.ClientUnaryCall;
  listen(argument: _ganeti_node_v1_TransferListenRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_TransferListenResponse__Output>): grpc.ClientUnaryCall;
  listen(argument: _ganeti_node_v1_TransferListenRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_TransferListenResponse__Output>): grpc.ClientUnaryCall;
  listen(argument: _ganeti_node_v1_TransferListenRequest, callback: grpc.requestCallback<_ganeti_node_v1_TransferListenResponse__Output>): grpc.ClientUnaryCall;
  
  RemoveKey(argument: _ganeti_node_v1_TransferKeyName, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  RemoveKey(argument: _ganeti_node_v1_TransferKeyName, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  RemoveKey(argument: _ganeti_node_v1_TransferKeyName, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  RemoveKey(argument: _ganeti_node_v1_TransferKeyName, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  removeKey(argument: _ganeti_node_v1_TransferKeyName, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  removeKey(argument: _ganeti_node_v1_TransferKeyName, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  removeKey(argument: _ganeti_node_v1_TransferKeyName, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  removeKey(argument: _ganeti_node_v1_TransferKeyName, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  Send(argument: _ganeti_node_v1_TransferSendRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_ProgressEvent__Output>;
  Send(argument: _ganeti_node_v1_TransferSendRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_ProgressEvent__Output>;
  send(argument: _ganeti_node_v1_TransferSendRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_ProgressEvent__Output>;
  send(argument: _ganeti_node_v1_TransferSendRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_ProgressEvent__Output>;
  
  Wait(argument: _ganeti_node_v1_TransferWaitRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_ProgressEvent__Output>;
  Wait(argument: _ganeti_node_v1_TransferWaitRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_ProgressEvent__Output>;
  wait(argument: _ganeti_node_v1_TransferWaitRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_ProgressEvent__Output>;
  wait(argument: _ganeti_node_v1_TransferWaitRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_ProgressEvent__Output>;
  
}

export interface TransfersHandlers extends grpc.UntypedServiceImplementation {
  Close: grpc.handleUnaryCall<_ganeti_node_v1_TransferId__Output, _ganeti_node_v1_Empty>;
  
  CreateKey: grpc.handleUnaryCall<_ganeti_node_v1_TransferKeyRequest__Output, _ganeti_node_v1_TransferKeyResponse>;
  
  Listen: grpc.handleUnaryCall<_ganeti_node_v1_TransferListenRequest__Output, _ganeti_node_v1_TransferListenResponse>;
  
  RemoveKey: grpc.handleUnaryCall<_ganeti_node_v1_TransferKeyName__Output, _ganeti_node_v1_Empty>;
  
  Send: grpc.handleServerStreamingCall<_ganeti_node_v1_TransferSendRequest__Output, _ganeti_node_v1_ProgressEvent>;
  
  Wait: grpc.handleServerStreamingCall<_ganeti_node_v1_TransferWaitRequest__Output, _ganeti_node_v1_ProgressEvent>;
  
}

export interface TransfersDefinition extends grpc.ServiceDefinition {
  Close: MethodDefinition<_ganeti_node_v1_TransferId, _ganeti_node_v1_Empty, _ganeti_node_v1_TransferId__Output, _ganeti_node_v1_Empty__Output>
  CreateKey: MethodDefinition<_ganeti_node_v1_TransferKeyRequest, _ganeti_node_v1_TransferKeyResponse, _ganeti_node_v1_TransferKeyRequest__Output, _ganeti_node_v1_TransferKeyResponse__Output>
  Listen: MethodDefinition<_ganeti_node_v1_TransferListenRequest, _ganeti_node_v1_TransferListenResponse, _ganeti_node_v1_TransferListenRequest__Output, _ganeti_node_v1_TransferListenResponse__Output>
  RemoveKey: MethodDefinition<_ganeti_node_v1_TransferKeyName, _ganeti_node_v1_Empty, _ganeti_node_v1_TransferKeyName__Output, _ganeti_node_v1_Empty__Output>
  Send: MethodDefinition<_ganeti_node_v1_TransferSendRequest, _ganeti_node_v1_ProgressEvent, _ganeti_node_v1_TransferSendRequest__Output, _ganeti_node_v1_ProgressEvent__Output>
  Wait: MethodDefinition<_ganeti_node_v1_TransferWaitRequest, _ganeti_node_v1_ProgressEvent, _ganeti_node_v1_TransferWaitRequest__Output, _ganeti_node_v1_ProgressEvent__Output>
}
