// Original file: proto/node/v1/node.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { AddressRequest as _ganeti_node_v1_AddressRequest, AddressRequest__Output as _ganeti_node_v1_AddressRequest__Output } from '../../../ganeti/node/v1/AddressRequest';
import type { AddressResponse as _ganeti_node_v1_AddressResponse, AddressResponse__Output as _ganeti_node_v1_AddressResponse__Output } from '../../../ganeti/node/v1/AddressResponse';
import type { Empty as _ganeti_node_v1_Empty, Empty__Output as _ganeti_node_v1_Empty__Output } from '../../../ganeti/node/v1/Empty';
import type { FenceRequest as _ganeti_node_v1_FenceRequest, FenceRequest__Output as _ganeti_node_v1_FenceRequest__Output } from '../../../ganeti/node/v1/FenceRequest';
import type { MasterAddressRequest as _ganeti_node_v1_MasterAddressRequest, MasterAddressRequest__Output as _ganeti_node_v1_MasterAddressRequest__Output } from '../../../ganeti/node/v1/MasterAddressRequest';
import type { OutOfBandRequest as _ganeti_node_v1_OutOfBandRequest, OutOfBandRequest__Output as _ganeti_node_v1_OutOfBandRequest__Output } from '../../../ganeti/node/v1/OutOfBandRequest';
import type { OutOfBandResponse as _ganeti_node_v1_OutOfBandResponse, OutOfBandResponse__Output as _ganeti_node_v1_OutOfBandResponse__Output } from '../../../ganeti/node/v1/OutOfBandResponse';
import type { PowercycleResponse as _ganeti_node_v1_PowercycleResponse, PowercycleResponse__Output as _ganeti_node_v1_PowercycleResponse__Output } from '../../../ganeti/node/v1/PowercycleResponse';
import type { RestrictedRequest as _ganeti_node_v1_RestrictedRequest, RestrictedRequest__Output as _ganeti_node_v1_RestrictedRequest__Output } from '../../../ganeti/node/v1/RestrictedRequest';
import type { RestrictedResponse as _ganeti_node_v1_RestrictedResponse, RestrictedResponse__Output as _ganeti_node_v1_RestrictedResponse__Output } from '../../../ganeti/node/v1/RestrictedResponse';
import type { SwitchRequest as _ganeti_node_v1_SwitchRequest, SwitchRequest__Output as _ganeti_node_v1_SwitchRequest__Output } from '../../../ganeti/node/v1/SwitchRequest';

