// Original file: proto/node/v1/node.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { ConfigCopyRequest as _ganeti_node_v1_ConfigCopyRequest, ConfigCopyRequest__Output as _ganeti_node_v1_ConfigCopyRequest__Output } from '../../../ganeti/node/v1/ConfigCopyRequest';
import type { Empty as _ganeti_node_v1_Empty, Empty__Output as _ganeti_node_v1_Empty__Output } from '../../../ganeti/node/v1/Empty';
import type { FileWriteRequest as _ganeti_node_v1_FileWriteRequest, FileWriteRequest__Output as _ganeti_node_v1_FileWriteRequest__Output } from '../../../ganeti/node/v1/FileWriteRequest';
import type { SsconfRequest as _ganeti_node_v1_SsconfRequest, SsconfRequest__Output as _ganeti_node_v1_SsconfRequest__Output } from '../../../ganeti/node/v1/SsconfRequest';

export interface FilesClient extends grpc.Client {
  DropConfig(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  DropConfig(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  DropConfig(argument: _ganeti_node_v1_Empty, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  DropConfig(argument: _ganeti_node_v1_Empty, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  dropConfig(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  dropConfig(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  dropConfig(argument: _ganeti_node_v1_Empty, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  dropConfig(argument: _ganeti_node_v1_Empty, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  Write(argument: _ganeti_node_v1_FileWriteRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Write(argument: _ganeti_node_v1_FileWriteRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Write(argument: _ganeti_node_v1_FileWriteRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Write(argument: _ganeti_node_v1_FileWriteRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  write(argument: _ganeti_node_v1_FileWriteRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  write(argument: _ganeti_node_v1_FileWriteRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  write(argument: _ganeti_node_v1_FileWriteRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  write(argument: _ganeti_node_v1_FileWriteRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  WriteConfig(argument: _ganeti_node_v1_ConfigCopyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  WriteConfig(argument: _ganeti_node_v1_ConfigCopyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  WriteConfig(argument: _ganeti_node_v1_ConfigCopyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  WriteConfig(argument: _ganeti_node_v1_ConfigCopyRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  writeConfig(argument: _ganeti_node_v1_ConfigCopyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  writeConfig(argument: _ganeti_node_v1_ConfigCopyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  writeConfig(argument: _ganeti_node_v1_ConfigCopyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  writeConfig(argument: _ganeti_node_v1_ConfigCopyRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  WriteSsconf(argument: _ganeti_node_v1_SsconfRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  WriteSsconf(argument: _ganeti_node_v1_SsconfRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  WriteSsconf(argument: _ganeti_node_v1_SsconfRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  WriteSsconf(argument: _ganeti_node_v1_SsconfRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  writeSsconf(argument: _ganeti_node_v1_SsconfRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  writeSsconf(argument: _ganeti_node_v1_SsconfRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  writeSsconf(argument: _ganeti_node_v1_SsconfRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  writeSsconf(argument: _ganeti_node_v1_SsconfRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
}

export interface FilesHandlers extends grpc.UntypedServiceImplementation {
  DropConfig: grpc.handleUnaryCall<_ganeti_node_v1_Empty__Output, _ganeti_node_v1_Empty>;
  
  Write: grpc.handleUnaryCall<_ganeti_node_v1_FileWriteRequest__Output, _ganeti_node_v1_Empty>;
  
  WriteConfig: grpc.handleUnaryCall<_ganeti_node_v1_ConfigCopyRequest__Output, _ganeti_node_v1_Empty>;
  
  WriteSsconf: grpc.handleUnaryCall<_ganeti_node_v1_SsconfRequest__Output, _ganeti_node_v1_Empty>;
  
}

export interface FilesDefinition extends grpc.ServiceDefinition {
  DropConfig: MethodDefinition<_ganeti_node_v1_Empty, _ganeti_node_v1_Empty, _ganeti_node_v1_Empty__Output, _ganeti_node_v1_Empty__Output>
  Write: MethodDefinition<_ganeti_node_v1_FileWriteRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_FileWriteRequest__Output, _ganeti_node_v1_Empty__Output>
  WriteConfig: MethodDefinition<_ganeti_node_v1_ConfigCopyRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_ConfigCopyRequest__Output, _ganeti_node_v1_Empty__Output>
  WriteSsconf: MethodDefinition<_ganeti_node_v1_SsconfRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_SsconfRequest__Output, _ganeti_node_v1_Empty__Output>
}
