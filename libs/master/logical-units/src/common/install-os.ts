import type { RunContext } from '@ganeti/master-jobs';
import type { InstanceMessage } from '@ganeti/node-api';

/** OS scripts may install whole systems. */
const installSeconds = 24 * 3600;

/** Runs the create script of the OS on the primary node. The disks must be active there. Output lines go to the job log. */
export async function installOs(
  cx: RunContext,
  primary: string,
  instance: InstanceMessage,
  options: { readonly reinstall: boolean; readonly debugLevel: number | null },
): Promise<void> {
  cx.log(`* running the create script of OS ${instance.os}`);
  await cx.call(
    'install',
    primary,
    'OperatingSystems.Create',
    { instance, reinstall: options.reinstall, debug_level: options.debugLevel ?? 0 },
    { timeoutSeconds: installSeconds },
  );
}