export interface MachineClient extends grpc.Client {
  Fence(argument: _ganeti_node_v1_FenceRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Fence(argument: _ganeti_node_v1_FenceRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Fence(argument: _ganeti_node_v1_FenceRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  Fence(argument: _ganeti_node_v1_FenceRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  fence(argument: _ganeti_node_v1_FenceRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  fence(argument: _ganeti_node_v1_FenceRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  fence(argument: _ganeti_node_v1_FenceRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  fence(argument: _ganeti_node_v1_FenceRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  MakeSwitch(argument: _ganeti_node_v1_SwitchRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  MakeSwitch(argument: _ganeti_node_v1_SwitchRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  MakeSwitch(argument: _ganeti_node_v1_SwitchRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  MakeSwitch(argument: _ganeti_node_v1_SwitchRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  makeSwitch(argument: _ganeti_node_v1_SwitchRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  makeSwitch(argument: _ganeti_node_v1_SwitchRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  makeSwitch(argument: _ganeti_node_v1_SwitchRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  makeSwitch(argument: _ganeti_node_v1_SwitchRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
  OwnsAddress(argument: _ganeti_node_v1_AddressRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_AddressResponse__Output>): grpc.ClientUnaryCall;
  OwnsAddress(argument: _ganeti_node_v1_AddressRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_AddressResponse__Output>): grpc.ClientUnaryCall;
  OwnsAddress(argument: _ganeti_node_v1_AddressRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_AddressResponse__Output>): grpc.ClientUnaryCall;
  OwnsAddress(argument: _ganeti_node_v1_AddressRequest, callback: grpc.requestCallback<_ganeti_node_v1_AddressResponse__Output>): grpc.ClientUnaryCall;
  ownsAddress(argument: _ganeti_node_v1_AddressRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_AddressResponse__Output>): grpc.ClientUnaryCall;
  ownsAddress(argument: _ganeti_node_v1_AddressRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_AddressResponse__Output>): grpc.ClientUnaryCall;
  ownsAddress(argument: _ganeti_node_v1_AddressRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_AddressResponse__Output>): grpc.ClientUnaryCall;
  ownsAddress(argument: _ganeti_node_v1_AddressRequest, callback: grpc.requestCallback<_ganeti_node_v1_AddressResponse__Output>): grpc.ClientUnaryCall;
  
  Powercycle(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_PowercycleResponse__Output>): grpc.ClientUnaryCall;
  Powercycle(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_PowercycleResponse__Output>): grpc.ClientUnaryCall;
  Powercycle(argument: _ganeti_node_v1_Empty, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_PowercycleResponse__Output>): grpc.ClientUnaryCall;
  Powercycle(argument: _ganeti_node_v1_Empty, callback: grpc.requestCallback<_ganeti_node_v1_PowercycleResponse__Output>): grpc.ClientUnaryCall;
  powercycle(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_PowercycleResponse__Output>): grpc.ClientUnaryCall;
  powercycle(argument: _ganeti_node_v1_Empty, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_PowercycleResponse__Output>): grpc.ClientUnaryCall;
  powercycle(argument: _ganeti_node_v1_Empty, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_PowercycleResponse__Output>): grpc.ClientUnaryCall;
  powercycle(argument: _ganeti_node_v1_Empty, callback: grpc.requestCallback<_ganeti_node_v1_PowercycleResponse__Output>): grpc.ClientUnaryCall;
  
  RunOutOfBand(argument: _ganeti_node_v1_OutOfBandRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_OutOfBandResponse__Output>): grpc.ClientUnaryCall;
  RunOutOfBand(argument: _ganeti_node_v1_OutOfBandRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_OutOfBandResponse__Output>): grpc.ClientUnaryCall;
  RunOutOfBand(argument: _ganeti_node_v1_OutOfBandRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_OutOfBandResponse__Output>): grpc.ClientUnaryCall;
  RunOutOfBand(argument: _ganeti_node_v1_OutOfBandRequest, callback: grpc.requestCallback<_ganeti_node_v1_OutOfBandResponse__Output>): grpc.ClientUnaryCall;
  runOutOfBand(argument: _ganeti_node_v1_OutOfBandRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_OutOfBandResponse__Output>): grpc.ClientUnaryCall;
  runOutOfBand(argument: _ganeti_node_v1_OutOfBandRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_OutOfBandResponse__Output>): grpc.ClientUnaryCall;
  runOutOfBand(argument: _ganeti_node_v1_OutOfBandRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_OutOfBandResponse__Output>): grpc.ClientUnaryCall;
  runOutOfBand(argument: _ganeti_node_v1_OutOfBandRequest, callback: grpc.requestCallback<_ganeti_node_v1_OutOfBandResponse__Output>): grpc.ClientUnaryCall;
  
  RunRestricted(argument: _ganeti_node_v1_RestrictedRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_RestrictedResponse__Output>): grpc.ClientUnaryCall;
  RunRestricted(argument: _ganeti_node_v1_RestrictedRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_RestrictedResponse__Output>): grpc.ClientUnaryCall;
  RunRestricted(argument: _ganeti_node_v1_RestrictedRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_RestrictedResponse__Output>): grpc.ClientUnaryCall;
  RunRestricted(argument: _ganeti_node_v1_RestrictedRequest, callback: grpc.requestCallback<_ganeti_node_v1_RestrictedResponse__Output>): grpc.ClientUnaryCall;
  runRestricted(argument: _ganeti_node_v1_RestrictedRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_RestrictedResponse__Output>): grpc.ClientUnaryCall;
  runRestricted(argument: _ganeti_node_v1_RestrictedRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_RestrictedResponse__Output>): grpc.ClientUnaryCall;
  runRestricted(argument: _ganeti_node_v1_RestrictedRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_RestrictedResponse__Output>): grpc.ClientUnaryCall;
  runRestricted(argument: _ganeti_node_v1_RestrictedRequest, callback: grpc.requestCallback<_ganeti_node_v1_RestrictedResponse__Output>): grpc.ClientUnaryCall;
  
  SetMasterAddress(argument: _ganeti_node_v1_MasterAddressRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  SetMasterAddress(argument: _ganeti_node_v1_MasterAddressRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  SetMasterAddress(argument: _ganeti_node_v1_MasterAddressRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  SetMasterAddress(argument: _ganeti_node_v1_MasterAddressRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  setMasterAddress(argument: _ganeti_node_v1_MasterAddressRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  setMasterAddress(argument: _ganeti_node_v1_MasterAddressRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  setMasterAddress(argument: _ganeti_node_v1_MasterAddressRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  setMasterAddress(argument: _ganeti_node_v1_MasterAddressRequest, callback: grpc.requestCallback<_ganeti_node_v1_Empty__Output>): grpc.ClientUnaryCall;
  
}

export interface MachineHandlers extends grpc.UntypedServiceImplementation {
  Fence: grpc.handleUnaryCall<_ganeti_node_v1_FenceRequest__Output, _ganeti_node_v1_Empty>;
  
  MakeSwitch: grpc.handleUnaryCall<_ganeti_node_v1_SwitchRequest__Output, _ganeti_node_v1_Empty>;
  
  OwnsAddress: grpc.handleUnaryCall<_ganeti_node_v1_AddressRequest__Output, _ganeti_node_v1_AddressResponse>;
  
  Powercycle: grpc.handleUnaryCall<_ganeti_node_v1_Empty__Output, _ganeti_node_v1_PowercycleResponse>;
  
  RunOutOfBand: grpc.handleUnaryCall<_ganeti_node_v1_OutOfBandRequest__Output, _ganeti_node_v1_OutOfBandResponse>;
  
  RunRestricted: grpc.handleUnaryCall<_ganeti_node_v1_RestrictedRequest__Output, _ganeti_node_v1_RestrictedResponse>;
  
  SetMasterAddress: grpc.handleUnaryCall<_ganeti_node_v1_MasterAddressRequest__Output, _ganeti_node_v1_Empty>;
  
}

export interface MachineDefinition extends grpc.ServiceDefinition {
  Fence: MethodDefinition<_ganeti_node_v1_FenceRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_FenceRequest__Output, _ganeti_node_v1_Empty__Output>
  MakeSwitch: MethodDefinition<_ganeti_node_v1_SwitchRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_SwitchRequest__Output, _ganeti_node_v1_Empty__Output>
  OwnsAddress: MethodDefinition<_ganeti_node_v1_AddressRequest, _ganeti_node_v1_AddressResponse, _ganeti_node_v1_AddressRequest__Output, _ganeti_node_v1_AddressResponse__Output>
  Powercycle: MethodDefinition<_ganeti_node_v1_Empty, _ganeti_node_v1_PowercycleResponse, _ganeti_node_v1_Empty__Output, _ganeti_node_v1_PowercycleResponse__Output>
  RunOutOfBand: MethodDefinition<_ganeti_node_v1_OutOfBandRequest, _ganeti_node_v1_OutOfBandResponse, _ganeti_node_v1_OutOfBandRequest__Output, _ganeti_node_v1_OutOfBandResponse__Output>
  RunRestricted: MethodDefinition<_ganeti_node_v1_RestrictedRequest, _ganeti_node_v1_RestrictedResponse, _ganeti_node_v1_RestrictedRequest__Output, _ganeti_node_v1_RestrictedResponse__Output>
  SetMasterAddress: MethodDefinition<_ganeti_node_v1_MasterAddressRequest, _ganeti_node_v1_Empty, _ganeti_node_v1_MasterAddressRequest__Output, _ganeti_node_v1_Empty__Output>
}
