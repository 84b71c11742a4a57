// Original file: proto/master/v1/master.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { Request as _ganeti_master_v1_Request, Request__Output as _ganeti_master_v1_Request__Output } from '../../../ganeti/master/v1/Request';
import type { Response as _ganeti_master_v1_Response, Response__Output as _ganeti_master_v1_Response__Output } from '../../../ganeti/master/v1/Response';

export interface MasterClient extends grpc.Client {
  Session(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_ganeti_master_v1_Request, _ganeti_master_v1_Response__Output>;
  Session(options?: grpc.CallOptions): grpc.ClientDuplexStream<_ganeti_master_v1_Request, _ganeti_master_v1_Response__Output>;
  session(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_ganeti_master_v1_Request, _ganeti_master_v1_Response__Output>;
  session(options?: grpc.CallOptions): grpc.ClientDuplexStream<_ganeti_master_v1_Request, _ganeti_master_v1_Response__Output>;
  
}

export interface MasterHandlers extends grpc.UntypedServiceImplementation {
  Session: grpc.handleBidiStreamingCall<_ganeti_master_v1_Request__Output, _ganeti_master_v1_Response>;
  
}

export interface MasterDefinition extends grpc.ServiceDefinition {
  Session: MethodDefinition<_ganeti_master_v1_Request, _ganeti_master_v1_Response, _ganeti_master_v1_Request__Output, _ganeti_master_v1_Response__Output>
}
