// Original file: proto/node/v1/node.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { DelayRequest as _ganeti_node_v1_DelayRequest, DelayRequest__Output as _ganeti_node_v1_DelayRequest__Output } from '../../../ganeti/node/v1/DelayRequest';
import type { Empty as _ganeti_node_v1_Empty, Empty__Output as _ganeti_node_v1_Empty__Output } from '../../../ganeti/node/v1/Empty';
import type { ForgetStepsRequest as _ganeti_node_v1_ForgetStepsRequest, ForgetStepsRequest__Output as _ganeti_node_v1_ForgetStepsRequest__Output } from '../../../ganeti/node/v1/ForgetStepsRequest';
import type { HandshakeRequest as _ganeti_node_v1_HandshakeRequest, HandshakeRequest__Output as _ganeti_node_v1_HandshakeRequest__Output } from '../../../ganeti/node/v1/HandshakeRequest';
import type { HandshakeResponse as _ganeti_node_v1_HandshakeResponse, HandshakeResponse__Output as _ganeti_node_v1_HandshakeResponse__Output } from '../../../ganeti/node/v1/HandshakeResponse';
import type { InstallCertificateRequest as _ganeti_node_v1_InstallCertificateRequest, InstallCertificateRequest__Output as _ganeti_node_v1_InstallCertificateRequest__Output } from '../../../ganeti/node/v1/InstallCertificateRequest';
import type { NewKeyResponse as _ganeti_node_v1_NewKeyResponse, NewKeyResponse__Output as _ganeti_node_v1_NewKeyResponse__Output } from '../../../ganeti/node/v1/NewKeyResponse';
import type { StatusUpdate as _ganeti_node_v1_StatusUpdate, StatusUpdate__Output as _ganeti_node_v1_StatusUpdate__Output } from '../../../ganeti/node/v1/StatusUpdate';
import type { TrustRequest as _ganeti_node_v1_TrustRequest, TrustRequest__Output as _ganeti_node_v1_TrustRequest__Output } from '../../../ganeti/node/v1/TrustRequest';
import type { VerifyRequest as _ganeti_node_v1_VerifyRequest, VerifyRequest__Output as _ganeti_node_v1_VerifyRequest__Output } from '../../../ganeti/node/v1/VerifyRequest';
import type { VerifyResponse as _ganeti_node_v1_VerifyResponse, VerifyResponse__Output as _ganeti_node_v1_VerifyResponse__Output } from '../../../ganeti/node/v1/VerifyResponse';
import type { WatchRequest as _ganeti_node_v1_WatchRequest, WatchRequest__Output as _ganeti_node_v1_WatchRequest__Output } from '../../../ganeti/node/v1/WatchRequest';

