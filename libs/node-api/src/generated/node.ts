import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { AcceptMigrationRequest as _ganeti_node_v1_AcceptMigrationRequest, AcceptMigrationRequest__Output as _ganeti_node_v1_AcceptMigrationRequest__Output } from './ganeti/node/v1/AcceptMigrationRequest';
import type { AddressRequest as _ganeti_node_v1_AddressRequest, AddressRequest__Output as _ganeti_node_v1_AddressRequest__Output } from './ganeti/node/v1/AddressRequest';
import type { AddressResponse as _ganeti_node_v1_AddressResponse, AddressResponse__Output as _ganeti_node_v1_AddressResponse__Output } from './ganeti/node/v1/AddressResponse';
import type { BlockAssembleRequest as _ganeti_node_v1_BlockAssembleRequest, BlockAssembleRequest__Output as _ganeti_node_v1_BlockAssembleRequest__Output } from './ganeti/node/v1/BlockAssembleRequest';
import type { BlockAssembleResponse as _ganeti_node_v1_BlockAssembleResponse, BlockAssembleResponse__Output as _ganeti_node_v1_BlockAssembleResponse__Output } from './ganeti/node/v1/BlockAssembleResponse';
import type { BlockCopyRequest as _ganeti_node_v1_BlockCopyRequest, BlockCopyRequest__Output as _ganeti_node_v1_BlockCopyRequest__Output } from './ganeti/node/v1/BlockCopyRequest';
import type { BlockCreateRequest as _ganeti_node_v1_BlockCreateRequest, BlockCreateRequest__Output as _ganeti_node_v1_BlockCreateRequest__Output } from './ganeti/node/v1/BlockCreateRequest';
import type { BlockDevice as _ganeti_node_v1_BlockDevice, BlockDevice__Output as _ganeti_node_v1_BlockDevice__Output } from './ganeti/node/v1/BlockDevice';
import type { BlockGrowRequest as _ganeti_node_v1_BlockGrowRequest, BlockGrowRequest__Output as _ganeti_node_v1_BlockGrowRequest__Output } from './ganeti/node/v1/BlockGrowRequest';
import type { BlockRenameRequest as _ganeti_node_v1_BlockRenameRequest, BlockRenameRequest__Output as _ganeti_node_v1_BlockRenameRequest__Output } from './ganeti/node/v1/BlockRenameRequest';
import type { BlockRequest as _ganeti_node_v1_BlockRequest, BlockRequest__Output as _ganeti_node_v1_BlockRequest__Output } from './ganeti/node/v1/BlockRequest';
import type { BlockRollBackRequest as _ganeti_node_v1_BlockRollBackRequest, BlockRollBackRequest__Output as _ganeti_node_v1_BlockRollBackRequest__Output } from './ganeti/node/v1/BlockRollBackRequest';
import type { BlockSetInfoRequest as _ganeti_node_v1_BlockSetInfoRequest, BlockSetInfoRequest__Output as _ganeti_node_v1_BlockSetInfoRequest__Output } from './ganeti/node/v1/BlockSetInfoRequest';
import type { BlockSnapshotRequest as _ganeti_node_v1_BlockSnapshotRequest, BlockSnapshotRequest__Output as _ganeti_node_v1_BlockSnapshotRequest__Output } from './ganeti/node/v1/BlockSnapshotRequest';
import type { BlockStatusRequest as _ganeti_node_v1_BlockStatusRequest, BlockStatusRequest__Output as _ganeti_node_v1_BlockStatusRequest__Output } from './ganeti/node/v1/BlockStatusRequest';
import type { BlockStatusResponse as _ganeti_node_v1_BlockStatusResponse, BlockStatusResponse__Output as _ganeti_node_v1_BlockStatusResponse__Output } from './ganeti/node/v1/BlockStatusResponse';
import type { BlockWipeRequest as _ganeti_node_v1_BlockWipeRequest, BlockWipeRequest__Output as _ganeti_node_v1_BlockWipeRequest__Output } from './ganeti/node/v1/BlockWipeRequest';
import type { BlocksClient as _ganeti_node_v1_BlocksClient, BlocksDefinition as _ganeti_node_v1_BlocksDefinition } from './ganeti/node/v1/Blocks';
import type { ChildrenRequest as _ganeti_node_v1_ChildrenRequest, ChildrenRequest__Output as _ganeti_node_v1_ChildrenRequest__Output } from './ganeti/node/v1/ChildrenRequest';
import type { ConfigCopyRequest as _ganeti_node_v1_ConfigCopyRequest, ConfigCopyRequest__Output as _ganeti_node_v1_ConfigCopyRequest__Output } from './ganeti/node/v1/ConfigCopyRequest';
import type { ConnectRequest as _ganeti_node_v1_ConnectRequest, ConnectRequest__Output as _ganeti_node_v1_ConnectRequest__Output } from './ganeti/node/v1/ConnectRequest';
import type { DelayRequest as _ganeti_node_v1_DelayRequest, DelayRequest__Output as _ganeti_node_v1_DelayRequest__Output } from './ganeti/node/v1/DelayRequest';
import type { DevicesRequest as _ganeti_node_v1_DevicesRequest, DevicesRequest__Output as _ganeti_node_v1_DevicesRequest__Output } from './ganeti/node/v1/DevicesRequest';
import type { DiskStatus as _ganeti_node_v1_DiskStatus, DiskStatus__Output as _ganeti_node_v1_DiskStatus__Output } from './ganeti/node/v1/DiskStatus';
import type { DrbdId as _ganeti_node_v1_DrbdId, DrbdId__Output as _ganeti_node_v1_DrbdId__Output } from './ganeti/node/v1/DrbdId';
import type { Empty as _ganeti_node_v1_Empty, Empty__Output as _ganeti_node_v1_Empty__Output } from './ganeti/node/v1/Empty';
import type { ExportDescribeRequest as _ganeti_node_v1_ExportDescribeRequest, ExportDescribeRequest__Output as _ganeti_node_v1_ExportDescribeRequest__Output } from './ganeti/node/v1/ExportDescribeRequest';
import type { ExportDescribeResponse as _ganeti_node_v1_ExportDescribeResponse, ExportDescribeResponse__Output as _ganeti_node_v1_ExportDescribeResponse__Output } from './ganeti/node/v1/ExportDescribeResponse';
import type { ExportFinishRequest as _ganeti_node_v1_ExportFinishRequest, ExportFinishRequest__Output as _ganeti_node_v1_ExportFinishRequest__Output } from './ganeti/node/v1/ExportFinishRequest';
import type { ExportListResponse as _ganeti_node_v1_ExportListResponse, ExportListResponse__Output as _ganeti_node_v1_ExportListResponse__Output } from './ganeti/node/v1/ExportListResponse';
import type { ExportName as _ganeti_node_v1_ExportName, ExportName__Output as _ganeti_node_v1_ExportName__Output } from './ganeti/node/v1/ExportName';
import type { ExportsClient as _ganeti_node_v1_ExportsClient, ExportsDefinition as _ganeti_node_v1_ExportsDefinition } from './ganeti/node/v1/Exports';
import type { ExtStorageInfo as _ganeti_node_v1_ExtStorageInfo, ExtStorageInfo__Output as _ganeti_node_v1_ExtStorageInfo__Output } from './ganeti/node/v1/ExtStorageInfo';
import type { ExtStorageListResponse as _ganeti_node_v1_ExtStorageListResponse, ExtStorageListResponse__Output as _ganeti_node_v1_ExtStorageListResponse__Output } from './ganeti/node/v1/ExtStorageListResponse';
import type { ExtStorageParameter as _ganeti_node_v1_ExtStorageParameter, ExtStorageParameter__Output as _ganeti_node_v1_ExtStorageParameter__Output } from './ganeti/node/v1/ExtStorageParameter';
import type { ExternalStorageClient as _ganeti_node_v1_ExternalStorageClient, ExternalStorageDefinition as _ganeti_node_v1_ExternalStorageDefinition } from './ganeti/node/v1/ExternalStorage';
import type { FenceRequest as _ganeti_node_v1_FenceRequest, FenceRequest__Output as _ganeti_node_v1_FenceRequest__Output } from './ganeti/node/v1/FenceRequest';
import type { FileId as _ganeti_node_v1_FileId, FileId__Output as _ganeti_node_v1_FileId__Output } from './ganeti/node/v1/FileId';
import type { FileWriteRequest as _ganeti_node_v1_FileWriteRequest, FileWriteRequest__Output as _ganeti_node_v1_FileWriteRequest__Output } from './ganeti/node/v1/FileWriteRequest';
import type { FilesClient as _ganeti_node_v1_FilesClient, FilesDefinition as _ganeti_node_v1_FilesDefinition } from './ganeti/node/v1/Files';
import type { Finding as _ganeti_node_v1_Finding, Finding__Output as _ganeti_node_v1_Finding__Output } from './ganeti/node/v1/Finding';
import type { FinishMigrationRequest as _ganeti_node_v1_FinishMigrationRequest, FinishMigrationRequest__Output as _ganeti_node_v1_FinishMigrationRequest__Output } from './ganeti/node/v1/FinishMigrationRequest';
import type { ForgetStepsRequest as _ganeti_node_v1_ForgetStepsRequest, ForgetStepsRequest__Output as _ganeti_node_v1_ForgetStepsRequest__Output } from './ganeti/node/v1/ForgetStepsRequest';
import type { HandshakeRequest as _ganeti_node_v1_HandshakeRequest, HandshakeRequest__Output as _ganeti_node_v1_HandshakeRequest__Output } from './ganeti/node/v1/HandshakeRequest';
import type { HandshakeResponse as _ganeti_node_v1_HandshakeResponse, HandshakeResponse__Output as _ganeti_node_v1_HandshakeResponse__Output } from './ganeti/node/v1/HandshakeResponse';
import type { HookResult as _ganeti_node_v1_HookResult, HookResult__Output as _ganeti_node_v1_HookResult__Output } from './ganeti/node/v1/HookResult';
import type { HooksClient as _ganeti_node_v1_HooksClient, HooksDefinition as _ganeti_node_v1_HooksDefinition } from './ganeti/node/v1/Hooks';
import type { HooksRunRequest as _ganeti_node_v1_HooksRunRequest, HooksRunRequest__Output as _ganeti_node_v1_HooksRunRequest__Output } from './ganeti/node/v1/HooksRunRequest';
import type { HooksRunResponse as _ganeti_node_v1_HooksRunResponse, HooksRunResponse__Output as _ganeti_node_v1_HooksRunResponse__Output } from './ganeti/node/v1/HooksRunResponse';
import type { HostsLines as _ganeti_node_v1_HostsLines, HostsLines__Output as _ganeti_node_v1_HostsLines__Output } from './ganeti/node/v1/HostsLines';
import type { HotplugRequest as _ganeti_node_v1_HotplugRequest, HotplugRequest__Output as _ganeti_node_v1_HotplugRequest__Output } from './ganeti/node/v1/HotplugRequest';
import type { HotplugSupportedResponse as _ganeti_node_v1_HotplugSupportedResponse, HotplugSupportedResponse__Output as _ganeti_node_v1_HotplugSupportedResponse__Output } from './ganeti/node/v1/HotplugSupportedResponse';
import type { InstallCertificateRequest as _ganeti_node_v1_InstallCertificateRequest, InstallCertificateRequest__Output as _ganeti_node_v1_InstallCertificateRequest__Output } from './ganeti/node/v1/InstallCertificateRequest';
import type { Instance as _ganeti_node_v1_Instance, Instance__Output as _ganeti_node_v1_Instance__Output } from './ganeti/node/v1/Instance';
import type { InstanceRebootRequest as _ganeti_node_v1_InstanceRebootRequest, InstanceRebootRequest__Output as _ganeti_node_v1_InstanceRebootRequest__Output } from './ganeti/node/v1/InstanceRebootRequest';
import type { InstanceRequest as _ganeti_node_v1_InstanceRequest, InstanceRequest__Output as _ganeti_node_v1_InstanceRequest__Output } from './ganeti/node/v1/InstanceRequest';
import type { InstanceShutdownRequest as _ganeti_node_v1_InstanceShutdownRequest, InstanceShutdownRequest__Output as _ganeti_node_v1_InstanceShutdownRequest__Output } from './ganeti/node/v1/InstanceShutdownRequest';
import type { InstanceStartRequest as _ganeti_node_v1_InstanceStartRequest, InstanceStartRequest__Output as _ganeti_node_v1_InstanceStartRequest__Output } from './ganeti/node/v1/InstanceStartRequest';
import type { InstanceStatus as _ganeti_node_v1_InstanceStatus, InstanceStatus__Output as _ganeti_node_v1_InstanceStatus__Output } from './ganeti/node/v1/InstanceStatus';
import type { InstanceStatusRequest as _ganeti_node_v1_InstanceStatusRequest, InstanceStatusRequest__Output as _ganeti_node_v1_InstanceStatusRequest__Output } from './ganeti/node/v1/InstanceStatusRequest';
import type { InstanceStatusResponse as _ganeti_node_v1_InstanceStatusResponse, InstanceStatusResponse__Output as _ganeti_node_v1_InstanceStatusResponse__Output } from './ganeti/node/v1/InstanceStatusResponse';
import type { InstancesClient as _ganeti_node_v1_InstancesClient, InstancesDefinition as _ganeti_node_v1_InstancesDefinition } from './ganeti/node/v1/Instances';
import type { ListVolumesRequest as _ganeti_node_v1_ListVolumesRequest, ListVolumesRequest__Output as _ganeti_node_v1_ListVolumesRequest__Output } from './ganeti/node/v1/ListVolumesRequest';
import type { ListVolumesResponse as _ganeti_node_v1_ListVolumesResponse, ListVolumesResponse__Output as _ganeti_node_v1_ListVolumesResponse__Output } from './ganeti/node/v1/ListVolumesResponse';
import type { LogicalVolume as _ganeti_node_v1_LogicalVolume, LogicalVolume__Output as _ganeti_node_v1_LogicalVolume__Output } from './ganeti/node/v1/LogicalVolume';
import type { MachineClient as _ganeti_node_v1_MachineClient, MachineDefinition as _ganeti_node_v1_MachineDefinition } from './ganeti/node/v1/Machine';
import type { MasterAddressRequest as _ganeti_node_v1_MasterAddressRequest, MasterAddressRequest__Output as _ganeti_node_v1_MasterAddressRequest__Output } from './ganeti/node/v1/MasterAddressRequest';
import type { MigrateRequest as _ganeti_node_v1_MigrateRequest, MigrateRequest__Output as _ganeti_node_v1_MigrateRequest__Output } from './ganeti/node/v1/MigrateRequest';
import type { MigrationInfoResponse as _ganeti_node_v1_MigrationInfoResponse, MigrationInfoResponse__Output as _ganeti_node_v1_MigrationInfoResponse__Output } from './ganeti/node/v1/MigrationInfoResponse';
import type { NamedId as _ganeti_node_v1_NamedId, NamedId__Output as _ganeti_node_v1_NamedId__Output } from './ganeti/node/v1/NamedId';
import type { NewKeyResponse as _ganeti_node_v1_NewKeyResponse, NewKeyResponse__Output as _ganeti_node_v1_NewKeyResponse__Output } from './ganeti/node/v1/NewKeyResponse';
import type { Nic as _ganeti_node_v1_Nic, Nic__Output as _ganeti_node_v1_Nic__Output } from './ganeti/node/v1/Nic';
import type { NodeClient as _ganeti_node_v1_NodeClient, NodeDefinition as _ganeti_node_v1_NodeDefinition } from './ganeti/node/v1/Node';
import type { NodeResources as _ganeti_node_v1_NodeResources, NodeResources__Output as _ganeti_node_v1_NodeResources__Output } from './ganeti/node/v1/NodeResources';
import type { OperatingSystemsClient as _ganeti_node_v1_OperatingSystemsClient, OperatingSystemsDefinition as _ganeti_node_v1_OperatingSystemsDefinition } from './ganeti/node/v1/OperatingSystems';
import type { OsCreateRequest as _ganeti_node_v1_OsCreateRequest, OsCreateRequest__Output as _ganeti_node_v1_OsCreateRequest__Output } from './ganeti/node/v1/OsCreateRequest';
import type { OsInfo as _ganeti_node_v1_OsInfo, OsInfo__Output as _ganeti_node_v1_OsInfo__Output } from './ganeti/node/v1/OsInfo';
import type { OsListResponse as _ganeti_node_v1_OsListResponse, OsListResponse__Output as _ganeti_node_v1_OsListResponse__Output } from './ganeti/node/v1/OsListResponse';
import type { OsParameter as _ganeti_node_v1_OsParameter, OsParameter__Output as _ganeti_node_v1_OsParameter__Output } from './ganeti/node/v1/OsParameter';
import type { OsRenameRequest as _ganeti_node_v1_OsRenameRequest, OsRenameRequest__Output as _ganeti_node_v1_OsRenameRequest__Output } from './ganeti/node/v1/OsRenameRequest';
import type { OsValidateRequest as _ganeti_node_v1_OsValidateRequest, OsValidateRequest__Output as _ganeti_node_v1_OsValidateRequest__Output } from './ganeti/node/v1/OsValidateRequest';
import type { OsValidateResponse as _ganeti_node_v1_OsValidateResponse, OsValidateResponse__Output as _ganeti_node_v1_OsValidateResponse__Output } from './ganeti/node/v1/OsValidateResponse';
import type { OutOfBandRequest as _ganeti_node_v1_OutOfBandRequest, OutOfBandRequest__Output as _ganeti_node_v1_OutOfBandRequest__Output } from './ganeti/node/v1/OutOfBandRequest';
import type { OutOfBandResponse as _ganeti_node_v1_OutOfBandResponse, OutOfBandResponse__Output as _ganeti_node_v1_OutOfBandResponse__Output } from './ganeti/node/v1/OutOfBandResponse';
import type { PauseSyncRequest as _ganeti_node_v1_PauseSyncRequest, PauseSyncRequest__Output as _ganeti_node_v1_PauseSyncRequest__Output } from './ganeti/node/v1/PauseSyncRequest';
import type { Peer as _ganeti_node_v1_Peer, Peer__Output as _ganeti_node_v1_Peer__Output } from './ganeti/node/v1/Peer';
import type { PhysicalVolume as _ganeti_node_v1_PhysicalVolume, PhysicalVolume__Output as _ganeti_node_v1_PhysicalVolume__Output } from './ganeti/node/v1/PhysicalVolume';
import type { PowercycleResponse as _ganeti_node_v1_PowercycleResponse, PowercycleResponse__Output as _ganeti_node_v1_PowercycleResponse__Output } from './ganeti/node/v1/PowercycleResponse';
import type { Progress as _ganeti_node_v1_Progress, Progress__Output as _ganeti_node_v1_Progress__Output } from './ganeti/node/v1/Progress';
import type { ProgressEvent as _ganeti_node_v1_ProgressEvent, ProgressEvent__Output as _ganeti_node_v1_ProgressEvent__Output } from './ganeti/node/v1/ProgressEvent';
import type { RenamePair as _ganeti_node_v1_RenamePair, RenamePair__Output as _ganeti_node_v1_RenamePair__Output } from './ganeti/node/v1/RenamePair';
import type { ResizeDiskRequest as _ganeti_node_v1_ResizeDiskRequest, ResizeDiskRequest__Output as _ganeti_node_v1_ResizeDiskRequest__Output } from './ganeti/node/v1/ResizeDiskRequest';
import type { RestrictedRequest as _ganeti_node_v1_RestrictedRequest, RestrictedRequest__Output as _ganeti_node_v1_RestrictedRequest__Output } from './ganeti/node/v1/RestrictedRequest';
import type { RestrictedResponse as _ganeti_node_v1_RestrictedResponse, RestrictedResponse__Output as _ganeti_node_v1_RestrictedResponse__Output } from './ganeti/node/v1/RestrictedResponse';
import type { RoleRequest as _ganeti_node_v1_RoleRequest, RoleRequest__Output as _ganeti_node_v1_RoleRequest__Output } from './ganeti/node/v1/RoleRequest';
import type { SetMemoryRequest as _ganeti_node_v1_SetMemoryRequest, SetMemoryRequest__Output as _ganeti_node_v1_SetMemoryRequest__Output } from './ganeti/node/v1/SetMemoryRequest';
import type { SsconfRequest as _ganeti_node_v1_SsconfRequest, SsconfRequest__Output as _ganeti_node_v1_SsconfRequest__Output } from './ganeti/node/v1/SsconfRequest';
import type { StatusUpdate as _ganeti_node_v1_StatusUpdate, StatusUpdate__Output as _ganeti_node_v1_StatusUpdate__Output } from './ganeti/node/v1/StatusUpdate';
import type { StorageClient as _ganeti_node_v1_StorageClient, StorageDefinition as _ganeti_node_v1_StorageDefinition } from './ganeti/node/v1/Storage';
import type { StorageListRequest as _ganeti_node_v1_StorageListRequest, StorageListRequest__Output as _ganeti_node_v1_StorageListRequest__Output } from './ganeti/node/v1/StorageListRequest';
import type { StorageListResponse as _ganeti_node_v1_StorageListResponse, StorageListResponse__Output as _ganeti_node_v1_StorageListResponse__Output } from './ganeti/node/v1/StorageListResponse';
import type { StorageModifyRequest as _ganeti_node_v1_StorageModifyRequest, StorageModifyRequest__Output as _ganeti_node_v1_StorageModifyRequest__Output } from './ganeti/node/v1/StorageModifyRequest';
import type { StorageSpace as _ganeti_node_v1_StorageSpace, StorageSpace__Output as _ganeti_node_v1_StorageSpace__Output } from './ganeti/node/v1/StorageSpace';
import type { StorageUnit as _ganeti_node_v1_StorageUnit, StorageUnit__Output as _ganeti_node_v1_StorageUnit__Output } from './ganeti/node/v1/StorageUnit';
import type { StorageUnitRequest as _ganeti_node_v1_StorageUnitRequest, StorageUnitRequest__Output as _ganeti_node_v1_StorageUnitRequest__Output } from './ganeti/node/v1/StorageUnitRequest';
import type { SwitchRequest as _ganeti_node_v1_SwitchRequest, SwitchRequest__Output as _ganeti_node_v1_SwitchRequest__Output } from './ganeti/node/v1/SwitchRequest';
import type { TransferFile as _ganeti_node_v1_TransferFile, TransferFile__Output as _ganeti_node_v1_TransferFile__Output } from './ganeti/node/v1/TransferFile';
import type { TransferId as _ganeti_node_v1_TransferId, TransferId__Output as _ganeti_node_v1_TransferId__Output } from './ganeti/node/v1/TransferId';
import type { TransferKeyName as _ganeti_node_v1_TransferKeyName, TransferKeyName__Output as _ganeti_node_v1_TransferKeyName__Output } from './ganeti/node/v1/TransferKeyName';
import type { TransferKeyRequest as _ganeti_node_v1_TransferKeyRequest, TransferKeyRequest__Output as _ganeti_node_v1_TransferKeyRequest__Output } from './ganeti/node/v1/TransferKeyRequest';
import type { TransferKeyResponse as _ganeti_node_v1_TransferKeyResponse, TransferKeyResponse__Output as _ganeti_node_v1_TransferKeyResponse__Output } from './ganeti/node/v1/TransferKeyResponse';
import type { TransferListenRequest as _ganeti_node_v1_TransferListenRequest, TransferListenRequest__Output as _ganeti_node_v1_TransferListenRequest__Output } from './ganeti/node/v1/TransferListenRequest';
import type { TransferListenResponse as _ganeti_node_v1_TransferListenResponse, TransferListenResponse__Output as _ganeti_node_v1_TransferListenResponse__Output } from './ganeti/node/v1/TransferListenResponse';
import type { TransferScript as _ganeti_node_v1_TransferScript, TransferScript__Output as _ganeti_node_v1_TransferScript__Output } from './ganeti/node/v1/TransferScript';
import type { TransferSendRequest as _ganeti_node_v1_TransferSendRequest, TransferSendRequest__Output as _ganeti_node_v1_TransferSendRequest__Output } from './ganeti/node/v1/TransferSendRequest';
import type { TransferWaitRequest as _ganeti_node_v1_TransferWaitRequest, TransferWaitRequest__Output as _ganeti_node_v1_TransferWaitRequest__Output } from './ganeti/node/v1/TransferWaitRequest';
import type { TransfersClient as _ganeti_node_v1_TransfersClient, TransfersDefinition as _ganeti_node_v1_TransfersDefinition } from './ganeti/node/v1/Transfers';
import type { TrustRequest as _ganeti_node_v1_TrustRequest, TrustRequest__Output as _ganeti_node_v1_TrustRequest__Output } from './ganeti/node/v1/TrustRequest';
import type { ValidateParamsRequest as _ganeti_node_v1_ValidateParamsRequest, ValidateParamsRequest__Output as _ganeti_node_v1_ValidateParamsRequest__Output } from './ganeti/node/v1/ValidateParamsRequest';
import type { ValidateParamsResponse as _ganeti_node_v1_ValidateParamsResponse, ValidateParamsResponse__Output as _ganeti_node_v1_ValidateParamsResponse__Output } from './ganeti/node/v1/ValidateParamsResponse';
import type { VerifyRequest as _ganeti_node_v1_VerifyRequest, VerifyRequest__Output as _ganeti_node_v1_VerifyRequest__Output } from './ganeti/node/v1/VerifyRequest';
import type { VerifyResponse as _ganeti_node_v1_VerifyResponse, VerifyResponse__Output as _ganeti_node_v1_VerifyResponse__Output } from './ganeti/node/v1/VerifyResponse';
import type { Volume as _ganeti_node_v1_Volume, Volume__Output as _ganeti_node_v1_Volume__Output } from './ganeti/node/v1/Volume';
import type { WatchRequest as _ganeti_node_v1_WatchRequest, WatchRequest__Output as _ganeti_node_v1_WatchRequest__Output } from './ganeti/node/v1/WatchRequest';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  ganeti: {
    node: {
      v1: {
        AcceptMigrationRequest: MessageTypeDefinition<_ganeti_node_v1_AcceptMigrationRequest, _ganeti_node_v1_AcceptMigrationRequest__Output>
        AddressRequest: MessageTypeDefinition<_ganeti_node_v1_AddressRequest, _ganeti_node_v1_AddressRequest__Output>
        AddressResponse: MessageTypeDefinition<_ganeti_node_v1_AddressResponse, _ganeti_node_v1_AddressResponse__Output>
        BlockAssembleRequest: MessageTypeDefinition<_ganeti_node_v1_BlockAssembleRequest, _ganeti_node_v1_BlockAssembleRequest__Output>
        BlockAssembleResponse: MessageTypeDefinition<_ganeti_node_v1_BlockAssembleResponse, _ganeti_node_v1_BlockAssembleResponse__Output>
        BlockCopyRequest: MessageTypeDefinition<_ganeti_node_v1_BlockCopyRequest, _ganeti_node_v1_BlockCopyRequest__Output>
        BlockCreateRequest: MessageTypeDefinition<_ganeti_node_v1_BlockCreateRequest, _ganeti_node_v1_BlockCreateRequest__Output>
        BlockDevice: MessageTypeDefinition<_ganeti_node_v1_BlockDevice, _ganeti_node_v1_BlockDevice__Output>
        BlockGrowRequest: MessageTypeDefinition<_ganeti_node_v1_BlockGrowRequest, _ganeti_node_v1_BlockGrowRequest__Output>
        BlockRenameRequest: MessageTypeDefinition<_ganeti_node_v1_BlockRenameRequest, _ganeti_node_v1_BlockRenameRequest__Output>
        BlockRequest: MessageTypeDefinition<_ganeti_node_v1_BlockRequest, _ganeti_node_v1_BlockRequest__Output>
        BlockRollBackRequest: MessageTypeDefinition<_ganeti_node_v1_BlockRollBackRequest, _ganeti_node_v1_BlockRollBackRequest__Output>
        BlockSetInfoRequest: MessageTypeDefinition<_ganeti_node_v1_BlockSetInfoRequest, _ganeti_node_v1_BlockSetInfoRequest__Output>
        BlockSnapshotRequest: MessageTypeDefinition<_ganeti_node_v1_BlockSnapshotRequest, _ganeti_node_v1_BlockSnapshotRequest__Output>
        BlockStatusRequest: MessageTypeDefinition<_ganeti_node_v1_BlockStatusRequest, _ganeti_node_v1_BlockStatusRequest__Output>
        BlockStatusResponse: MessageTypeDefinition<_ganeti_node_v1_BlockStatusResponse, _ganeti_node_v1_BlockStatusResponse__Output>
        BlockWipeRequest: MessageTypeDefinition<_ganeti_node_v1_BlockWipeRequest, _ganeti_node_v1_BlockWipeRequest__Output>
        Blocks: SubtypeConstructor<typeof grpc.Client, _ganeti_node_v1_BlocksClient> & { service: _ganeti_node_v1_BlocksDefinition }
        ChildrenRequest: MessageTypeDefinition<_ganeti_node_v1_ChildrenRequest, _ganeti_node_v1_ChildrenRequest__Output>
        ConfigCopyRequest: MessageTypeDefinition<_ganeti_node_v1_ConfigCopyRequest, _ganeti_node_v1_ConfigCopyRequest__Output>
        ConnectRequest: MessageTypeDefinition<_ganeti_node_v1_ConnectRequest, _ganeti_node_v1_ConnectRequest__Output>
        DelayRequest: MessageTypeDefinition<_ganeti_node_v1_DelayRequest, _ganeti_node_v1_DelayRequest__Output>
        DevicesRequest: MessageTypeDefinition<_ganeti_node_v1_DevicesRequest, _ganeti_node_v1_DevicesRequest__Output>
        DiskStatus: MessageTypeDefinition<_ganeti_node_v1_DiskStatus, _ganeti_node_v1_DiskStatus__Output>
        DrbdId: MessageTypeDefinition<_ganeti_node_v1_DrbdId, _ganeti_node_v1_DrbdId__Output>
        Empty: MessageTypeDefinition<_ganeti_node_v1_Empty, _ganeti_node_v1_Empty__Output>
        ExportDescribeRequest: MessageTypeDefinition<_ganeti_node_v1_ExportDescribeRequest, _ganeti_node_v1_ExportDescribeRequest__Output>
        ExportDescribeResponse: MessageTypeDefinition<_ganeti_node_v1_ExportDescribeResponse, _ganeti_node_v1_ExportDescribeResponse__Output>
        ExportFinishRequest: MessageTypeDefinition<_ganeti_node_v1_ExportFinishRequest, _ganeti_node_v1_ExportFinishRequest__Output>
        ExportListResponse: MessageTypeDefinition<_ganeti_node_v1_ExportListResponse, _ganeti_node_v1_ExportListResponse__Output>
        ExportName: MessageTypeDefinition<_ganeti_node_v1_ExportName, _ganeti_node_v1_ExportName__Output>
        Exports: SubtypeConstructor<typeof grpc.Client, _ganeti_node_v1_ExportsClient> & { service: _ganeti_node_v1_ExportsDefinition }
        ExtStorageInfo: MessageTypeDefinition<_ganeti_node_v1_ExtStorageInfo, _ganeti_node_v1_ExtStorageInfo__Output>
        ExtStorageListResponse: MessageTypeDefinition<_ganeti_node_v1_ExtStorageListResponse, _ganeti_node_v1_ExtStorageListResponse__Output>
        ExtStorageParameter: MessageTypeDefinition<_ganeti_node_v1_ExtStorageParameter, _ganeti_node_v1_ExtStorageParameter__Output>
        ExternalStorage: SubtypeConstructor<typeof grpc.Client, _ganeti_node_v1_ExternalStorageClient> & { service: _ganeti_node_v1_ExternalStorageDefinition }
        FenceRequest: MessageTypeDefinition<_ganeti_node_v1_FenceRequest, _ganeti_node_v1_FenceRequest__Output>
        FileId: MessageTypeDefinition<_ganeti_node_v1_FileId, _ganeti_node_v1_FileId__Output>
        FileWriteRequest: MessageTypeDefinition<_ganeti_node_v1_FileWriteRequest, _ganeti_node_v1_FileWriteRequest__Output>
        Files: SubtypeConstructor<typeof grpc.Client, _ganeti_node_v1_FilesClient> & { service: _ganeti_node_v1_FilesDefinition }
        Finding: MessageTypeDefinition<_ganeti_node_v1_Finding, _ganeti_node_v1_Finding__Output>
        FinishMigrationRequest: MessageTypeDefinition<_ganeti_node_v1_FinishMigrationRequest, _ganeti_node_v1_FinishMigrationRequest__Output>
        ForgetStepsRequest: MessageTypeDefinition<_ganeti_node_v1_ForgetStepsRequest, _ganeti_node_v1_ForgetStepsRequest__Output>
        HandshakeRequest: MessageTypeDefinition<_ganeti_node_v1_HandshakeRequest, _ganeti_node_v1_HandshakeRequest__Output>
        HandshakeResponse: MessageTypeDefinition<_ganeti_node_v1_HandshakeResponse, _ganeti_node_v1_HandshakeResponse__Output>
        HookResult: MessageTypeDefinition<_ganeti_node_v1_HookResult, _ganeti_node_v1_HookResult__Output>
        Hooks: SubtypeConstructor<typeof grpc.Client, _ganeti_node_v1_HooksClient> & { service: _ganeti_node_v1_HooksDefinition }
        HooksRunRequest: MessageTypeDefinition<_ganeti_node_v1_HooksRunRequest, _ganeti_node_v1_HooksRunRequest__Output>
        HooksRunResponse: MessageTypeDefinition<_ganeti_node_v1_HooksRunResponse, _ganeti_node_v1_HooksRunResponse__Output>
        HostsLines: MessageTypeDefinition<_ganeti_node_v1_HostsLines, _ganeti_node_v1_HostsLines__Output>
        HotplugRequest: MessageTypeDefinition<_ganeti_node_v1_HotplugRequest, _ganeti_node_v1_HotplugRequest__Output>
        HotplugSupportedResponse: MessageTypeDefinition<_ganeti_node_v1_HotplugSupportedResponse, _ganeti_node_v1_HotplugSupportedResponse__Output>
        InstallCertificateRequest: MessageTypeDefinition<_ganeti_node_v1_InstallCertificateRequest, _ganeti_node_v1_InstallCertificateRequest__Output>
        Instance: MessageTypeDefinition<_ganeti_node_v1_Instance, _ganeti_node_v1_Instance__Output>
        InstanceRebootRequest: MessageTypeDefinition<_ganeti_node_v1_InstanceRebootRequest, _ganeti_node_v1_InstanceRebootRequest__Output>
        InstanceRequest: MessageTypeDefinition<_ganeti_node_v1_InstanceRequest, _ganeti_node_v1_InstanceRequest__Output>
        InstanceShutdownRequest: MessageTypeDefinition<_ganeti_node_v1_InstanceShutdownRequest, _ganeti_node_v1_InstanceShutdownRequest__Output>
        InstanceStartRequest: MessageTypeDefinition<_ganeti_node_v1_InstanceStartRequest, _ganeti_node_v1_InstanceStartRequest__Output>
        InstanceStatus: MessageTypeDefinition<_ganeti_node_v1_InstanceStatus, _ganeti_node_v1_InstanceStatus__Output>
        InstanceStatusRequest: MessageTypeDefinition<_ganeti_node_v1_InstanceStatusRequest, _ganeti_node_v1_InstanceStatusRequest__Output>
        InstanceStatusResponse: MessageTypeDefinition<_ganeti_node_v1_InstanceStatusResponse, _ganeti_node_v1_InstanceStatusResponse__Output>
        Instances: SubtypeConstructor<typeof grpc.Client, _ganeti_node_v1_InstancesClient> & { service: _ganeti_node_v1_InstancesDefinition }
        ListVolumesRequest: MessageTypeDefinition<_ganeti_node_v1_ListVolumesRequest, _ganeti_node_v1_ListVolumesRequest__Output>
        ListVolumesResponse: MessageTypeDefinition<_ganeti_node_v1_ListVolumesResponse, _ganeti_node_v1_ListVolumesResponse__Output>
        LogicalVolume: MessageTypeDefinition<_ganeti_node_v1_LogicalVolume, _ganeti_node_v1_LogicalVolume__Output>
        Machine: SubtypeConstructor<typeof grpc.Client, _ganeti_node_v1_MachineClient> & { service: _ganeti_node_v1_MachineDefinition }
        MasterAddressRequest: MessageTypeDefinition<_ganeti_node_v1_MasterAddressRequest, _ganeti_node_v1_MasterAddressRequest__Output>
        MigrateRequest: MessageTypeDefinition<_ganeti_node_v1_MigrateRequest, _ganeti_node_v1_MigrateRequest__Output>
        MigrationInfoResponse: MessageTypeDefinition<_ganeti_node_v1_MigrationInfoResponse, _ganeti_node_v1_MigrationInfoResponse__Output>
        NamedId: MessageTypeDefinition<_ganeti_node_v1_NamedId, _ganeti_node_v1_NamedId__Output>
        NewKeyResponse: MessageTypeDefinition<_ganeti_node_v1_NewKeyResponse, _ganeti_node_v1_NewKeyResponse__Output>
        Nic: MessageTypeDefinition<_ganeti_node_v1_Nic, _ganeti_node_v1_Nic__Output>
        Node: SubtypeConstructor<typeof grpc.Client, _ganeti_node_v1_NodeClient> & { service: _ganeti_node_v1_NodeDefinition }
        NodeResources: MessageTypeDefinition<_ganeti_node_v1_NodeResources, _ganeti_node_v1_NodeResources__Output>
        OperatingSystems: SubtypeConstructor<typeof grpc.Client, _ganeti_node_v1_OperatingSystemsClient> & { service: _ganeti_node_v1_OperatingSystemsDefinition }
        OsCreateRequest: MessageTypeDefinition<_ganeti_node_v1_OsCreateRequest, _ganeti_node_v1_OsCreateRequest__Output>
        OsInfo: MessageTypeDefinition<_ganeti_node_v1_OsInfo, _ganeti_node_v1_OsInfo__Output>
        OsListResponse: MessageTypeDefinition<_ganeti_node_v1_OsListResponse, _ganeti_node_v1_OsListResponse__Output>
        OsParameter: MessageTypeDefinition<_ganeti_node_v1_OsParameter, _ganeti_node_v1_OsParameter__Output>
        OsRenameRequest: MessageTypeDefinition<_ganeti_node_v1_OsRenameRequest, _ganeti_node_v1_OsRenameRequest__Output>
        OsValidateRequest: MessageTypeDefinition<_ganeti_node_v1_OsValidateRequest, _ganeti_node_v1_OsValidateRequest__Output>
        OsValidateResponse: MessageTypeDefinition<_ganeti_node_v1_OsValidateResponse, _ganeti_node_v1_OsValidateResponse__Output>
        OutOfBandRequest: MessageTypeDefinition<_ganeti_node_v1_OutOfBandRequest, _ganeti_node_v1_OutOfBandRequest__Output>
        OutOfBandResponse: MessageTypeDefinition<_ganeti_node_v1_OutOfBandResponse, _ganeti_node_v1_OutOfBandResponse__Output>
        PauseSyncRequest: MessageTypeDefinition<_ganeti_node_v1_PauseSyncRequest, _ganeti_node_v1_PauseSyncRequest__Output>
        Peer: MessageTypeDefinition<_ganeti_node_v1_Peer, _ganeti_node_v1_Peer__Output>
        PhysicalVolume: MessageTypeDefinition<_ganeti_node_v1_PhysicalVolume, _ganeti_node_v1_PhysicalVolume__Output>
        PowercycleResponse: MessageTypeDefinition<_ganeti_node_v1_PowercycleResponse, _ganeti_node_v1_PowercycleResponse__Output>
        Progress: MessageTypeDefinition<_ganeti_node_v1_Progress, _ganeti_node_v1_Progress__Output>
        ProgressEvent: MessageTypeDefinition<_ganeti_node_v1_ProgressEvent, _ganeti_node_v1_ProgressEvent__Output>
        RenamePair: MessageTypeDefinition<_ganeti_node_v1_RenamePair, _ganeti_node_v1_RenamePair__Output>
        ResizeDiskRequest: MessageTypeDefinition<_ganeti_node_v1_ResizeDiskRequest, _ganeti_node_v1_ResizeDiskRequest__Output>
        RestrictedRequest: MessageTypeDefinition<_ganeti_node_v1_RestrictedRequest, _ganeti_node_v1_RestrictedRequest__Output>
        RestrictedResponse: MessageTypeDefinition<_ganeti_node_v1_RestrictedResponse, _ganeti_node_v1_RestrictedResponse__Output>
        RoleRequest: MessageTypeDefinition<_ganeti_node_v1_RoleRequest, _ganeti_node_v1_RoleRequest__Output>
        SetMemoryRequest: MessageTypeDefinition<_ganeti_node_v1_SetMemoryRequest, _ganeti_node_v1_SetMemoryRequest__Output>
        SsconfRequest: MessageTypeDefinition<_ganeti_node_v1_SsconfRequest, _ganeti_node_v1_SsconfRequest__Output>
        StatusUpdate: MessageTypeDefinition<_ganeti_node_v1_StatusUpdate, _ganeti_node_v1_StatusUpdate__Output>
        Storage: SubtypeConstructor<typeof grpc.Client, _ganeti_node_v1_StorageClient> & { service: _ganeti_node_v1_StorageDefinition }
        StorageListRequest: MessageTypeDefinition<_ganeti_node_v1_StorageListRequest, _ganeti_node_v1_StorageListRequest__Output>
        StorageListResponse: MessageTypeDefinition<_ganeti_node_v1_StorageListResponse, _ganeti_node_v1_StorageListResponse__Output>
        StorageModifyRequest: MessageTypeDefinition<_ganeti_node_v1_StorageModifyRequest, _ganeti_node_v1_StorageModifyRequest__Output>
        StorageSpace: MessageTypeDefinition<_ganeti_node_v1_StorageSpace, _ganeti_node_v1_StorageSpace__Output>
        StorageUnit: MessageTypeDefinition<_ganeti_node_v1_StorageUnit, _ganeti_node_v1_StorageUnit__Output>
        StorageUnitRequest: MessageTypeDefinition<_ganeti_node_v1_StorageUnitRequest, _ganeti_node_v1_StorageUnitRequest__Output>
        SwitchRequest: MessageTypeDefinition<_ganeti_node_v1_SwitchRequest, _ganeti_node_v1_SwitchRequest__Output>
        TransferFile: MessageTypeDefinition<_ganeti_node_v1_TransferFile, _ganeti_node_v1_TransferFile__Output>
        TransferId: MessageTypeDefinition<_ganeti_node_v1_TransferId, _ganeti_node_v1_TransferId__Output>
        TransferKeyName: MessageTypeDefinition<_ganeti_node_v1_TransferKeyName, _ganeti_node_v1_TransferKeyName__Output>
        TransferKeyRequest: MessageTypeDefinition<_ganeti_node_v1_TransferKeyRequest, _ganeti_node_v1_TransferKeyRequest__Output>
        TransferKeyResponse: MessageTypeDefinition<_ganeti_node_v1_TransferKeyResponse, _ganeti_node_v1_TransferKeyResponse__Output>
        TransferListenRequest: MessageTypeDefinition<_ganeti_node_v1_TransferListenRequest, _ganeti_node_v1_TransferListenRequest__Output>
        TransferListenResponse: MessageTypeDefinition<_ganeti_node_v1_TransferListenResponse, _ganeti_node_v1_TransferListenResponse__Output>
        TransferScript: MessageTypeDefinition<_ganeti_node_v1_TransferScript, _ganeti_node_v1_TransferScript__Output>
        TransferSendRequest: MessageTypeDefinition<_ganeti_node_v1_TransferSendRequest, _ganeti_node_v1_TransferSendRequest__Output>
        TransferWaitRequest: MessageTypeDefinition<_ganeti_node_v1_TransferWaitRequest, _ganeti_node_v1_TransferWaitRequest__Output>
        Transfers: SubtypeConstructor<typeof grpc.Client, _ganeti_node_v1_TransfersClient> & { service: _ganeti_node_v1_TransfersDefinition }
        TrustRequest: MessageTypeDefinition<_ganeti_node_v1_TrustRequest, _ganeti_node_v1_TrustRequest__Output>
        ValidateParamsRequest: MessageTypeDefinition<_ganeti_node_v1_ValidateParamsRequest, _ganeti_node_v1_ValidateParamsRequest__Output>
        ValidateParamsResponse: MessageTypeDefinition<_ganeti_node_v1_ValidateParamsResponse, _ganeti_node_v1_ValidateParamsResponse__Output>
        VerifyRequest: MessageTypeDefinition<_ganeti_node_v1_VerifyRequest, _ganeti_node_v1_VerifyRequest__Output>
        VerifyResponse: MessageTypeDefinition<_ganeti_node_v1_VerifyResponse, _ganeti_node_v1_VerifyResponse__Output>
        Volume: MessageTypeDefinition<_ganeti_node_v1_Volume, _ganeti_node_v1_Volume__Output>
        WatchRequest: MessageTypeDefinition<_ganeti_node_v1_WatchRequest, _ganeti_node_v1_WatchRequest__Output>
      }
    }
  }
}

