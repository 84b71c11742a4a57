/** All LogicalUnits, by OP_ID. */
import type { AnyLogicalUnit } from '@ganeti/master-jobs';
import type { OpcodeDefinition } from '@ganeti/opcodes';
import { backupExportUnit } from './backup/export';
import { backupPrepareUnit } from './backup/prepare';
import { backupRemoveUnit } from './backup/remove';
import { clusterBalanceUnit } from './cluster/balance';
import { clusterCapacityUnit } from './cluster/capacity';
import { clusterCheckUnit } from './cluster/check';
import { clusterSetBalancingUnit } from './cluster/set-balancing';
import { nodeRebootUnit } from './node/reboot';
import { nodeRollingRebootUnit } from './node/rolling-reboot';
import { clusterConfigQueryUnit } from './cluster/config-query';
import { clusterDestroyUnit } from './cluster/destroy';
import { clusterActivateMasterIpUnit, clusterDeactivateMasterIpUnit } from './cluster/master-ip';
import { clusterPostInitUnit } from './cluster/post-init';
import { clusterQueryUnit } from './cluster/query';
import { clusterRedistConfUnit } from './cluster/redist-conf';
import { clusterRenameUnit } from './cluster/rename';
import { clusterRenewCryptoUnit } from './cluster/renew-crypto';
import { clusterRepairDiskSizesUnit } from './cluster/repair-disk-sizes';
import { clusterSetParamsUnit } from './cluster/set-params';
import { clusterVerifyUnit } from './cluster/verify';
import { clusterVerifyConfigUnit } from './cluster/verify-config';
import { clusterVerifyGroupUnit } from './cluster/verify-group';
import { clusterVerifyDisksUnit } from './cluster/verify-disks';
import { extStorageDiagnoseUnit } from './ext-storage/diagnose';
import { groupAddUnit } from './group/add';
import { groupAssignNodesUnit } from './group/assign-nodes';
import { groupEvacuateUnit } from './group/evacuate';
import { groupRemoveUnit } from './group/remove';
import { groupRenameUnit } from './group/rename';
import { groupSetParamsUnit } from './group/set-params';
import { groupVerifyDisksUnit } from './group/verify-disks';
import { instanceActivateDisksUnit } from './instance/activate-disks';
import { instanceConsoleUnit } from './instance/console';
import { instanceChangeGroupUnit } from './instance/change-group';
import { instanceCreateUnit } from './instance/create';
import { instanceDeactivateDisksUnit } from './instance/deactivate-disks';
import { instanceFailoverUnit } from './instance/failover';
import { instanceGrowDiskUnit } from './instance/grow-disk';
import { instanceMigrateUnit } from './instance/migrate';
import { instanceMoveUnit } from './instance/move';
import { instanceMultiAllocUnit } from './instance/multi-alloc';
import { instanceQueryDataUnit } from './instance/query-data';
import { instanceRebootUnit } from './instance/reboot';
import { instanceRecreateDisksUnit } from './instance/recreate-disks';
import { instanceReinstallUnit } from './instance/reinstall';
import { instanceRemoveUnit } from './instance/remove';
import { instanceRenameUnit } from './instance/rename';
import { instanceReplaceDisksUnit } from './instance/replace-disks';
import { instanceSetParamsUnit } from './instance/set-params';
import { instanceShutdownUnit } from './instance/shutdown';
import { instanceSnapshotCreateUnit } from './instance/snapshot-create';
import { instanceSnapshotListUnit } from './instance/snapshot-list';
import { instanceSnapshotRemoveUnit } from './instance/snapshot-remove';
import { instanceSnapshotRollbackUnit } from './instance/snapshot-rollback';
import { instanceStartupUnit } from './instance/startup';
import { networkAddUnit } from './network/add';
import { networkConnectUnit } from './network/connect';
import { networkDisconnectUnit } from './network/disconnect';
import { networkRemoveUnit } from './network/remove';
import { networkRenameUnit } from './network/rename';
import { networkSetParamsUnit } from './network/set-params';
import { nodeAddUnit } from './node/add';
import { nodeEvacuateUnit } from './node/evacuate';
import { nodeMigrateUnit } from './node/migrate';
import { nodeModifyStorageUnit } from './node/modify-storage';
import { oobCommandUnit } from './node/oob-command';
import { nodePowercycleUnit } from './node/powercycle';
import { nodeQueryStorageUnit } from './node/query-storage';
import { nodeQueryvolsUnit } from './node/queryvols';
import { nodeRemoveUnit } from './node/remove';
import { repairNodeStorageUnit } from './node/repair-storage';
import { restrictedCommandUnit } from './node/restricted-command';
import { nodeSetParamsUnit } from './node/set-params';
import { osDiagnoseUnit } from './os/diagnose';
import { queryFieldsUnit } from './query/fields';
import { queryUnit } from './query/query';
import type { Services } from './services';
import { tagsDelUnit } from './tags/del';
import { tagsGetUnit } from './tags/get';
import { tagsSearchUnit } from './tags/search';
import { tagsSetUnit } from './tags/set';
import { testAllocatorUnit } from './test/allocator';
import { testDelayUnit } from './test/delay';
import { testDummyUnit } from './test/dummy';
import { testJqueueUnit } from './test/jqueue';
import { testOsParamsUnit } from './test/os-params';

