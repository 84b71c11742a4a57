/**
 * The cluster's address on this machine. Either `ip` sets it, or the administrator's script does: called with start or stop, told
 * MASTER_NETDEV, MASTER_IP, MASTER_NETMASK (length of the prefix) and CLUSTER_IP_VERSION (4 or 6).
 */
import { isIPv6 } from 'node:net';
import { OpExecError } from '@ganeti/errors';
import type { ProcessRunner } from '@ganeti/runtime';
import { HostCommands, SYSTEM_PATH } from './commands';

export interface ClusterAddress {
  readonly address: string;
  /** Length of its prefix. */
  readonly prefix: number;
  readonly device: string;
  readonly external_script: boolean;
}

/** What is so already counts as done. Throws OpExecError. */
export type MasterAddress = (address: ClusterAddress, up: boolean) => Promise<void>;

/** As `ip -json address show` tells it. */
interface Shown {
  readonly addr_info: readonly { readonly local: string; readonly prefixlen: number }[];
}

export function hostMasterAddress({ runner, script }: { readonly runner: ProcessRunner; readonly script: string }): MasterAddress {
  const commands = new HostCommands(runner);

  const change: MasterAddress = async ({ address, prefix, device, external_script: external }, up) => {
    if (external) {
      const environment = { PATH: SYSTEM_PATH, MASTER_NETDEV: device, MASTER_IP: address, MASTER_NETMASK: String(prefix), CLUSTER_IP_VERSION: isIPv6(address) ? '6' : '4' };
      await commands.run(script, [up ? 'start' : 'stop'], environment);
      return;
    }
    const text = await commands.ask('ip', ['-json', 'address', 'show', 'dev', device]);
    if (text === null) {
      if (!up) return;
      throw new OpExecError(`This machine has no network device ${device}; set the cluster's master_netdev to one that it has`);
    }
    const present = (JSON.parse(text) as Shown[]).flatMap((each) => each.addr_info ?? []).find(({ local }) => local === address);
    if (up && present === undefined) {
      await commands.run('ip', ['address', 'add', `${address}/${prefix}`, 'dev', device]);
      await announce(commands, address, device);
    }
    if (!up && present !== undefined) await commands.run('ip', ['address', 'del', `${address}/${present.prefixlen}`, 'dev', device]);
  };
  // One after another: each looks first, and what it has seen must hold until it is done.
  let last: Promise<void> = Promise.resolve();
  return (address, up) => {
    const turn = last.catch(() => undefined).then(() => change(address, up));
    last = turn;
    return turn;
  };
}

/** Neighbours remember where the address was before. They also find out by themselves, later. */
async function announce(commands: HostCommands, address: string, device: string): Promise<void> {
  if (isIPv6(address) || device === 'lo') return;
  await commands.ask('arping', ['-q', '-U', '-c', '3', '-I', device, '-s', address, address]);
}