export interface NodeClient extends grpc.Client {
  Delay(argument: _ganeti_node_v1_DelayRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Delay(argument: _ganeti_node_v1_DelayRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Delay(argument: _ganeti_node_v1_DelayRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Delay(argument: _ganeti_node_v1_DelayRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  delay(argument: _ganeti_node_v1_DelayRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  delay(argument: _ganeti_node_v1_DelayRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  delay(argument: _ganeti_node_v1_DelayRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  delay(argument: _ganeti_node_v1_DelayRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  ForgetSteps(argument: _ganeti_node_v1_ForgetStepsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  ForgetSteps(argument: _ganeti_node_v1_ForgetStepsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  ForgetSteps(argument: _ganeti_node_v1_ForgetStepsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  ForgetSteps(argument: _ganeti_node_v1_ForgetStepsRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  forgetSteps(argument: _ganeti_node_v1_ForgetStepsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  forgetSteps(argument: _ganeti_node_v1_ForgetStepsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  forgetSteps(argument: _ganeti_node_v1_ForgetStepsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  forgetSteps(argument: _ganeti_node_v1_ForgetStepsRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  Handshake(argument: _ganeti_node_v1_HandshakeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_HandshakeResponse__Output>): grpc.ClientUnaryCall;
  Handshake(argument: _ganeti_node_v1_HandshakeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_HandshakeResponse__Output>): grpc.ClientUnaryCall;
  Handshake(argument: _ganeti_node_v1_HandshakeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_HandshakeResponse__Output>): grpc.ClientUnaryCall;
  Handshake(argument: _ganeti_node_v1_HandshakeRequest, callback: grpc.requestCallback<_ganeti_node_v1_HandshakeResponse__Output>): grpc.ClientUnaryCall;
  handshake(argument: _ganeti_node_v1_HandshakeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_HandshakeResponse__Output>): grpc.ClientUnaryCall;
  handshake(argument: _ganeti_node_v1_HandshakeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_HandshakeResponse__Output>): grpc.ClientUnaryCall;
  handshake(argument: _ganeti_node_v1_HandshakeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_HandshakeResponse__Output>): grpc.ClientUnaryCall;
  handshake(argument: _ganeti_node_v1_HandshakeRequest, callback: grpc.requestCallback<_ganeti_node_v1_HandshakeResponse__Output>): grpc.ClientUnaryCall;
  
  InstallCertificate(argument: _ganeti_node_v1_InstallCertificateRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  InstallCertificate(argument: _ganeti_node_v1_InstallCertificateRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  InstallCertificate(argument: _ganeti_node_v1_InstallCertificateRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  InstallCertificate(argument: _ganeti_node_v1_InstallCertificateRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  installCertificate(argument: _ganeti_node_v1_InstallCertificateRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  installCertificate(argument: _ganeti_node_v1_InstallCertificateRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  installCertificate(argument: _ganeti_node_v1_InstallCertificateRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  installCertificate(argument: _ganeti_node_v1_InstallCertificateRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  Leave(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Leave(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Leave(argument: _ganeti_node_v1_Empty, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Leave(argument: _ganeti_node_v1_Empty, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  leave(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  leave(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  leave(argument: _ganeti_node_v1_Empty, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  leave(argument: _ganeti_node_v1_Empty, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  NewKey(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_NewKeyResponse__Output>): grpc.ClientUnaryCall;
  NewKey(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_NewKeyResponse__Output>): grpc.ClientUnaryCall;
  NewKey(argument: _ganeti_node_v1_Empty, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_NewKeyResponse__Output>): grpc.ClientUnaryCall;
  NewKey(argument: _ganeti_node_v1_Empty, callback: grpc.requestCallback<_ganeti_node_v1_NewKeyResponse__Output>): grpc.ClientUnaryCall;
  newKey(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_NewKeyResponse__Output>): grpc.ClientUnaryCall;
  newKey(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_NewKeyResponse__Output>): grpc.ClientUnaryCall;
  newKey(argument: _ganeti_node_v1_Empty, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_NewKeyResponse__Output>): grpc.ClientUnaryCall;
  newKey(argument: _ganeti_node_v1_Empty, callback: grpc.requestCallback<_ganeti_node_v1_NewKeyResponse__Output>): grpc.ClientUnaryCall;
  
  Trust(argument: _ganeti_node_v1_TrustRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Trust(argument: _ganeti_node_v1_TrustRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Trust(argument: _ganeti_node_v1_TrustRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Trust(argument: _ganeti_node_v1_TrustRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  trust(argument: _ganeti_node_v1_TrustRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  trust(argument: _ganeti_node_v1_TrustRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  trust(argument: _ganeti_node_v1_TrustRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  trust(argument: _ganeti_node_v1_TrustRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  Verify(argument: _ganeti_node_v1_VerifyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_VerifyResponse__Output>): grpc.ClientUnaryCall;
  Verify(argument: _ganeti_node_v1_VerifyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_VerifyResponse__Output>): grpc.ClientUnaryCall;
  Verify(argument: _ganeti_node_v1_VerifyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_VerifyResponse__Output>): grpc.ClientUnaryCall;
  Verify(argument: _ganeti_node_v1_VerifyRequest, callback: grpc.requestCallback<_ganeti_node_v1_VerifyResponse__Output>): grpc.ClientUnaryCall;
  verify(argument: _ganeti_node_v1_VerifyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_VerifyResponse__Output>): grpc.ClientUnaryCall;
  verify(argument: _ganeti_node_v1_VerifyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_VerifyResponse__Output>): grpc.ClientUnaryCall;
  verify(argument: _ganeti_node_v1_VerifyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_VerifyResponse__Output>): grpc.ClientUnaryCall;
  verify(argument: _ganeti_node_v1_VerifyRequest, callback: grpc.requestCallback<_ganeti_node_v1_VerifyResponse__Output>): grpc.ClientUnaryCall;
  
  Watch(argument: _ganeti_node_v1_WatchRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_StatusUpdate__Output>;
  Watch(argument: _ganeti_node_v1_WatchRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_StatusUpdate__Output>;
  watch(argument: _ganeti_node_v1_WatchRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_StatusUpdate__Output>;
  watch(argument: _ganeti_node_v1_WatchRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_ganeti_node_v1_StatusUpdate__Output>;
  
}

export interface NodeHandlers extends grpc.UntypedServiceImplementation {
  Delay: grpc.handleUnaryCall<_ganeti_node_v1_DelayRequest__Output, _ganeti_node_v1_Empty>;
  
  ForgetSteps: grpc.handleUnaryCall<_ganeti_node_v1_ForgetStepsRequest__Output, _ganeti_node_v1_Empty>;
  
  Handshake: grpc.handleUnaryCall<_ganeti_node_v1_HandshakeRequest__Output, _ganeti_node_v1_HandshakeResponse>;
  
  InstallCertificate: grpc.handleUnaryCall<_ganeti_node_v1_InstallCertificateRequest__Output, _ganeti_node_v1_Empty>;
  
  Leave: grpc.handleUnaryCall<_ganeti_node_v1_Empty__Output, _ganeti_node_v1_Empty>;
  
  NewKey: grpc.handleUnaryCall<_ganeti_node_v1_Empty__Output, _ganeti_node_v1_NewKeyResponse>;
  
  Trust: grpc.handleUnaryCall<_ganeti_node_v1_TrustRequest__Output, _ganeti_node_v1_Empty>;
  
  Verify: grpc.handleUnaryCall<_ganeti_node_v1_VerifyRequest__Output, _ganeti_node_v1_VerifyResponse>;
  
  Watch: grpc.handleServerStreamingCall<_ganeti_node_v1_WatchRequest__Output, _ganeti_node_v1_StatusUpdate>;
  
}

export interface NodeDefinition extends grpc.ServiceDefinition {
  Delay: MethodDefinition<_ganeti_node_v1_DelayRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_DelayRequest__Output, _ganeti_node_v1_Empty__Output>
  ForgetSteps: MethodDefinition<_ganeti_node_v1_ForgetStepsRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_ForgetStepsRequest__Output, _ganeti_node_v1_Empty__Output>
  Handshake: MethodDefinition<_ganeti_node_v1_HandshakeRequest, _ganeti_node_v1_HandshakeResponse, _ganeti_node_v1_HandshakeRequest__Output, _ganeti_node_v1_HandshakeResponse__Output>
  InstallCertificate: MethodDefinition<_ganeti_node_v1_InstallCertificateRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_InstallCertificateRequest__Output, _ganeti_node_v1_Empty__Output>
  Leave: MethodDefinition<_ganeti_node_v1_Empty, _ganeti_node_v1_Empty, _ganeti_node_v1_Empty__Output, _ganeti_node_v1_Empty__Output>
  NewKey: MethodDefinition<_ganeti_node_v1_Empty, _ganeti_node_v1_NewKeyResponse, _ganeti_node_v1_Empty__Output, _ganeti_node_v1_NewKeyResponse__Output>
  Trust: MethodDefinition<_ganeti_node_v1_TrustRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_TrustRequest__Output, _ganeti_node_v1_Empty__Output>
  Verify: MethodDefinition<_ganeti_node_v1_VerifyRequest, _ganeti_node_v1_VerifyResponse, _ganeti_node_v1_VerifyRequest__Output, _ganeti_node_v1_VerifyResponse__Output>
  Watch: MethodDefinition<_ganeti_node_v1_WatchRequest, _ganeti_node_v1_StatusUpdate, _ganeti_node_v1_WatchRequest__Output, _ganeti_node_v1_StatusUpdate__Output>
}