export function createLogicalUnits(services: Services): ReadonlyMap<string, AnyLogicalUnit> {
  const units: readonly AnyLogicalUnit[] = [
    backupExportUnit(services),
    backupPrepareUnit(services),
    backupRemoveUnit,
    clusterActivateMasterIpUnit,
    clusterBalanceUnit(services),
    clusterCapacityUnit(services),
    clusterCheckUnit(services),
    clusterSetBalancingUnit,
    clusterConfigQueryUnit(services),
    clusterDeactivateMasterIpUnit,
    clusterDestroyUnit,
    clusterPostInitUnit,
    clusterQueryUnit(services),
    clusterRedistConfUnit(services),
    clusterRenameUnit(services),
    clusterRenewCryptoUnit(services),
    clusterRepairDiskSizesUnit,
    clusterSetParamsUnit(services),
    clusterVerifyUnit,
    clusterVerifyConfigUnit,
    clusterVerifyDisksUnit,
    clusterVerifyGroupUnit(services),
    extStorageDiagnoseUnit(services),
    groupAddUnit,
    groupAssignNodesUnit,
    groupEvacuateUnit(services),
    groupRemoveUnit,
    groupRenameUnit,
    groupSetParamsUnit,
    groupVerifyDisksUnit,
    instanceActivateDisksUnit,
    instanceConsoleUnit,
    instanceChangeGroupUnit(services),
    instanceCreateUnit(services),
    instanceDeactivateDisksUnit,
    instanceFailoverUnit(services),
    instanceGrowDiskUnit,
    instanceMigrateUnit(services),
    instanceMoveUnit(services),
    instanceMultiAllocUnit(services),
    instanceQueryDataUnit,
    instanceRebootUnit,
    instanceRecreateDisksUnit(services),
    instanceReinstallUnit,
    instanceRemoveUnit,
    instanceRenameUnit(services),
    instanceReplaceDisksUnit(services),
    instanceSetParamsUnit(services),
    instanceShutdownUnit,
    instanceSnapshotCreateUnit,
    instanceSnapshotListUnit,
    instanceSnapshotRemoveUnit,
    instanceSnapshotRollbackUnit,
    instanceStartupUnit,
    networkAddUnit,
    networkConnectUnit,
    networkDisconnectUnit,
    networkRemoveUnit,
    networkRenameUnit,
    networkSetParamsUnit,
    nodeAddUnit(services),
    nodeEvacuateUnit(services),
    nodeMigrateUnit,
    nodeModifyStorageUnit,
    nodePowercycleUnit,
    nodeRebootUnit,
    nodeRollingRebootUnit(services),
    nodeQueryStorageUnit,
    nodeQueryvolsUnit,
    nodeRemoveUnit(services),
    nodeSetParamsUnit(services),
    oobCommandUnit,
    repairNodeStorageUnit,
    restrictedCommandUnit,
    osDiagnoseUnit,
    queryFieldsUnit(services),
    queryUnit(services),
    tagsDelUnit,
    tagsGetUnit,
    tagsSearchUnit,
    tagsSetUnit,
    testAllocatorUnit(services),
    testDelayUnit,
    testDummyUnit,
    testJqueueUnit,
    testOsParamsUnit,
  ];
  return new Map(units.map((unit) => [(unit.definition as OpcodeDefinition).id, unit]));
}
