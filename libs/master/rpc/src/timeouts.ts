/** How long a call may take when the caller does not say, in seconds; sizes as in Ganeti's classes. */
import type { NodeMethod } from '@ganeti/node-api';

/** Answers from what the node knows already. */
const instant = 60;
/** Looks at the disk or runs one short program. */
const fast = 300;
/** Changes something. */
const normal = 900;
/** Moves or overwrites data. */
const slow = 3600;
/** Runs an administrator's script over a whole system, or moves its disks. */
const day = 86_400;

export const methodTimeouts: Readonly<Record<NodeMethod, number>> = {
  'Node.Handshake': instant,
  'Node.Verify': normal,
  // Callers say how long the sleep is; this is for short ones.
  'Node.Delay': slow,
  'Node.ForgetSteps': instant,
  'Node.Trust': fast,
  'Node.NewKey': fast,
  'Node.InstallCertificate': fast,
  'Node.Leave': normal,
  'Blocks.Create': normal,
  'Blocks.Assemble': normal,
  'Blocks.Shutdown': normal,
  'Blocks.Remove': normal,
  'Blocks.Rename': normal,
  'Blocks.Grow': normal,
  'Blocks.Wipe': slow,
  'Blocks.Status': normal,
  'Blocks.PauseSync': normal,
  'Blocks.SetInfo': normal,
  'Blocks.TakeSnapshot': normal,
  'Blocks.RollBack': slow,
  'Blocks.Copy': day,
  'Blocks.DetachChildren': normal,
  'Blocks.AttachChildren': normal,
  'Blocks.DisconnectNetwork': normal,
  'Blocks.ConnectNetwork': normal,
  'Blocks.SetRole': normal,
  'Blocks.ListVolumes': instant,
  'Instances.Start': normal,
  'Instances.Shutdown': normal,
  'Instances.Reboot': normal,
  'Instances.Status': instant,
  'Instances.MigrationInfo': normal,
  'Instances.AcceptMigration': normal,
  'Instances.Migrate': slow,
  'Instances.FinishMigration': slow,
  'Instances.SetMemory': normal,
  'Instances.HotplugSupported': normal,
  'Instances.Hotplug': normal,
  'Instances.ResizeDisk': normal,
  'Instances.ValidateParams': normal,
  'OperatingSystems.List': fast,
  'OperatingSystems.Validate': fast,
  'OperatingSystems.Create': day,
  'OperatingSystems.Rename': slow,
  'ExternalStorage.List': fast,
  'Exports.List': fast,
  'Exports.Describe': fast,
  'Exports.Begin': normal,
  'Exports.Finish': normal,
  'Exports.Abandon': normal,
  'Exports.Remove': normal,
  'Transfers.CreateKey': normal,
  'Transfers.RemoveKey': normal,
  'Transfers.Listen': normal,
  'Transfers.Send': day,
  'Transfers.Wait': day,
  'Transfers.Close': normal,
  // Each script has an hour before its node stops it; one that hangs must not be passed over.
  'Hooks.Run': day,
  'Files.Write': normal,
  'Files.WriteSsconf': instant,
  'Files.WriteConfig': normal,
  'Files.DropConfig': instant,
  'Storage.List': normal,
  'Storage.Modify': normal,
  'Storage.Repair': normal,
  'Machine.Powercycle': normal,
  'Machine.Fence': instant,
  'Machine.OwnsAddress': instant,
  'Machine.SetMasterAddress': normal,
  'Machine.MakeSwitch': normal,
  'Machine.RunOutOfBand': normal,
  'Machine.RunRestricted': slow,
};
