/** What cluster verify wants to know of a node's network. */
import type { ProcessRunner } from '@ganeti/runtime';
import { HostCommands, linkOf } from './commands';

/** One text for each bridge that is missing, or no bridge. Open vSwitch bridges count too. */
export async function bridgeProblems(runner: ProcessRunner, bridges: readonly string[]): Promise<{ bridge: string; message: string }[]> {
  const commands = new HostCommands(runner);
  const found = await Promise.all(
    bridges.map(async (bridge) => {
      const link = await linkOf(commands, bridge);
      if (link === null) return { bridge, message: `bridge ${bridge} does not exist on this node` };
      const kind = link.linkinfo?.info_kind ?? 'a plain device';
      return ['bridge', 'openvswitch'].includes(kind) ? null : { bridge, message: `${bridge} is no bridge on this node but ${kind}` };
    }),
  );
  return found.filter((problem) => problem !== null);
}
